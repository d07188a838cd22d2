package dev.gauntlet.evidence;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Filed rows while amounts are being added to them; the rows it was made of stay as they are. */
final class RowBook<K extends Comparable<K>> {
    private final SortedMap<FiledKey, SortedMap<K, Amount>> rows;
    private final Set<FiledKey> ownRows = new HashSet<>();

    RowBook(SortedMap<FiledKey, SortedMap<K, Amount>> rows) {
        this.rows = new TreeMap<>(rows);
    }

    /** Adds an amount to one cell. */
    void add(FiledKey key, K column, Amount amount) {
        if (ownRows.add(key)) {
            SortedMap<K, Amount> old = rows.get(key);
            rows.put(key, old == null ? new TreeMap<>() : new TreeMap<>(old));
        }
        // Buckets of a histogram may shrink again; a zero is never stored.
        rows.get(key).merge(column, amount, (before, more) -> before.plus(more).isZero() ? null : before.plus(more));
    }

    /** Joins columns. */
    void rename(UnaryOperator<K> newName) {
        rows.replaceAll((key, row) -> {
            SortedMap<K, Amount> renamed = new TreeMap<>();
            row.forEach((column, amount) -> renamed.merge(newName.apply(column), amount, Amount::plus));
            return renamed;
        });
        ownRows.addAll(rows.keySet());
    }

    /** All columns of all rows. */
    Set<K> columns() {
        Set<K> columns = new HashSet<>();
        rows.values().forEach(row -> columns.addAll(row.keySet()));
        return columns;
    }

    SortedMap<FiledKey, SortedMap<K, Amount>> rows() {
        return rows;
    }
}
