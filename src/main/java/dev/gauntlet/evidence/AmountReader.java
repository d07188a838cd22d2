package dev.gauntlet.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what {@link AmountWriter} wrote. */
final class AmountReader {

    private AmountReader() {
    }

    /** One amount, empty for null. */
    static Optional<Amount> one(JsonNode node, List<Double> bounds) {
        return node.isNull() ? Optional.empty() : Optional.of(row(node, 0, 1, bounds).get(0));
    }

    /**
     * The amounts of a row, zero where there was none.
     *
     * @param array what they were written into
     * @param from where they begin
     * @param columns how many there are
     * @param bounds the bounds of their buckets, none if they are no histograms
     */
    static List<Amount> row(JsonNode array, int from, int columns, List<Double> bounds) {
        if (!bounds.isEmpty()) {
            return histograms(array, from, columns, bounds);
        }
        List<Amount> amounts = new ArrayList<>();
        if (array.path(from).isArray()) {
            for (int i = 0; i < columns; i++) {
                JsonNode gauge = array.get(from + i);
                amounts.add(new GaugeSums(gauge.get(0).asLong(), gauge.get(1).decimalValue(),
                        gauge.size() > 2 ? Optional.of(gauge.get(2).decimalValue()) : Optional.empty()));
            }
            return amounts;
        }
        BigDecimal mean = array.get(from).decimalValue();
        for (int i = 0; i < columns; i++) {
            amounts.add(new Quantity(mean.add(array.get(from + 1 + i).decimalValue())));
        }
        return amounts;
    }

    private static List<Amount> histograms(JsonNode array, int from, int columns, List<Double> bounds) {
        List<TreeMap<Double, Long>> counts = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            counts.add(new TreeMap<>());
        }
        int at = from;
        for (double bound : bounds) {
            long mean = array.get(at++).asLong();
            for (int i = 0; i < columns; i++) {
                counts.get(i).put(bound, mean + array.get(at++).asLong());
            }
        }
        return counts.stream().<Amount>map(BucketCounts::new).toList();
    }
}
