package dev.gauntlet.evidence;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes exact amounts as JSON. Amounts of one row are alike, so numbers and bucket counts are written as differences from their
 * mean, which is a whole number; an absent amount is a zero. {@link AmountReader} is its inverse.
 */
final class AmountWriter {
    private final JsonGenerator json;

    AmountWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes a number as short as JSON allows. */
    void number(BigDecimal number) throws IOException {
        if (number.scale() <= 0) {
            json.writeNumber(number.toBigIntegerExact());
        } else {
            json.writeNumber(number);
        }
    }

    /** Writes one amount, or null for none, as an array. */
    void one(Optional<? extends Amount> amount, List<Double> bounds) throws IOException {
        if (amount.isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        row(List.of(amount.get()), bounds);
        json.writeEndArray();
    }

    /**
     * Writes the amounts of a row into the open array.
     *
     * @param amounts all of one kind, null where absent, at least one
     * @param bounds the bounds of their buckets, none if they are no histograms
     */
    void row(List<? extends Amount> amounts, List<Double> bounds) throws IOException {
        if (!bounds.isEmpty()) {
            for (double bound : bounds) {
                differences(amounts.stream().map(amount -> amount == null ? BigDecimal.ZERO
                        : BigDecimal.valueOf(((BucketCounts) amount).counts().getOrDefault(bound, 0L))).toList());
            }
        } else if (amounts.stream().filter(Objects::nonNull).anyMatch(GaugeSums.class::isInstance)) {
            for (Amount amount : amounts) {
                gauge(amount == null ? GaugeSums.NONE : (GaugeSums) amount);
            }
        } else {
            differences(amounts.stream().map(FiledRows::number).toList());
        }
    }

    private void gauge(GaugeSums sums) throws IOException {
        json.writeStartArray();
        json.writeNumber(sums.count());
        number(sums.sum());
        if (sums.sumOfSquares().isPresent()) {
            number(sums.sumOfSquares().get());
        }
        json.writeEndArray();
    }

    private void differences(List<BigDecimal> numbers) throws IOException {
        BigDecimal mean = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(Math.max(1, numbers.size())), 0, RoundingMode.FLOOR);
        number(mean);
        for (BigDecimal number : numbers) {
            number(ShortestDecimal.normal(number.subtract(mean)));
        }
    }
}
