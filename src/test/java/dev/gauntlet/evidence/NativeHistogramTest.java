package dev.gauntlet.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.HistogramSample;
import dev.gauntlet.evidence.prometheus.HistogramSample.Bucket;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NativeHistogramTest {

    static Stream<Integer> schemas() {
        return IntStream.rangeClosed(-4, 8).boxed();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theSchemaFollowsFromTheBounds(int schema) {
        double factor = Math.pow(2, Math.pow(2, -schema));

        for (double lower : new double[] {factor, 1 / factor, 1, factor * factor * factor}) {
            Reading reading = NativeHistogram.readings(List.of(new HistogramSample(0, 2,
                    List.of(new Bucket(-lower * factor, -lower, 1), new Bucket(lower, lower * factor, 1))))).get(0);

            assertThat(reading).isInstanceOfSatisfying(Reading.Buckets.class, buckets ->
                    assertThat(((BucketLayout.Exponential) buckets.layout()).schema()).isEqualTo(OptionalInt.of(schema)));
        }
    }
}
