package dev.gauntlet.evidence;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gauntlet.evidence.prometheus.Selector;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Writes how far each series has been counted: what is alike in columns, counter by counter. */
final class CursorWriter {
    private final Ledger ledger;
    private final List<Selector> counters;
    private final JsonGenerator json;
    private final JsonRows rows;
    private final AmountWriter amounts;
    private final List<String> labels;
    private final List<TargetKey> targets;

    /**
     * A writer of one ledger's cursors.
     *
     * @param ledger the ledger
     * @param counters the selectors in the order of the ledger's JSON
     * @param json where to write, inside an object
     */
    CursorWriter(Ledger ledger, List<Selector> counters, JsonGenerator json) {
        this.ledger = ledger;
        this.counters = counters;
        this.json = json;
        this.rows = new JsonRows(json);
        this.amounts = new AmountWriter(json);
        this.labels = List.copyOf(new TreeSet<>(ledger.cursors().keySet().stream().map(CursorWriter::labels).toList()));
        TreeSet<TargetKey> keys = new TreeSet<>(ledger.targets().keySet());
        ledger.cursors().values().forEach(cursor -> keys.add(cursor.target()));
        this.targets = List.copyOf(keys);
    }

    /** What follows the name that all series of a counter have; most counters have series of the same labels, so these are written once. */
    private static String labels(SeriesKey key) {
        if (!key.counter().isNameOf(key.series())) {
            throw new IllegalArgumentException(key.series() + " is no series of " + key.counter());
        }
        return key.series().substring(key.counter().commonName().length());
    }

    /** Writes targets, labels and cursors. */
    void write() throws IOException {
        writeTargets();
        rows.strings("labels", labels);
        writeCursors();
    }

    private void writeTargets() throws IOException {
        json.writeArrayFieldStart("targets");
        for (TargetKey target : targets) {
            Optional<TargetState> state = Optional.ofNullable(ledger.targets().get(target));
            json.writeStartArray();
            json.writeString(target.job());
            json.writeString(target.instance());
            rows.optional(state.map(known -> JsonRows.before(ledger.dataUntil(), known.lastScrape())));
            rows.optional(state.flatMap(TargetState::processStart).map(Instant::toEpochMilli));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void writeCursors() throws IOException {
        Map<TargetKey, Integer> indexes = new TreeMap<>();
        targets.forEach(target -> indexes.put(target, indexes.size()));
        Map<String, Integer> labelIndexes = new HashMap<>();
        labels.forEach(set -> labelIndexes.put(set, labelIndexes.size()));
        json.writeArrayFieldStart("cursors");
        for (Selector counter : counters) {
            SortedMap<SeriesKey, SeriesCursor> own =
                    ledger.cursors().subMap(new SeriesKey(counter, ""), new SeriesKey(counter, "\uffff"));
            List<SeriesCursor> cursors = List.copyOf(own.values());
            json.writeStartObject();
            writeSteps("series", own.keySet().stream().map(key -> labelIndexes.get(labels(key))).toList());
            writeColumn("target", cursors, cursor -> indexes.get(cursor.target()));
            rows.strings("replica", cursors.stream().map(SeriesCursor::replica).toList());
            writeColumn("lag", cursors, cursor -> JsonRows.before(lastScrape(cursor.target()), cursor.lastTimestamp()));
            writeValues("value", counter, cursors, SeriesCursor::lastValue);
            json.writeArrayFieldStart("start");
            for (SeriesCursor cursor : cursors) {
                rows.optional(cursor.processStart().map(start -> JsonRows.before(start, processStart(cursor.target()))));
            }
            json.writeEndArray();
            writeValues("uncounted", counter, cursors, cursor -> cursor.lastValue().minus(cursor.counted()));
            writeValues("baseline", counter, cursors, SeriesCursor::baseline);
            writeColumn("recent", cursors, SeriesCursor::recentSamples);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Ascending numbers as steps from one to the next. */
    private void writeSteps(String name, List<Integer> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        int last = 0;
        for (int number : numbers) {
            json.writeNumber(number - last);
            last = number;
        }
        json.writeEndArray();
    }

    private void writeColumn(String name, List<SeriesCursor> cursors, ToLongFunction<SeriesCursor> field) throws IOException {
        json.writeFieldName(name);
        rows.numbers(cursors.stream().mapToLong(field).toArray());
    }

    private void writeValues(String name, Selector counter, List<SeriesCursor> cursors,
            Function<SeriesCursor, CounterValue> field) throws IOException {
        json.writeArrayFieldStart(name);
        amounts.row(cursors.stream().map(field).toList(), ledger.bounds(counter));
        json.writeEndArray();
    }

    private Instant lastScrape(TargetKey target) {
        return Optional.ofNullable(ledger.targets().get(target)).map(TargetState::lastScrape).orElse(ledger.dataUntil());
    }

    private Instant processStart(TargetKey target) {
        return Optional.ofNullable(ledger.targets().get(target)).flatMap(TargetState::processStart).orElse(Instant.EPOCH);
    }
}
