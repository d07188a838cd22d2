package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the counters of a metric together, cell by cell of some rows of a ledger. */
final class FiledRows {

    private FiledRows() {
    }

    /** The row of a counter, variant and epoch; empty if nothing was filed. */
    static <K> SortedMap<K, Amount> row(SortedMap<FiledKey, SortedMap<K, Amount>> rows, Arm arm, int epoch) {
        return rows.getOrDefault(new FiledKey(arm, epoch), Collections.emptySortedMap());
    }

    /** The sum of a row, empty if nothing was filed. */
    static <K> Optional<Amount> total(SortedMap<K, Amount> row) {
        return row.values().stream().reduce(Amount::plus);
    }

    /**
     * The sums of a metric of numbers per cell of its rows.
     *
     * @param rows rows of a ledger
     * @param metric the metric
     * @param variant the variant
     * @param epoch the epoch
     * @param squares whether the rows hold the sums of squares cell by cell
     */
    static <K> SortedMap<K, ExactSums> sums(SortedMap<FiledKey, SortedMap<K, Amount>> rows, MetricSpec metric, String variant,
            int epoch, boolean squares) {
        MetricSource source = metric.source();
        SortedMap<K, ExactSums> cells = new TreeMap<>();
        SortedMap<K, Amount> observed = row(rows, metric.arm(source.observed(), variant), epoch);
        if (source instanceof MetricSource.Gauge) {
            observed.forEach((cell, amount) -> cells.put(cell, ofGauge((GaugeSums) amount)));
            return cells;
        }
        SortedMap<K, Amount> summed = row(rows, metric.arm(source.summed().orElseThrow(), variant), epoch);
        SortedMap<K, Amount> squared = squares(source).map(counter -> row(rows, metric.arm(counter, variant), epoch))
                .orElse(Collections.emptySortedMap());
        for (SortedMap<K, Amount> row : List.of(observed, summed, squares ? squared : Collections.<K, Amount>emptySortedMap())) {
            row.keySet().forEach(cell -> cells.put(cell, new ExactSums(number(observed.get(cell)), number(summed.get(cell)),
                    squares && squares(source).isPresent() ? Optional.of(number(squared.get(cell))) : Optional.empty())));
        }
        return cells;
    }

    /** The counter of a metric's sum of squares; a success is its own square. */
    static Optional<Selector> squares(MetricSource source) {
        if (source instanceof MetricSource.Mean mean) {
            return mean.sumOfSquares();
        }
        return source instanceof MetricSource.Proportion proportion ? Optional.of(proportion.numerator()) : Optional.empty();
    }

    private static ExactSums ofGauge(GaugeSums sums) {
        return new ExactSums(BigDecimal.valueOf(sums.count()), sums.sum(), sums.sumOfSquares());
    }

    /** The number of a cell, zero if it is empty. */
    static BigDecimal number(Amount amount) {
        return amount == null ? BigDecimal.ZERO : ((Quantity) amount).value();
    }
}
