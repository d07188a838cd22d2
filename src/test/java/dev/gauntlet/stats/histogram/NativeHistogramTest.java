package dev.gauntlet.stats.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.histogram.NativeHistogram.Span;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeHistogramTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void spansAndDeltasAreCountsByIndex() {
        // Buckets 1, 2 hold 3 and 5; two are skipped; buckets 5, 6, 7 hold 4, 4, 1.
        NativeHistogram histogram = NativeHistogram.ofSpans(0, 0.001, 2,
                List.of(new Span(1, 2), new Span(2, 3)), List.of(3L, 2L, -1L, 0L, -3L),
                List.of(new Span(-1, 1)), List.of(6L));
        assertThat(histogram.positive()).isEqualTo(Map.of(1, 3L, 2, 5L, 5, 4L, 6, 4L, 7, 1L));
        assertThat(histogram.negative()).isEqualTo(Map.of(-1, 6L));
        assertThat(histogram.count()).isEqualTo(25);
    }

    @Test
    void schemaZeroHasPowersOfTwoAsBounds() {
        Histogram histogram = explicit(new NativeHistogram(0, 0, 0, counts(1, 3, 2, 5, 5, 4), counts()));
        assertThat(histogram.upperBounds()).containsExactly(0.0, 1.0, 2.0, 4.0, 16.0, 32.0, INF);
        assertThat(histogram.cumulative()).containsExactly(0L, 0L, 3L, 8L, 8L, 12L, 12L);
    }

    @Test
    void bucketsOfTheHttpApiTellTheirSchema() {
        double root = Math.sqrt(2);
        NativeHistogram histogram = NativeHistogram.ofBuckets(List.of(
                new NativeBucket(1, -2, -root, 7),
                new NativeBucket(3, -0.001, 0.001, 2),
                new NativeBucket(0, 1, root, 3),
                new NativeBucket(0, 2, 2 * root, 5)));
        assertThat(histogram).isEqualTo(new NativeHistogram(1, 0.001, 2, counts(1, 3, 3, 5), counts(2, 7)));
    }

    @Test
    void boundsAsPrometheusPrintsThemAreRecognised() {
        // Schema 3, bucket -26: 2^(-26/8) and its neighbour, and the largest bucket of schema 0.
        NativeHistogram histogram = NativeHistogram.ofBuckets(List.of(
                new NativeBucket(0, 0.09638817659856943, 0.10511205190671432, 4)));
        assertThat(histogram.schema()).isEqualTo(3);
        assertThat(histogram.positive()).isEqualTo(Map.of(-26, 4L));
        assertThat(NativeHistogram.ofBuckets(List.of(new NativeBucket(0, 0x1p1023, Double.MAX_VALUE, 1))).positive())
                .isEqualTo(Map.of(1024, 1L));
    }

    @Test
    void aBucketCutShortByTheZeroBucketIsKnownByItsOuterBound() {
        NativeHistogram histogram = NativeHistogram.ofBuckets(List.of(
                new NativeBucket(3, -0.75, 0.75, 2), new NativeBucket(0, 0.75, 1, 3), new NativeBucket(0, 2, 4, 1)));
        assertThat(histogram).isEqualTo(new NativeHistogram(0, 0.75, 2, counts(0, 3, 2, 1), counts()));
        assertThat(explicit(histogram).upperBounds()).containsExactly(0.75, 1.0, 2.0, 4.0, INF);
        assertThat(explicit(histogram).cumulative()).containsExactly(2L, 5L, 5L, 6L, 6L);
        NativeHistogram onlyCut = NativeHistogram.ofBuckets(List.of(
                new NativeBucket(3, -0.75, 0.75, 2), new NativeBucket(0, 0.75, 1, 3)));
        assertThat(explicit(onlyCut).upperBounds()).containsExactly(0.75, 1.0, INF);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "4, 2", "0, 0", "-1, 0", "-2, -1", "-3, -1", "-4, -2"})
    void halvingTheResolutionMergesPairs(int index, int merged) {
        assertThat(new NativeHistogram(3, 0, 0, counts(index, 5), counts(index, 2)).at(2))
                .isEqualTo(new NativeHistogram(2, 0, 0, counts(merged, 5), counts(merged, 2)));
    }

    @Test
    void twoResolutionsGetTheBoundsOfTheCoarserOne() {
        // Schema 2: bucket 1 is (1, 2^(1/4)], bucket 4 (2^(3/4), 2], bucket 5 (2, 2^(5/4)]; at schema 0 they are 1, 1 and 2.
        NativeHistogram fine = new NativeHistogram(2, 0, 1, counts(1, 3, 4, 4, 5, 5), counts());
        NativeHistogram coarse = new NativeHistogram(0, 0, 0, counts(1, 10, 3, 20), counts());
        TwoArmHistograms arms = NativeLayout.compare(fine, coarse);
        assertThat(arms.challenger().upperBounds()).containsExactly(0.0, 1.0, 2.0, 4.0, 8.0, INF);
        assertThat(arms.challenger().cumulative()).containsExactly(1L, 1L, 8L, 13L, 13L, 13L);
        assertThat(arms.champion().cumulative()).containsExactly(0L, 0L, 10L, 10L, 30L, 30L);
    }

    @Test
    void zeroBucketsGrowToTheWidestAndToTheEndOfABucketThatItWouldCut() {
        NativeHistogram narrow = new NativeHistogram(0, 0.125, 1, counts(-2, 2, -1, 3, 1, 4), counts());
        NativeHistogram wide = new NativeHistogram(0, 0.4, 10, counts(1, 20), counts());
        // 0.4 cuts the narrow one's filled bucket (0.25, 0.5], so both zero buckets reach to 0.5.
        NativeLayout layout = NativeLayout.common(List.of(narrow, wide));
        assertThat(layout.zeroThreshold()).isEqualTo(0.5);
        assertThat(layout.upperBounds()).containsExactly(0.5, 1.0, 2.0, INF);
        assertThat(layout.histogram(narrow).cumulative()).containsExactly(6L, 6L, 10L, 10L);
        assertThat(layout.histogram(wide).cumulative()).containsExactly(10L, 10L, 30L, 30L);
        NativeHistogram elsewhere = new NativeHistogram(0, 0.125, 1, counts(1, 4), counts());
        assertThat(NativeLayout.common(List.of(elsewhere, wide)).zeroThreshold()).isEqualTo(0.4);
    }

    @Test
    void negativeValuesAreCountedBelowBoundsThatTheyMayEqual() {
        // Negative bucket 2 is [-4, -2): a value of -2 is in bucket 1, so "at most" is known just below -2.
        Histogram histogram = explicit(new NativeHistogram(0, 0.5, 1, counts(1, 2), counts(2, 5, 1, 7)));
        assertThat(histogram.upperBounds()).containsExactly(Math.nextDown(-4.0), Math.nextDown(-2.0), Math.nextDown(-1.0),
                Math.nextDown(-0.5), 0.5, 1.0, 2.0, INF);
        assertThat(histogram.cumulative()).containsExactly(0L, 5L, 12L, 12L, 13L, 13L, 15L, 15L);
    }

    @Test
    void oneLayoutServesAllStretchesOfARun() {
        NativeHistogram first = new NativeHistogram(1, 0, 0, counts(2, 5), counts());
        NativeHistogram second = new NativeHistogram(0, 0, 0, counts(4, 1), counts());
        NativeLayout layout = NativeLayout.common(List.of(first, second));
        assertThat(layout.histogram(first).plus(layout.histogram(second)).cumulative()).containsExactly(0L, 0L, 5L, 5L, 6L, 6L);
        assertThat(layout.upperBounds()).containsExactly(0.0, 1.0, 2.0, 8.0, 16.0, INF);
    }

    @Test
    void aLayoutMadeForOthersIsRefused() {
        NativeLayout layout = NativeLayout.common(List.of(new NativeHistogram(0, 0.4, 10, counts(1, 20), counts())));
        assertThatThrownBy(() -> layout.histogram(new NativeHistogram(0, 0.1, 0, counts(-1, 1), counts())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("from 0.25 to 0.5");
        assertThatThrownBy(() -> layout.histogram(new NativeHistogram(0, 0.5, 0, counts(), counts())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("zero threshold");
        assertThatThrownBy(() -> layout.histogram(new NativeHistogram(-1, 0.1, 0, counts(), counts())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("schema -1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-4, -1, 0, 3, 8})
    void everyBoundIsRecognisedAtItsIndex(int schema) {
        ExponentialScale scale = new ExponentialScale(schema);
        int largest = (int) Math.scalb(1024.0, schema);
        for (int index = -largest; index <= largest; index += Math.max(1, largest / 997)) {
            assertThat(scale.index(scale.upperBound(index))).isEqualTo(index);
        }
        assertThat(scale.upperBound(0)).isEqualTo(1);
        assertThat(scale.upperBound(largest + 1)).isInfinite();
        assertThat(scale.index(INF)).isEqualTo(largest + 1);
        assertThat(scale.upperBound(1)).isCloseTo(Math.pow(2, Math.pow(2, -schema)), within(1e-11));
    }

    @Test
    void anEmptyHistogramHasNoValues() {
        NativeHistogram empty = NativeHistogram.ofBuckets(List.of());
        assertThat(empty.count()).isZero();
        assertThat(explicit(empty).count()).isZero();
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> new NativeHistogram(-53, 0, 0, counts(), counts()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("schema");
        assertThatThrownBy(() -> new NativeHistogram(0, Double.NaN, 0, counts(), counts()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("zeroThreshold");
        assertThatThrownBy(
                () -> NativeHistogram.ofSpans(0, 0, 0, List.of(new Span(0, 2)), List.of(1L, -2L), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("positive[1]");
        assertThatThrownBy(() -> NativeHistogram.ofSpans(0, 0, 0, List.of(new Span(0, 2)), List.of(1L), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("deltas");
        assertThatThrownBy(() -> new NativeBucket(2, 1, 2, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("boundaryRule");
        assertThatThrownBy(() -> new NativeBucket(0, Double.NaN, 2, 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("boundaryRule");
        assertThatThrownBy(() -> NativeHistogram.ofBuckets(List.of(new NativeBucket(0, 1, 2, 1), new NativeBucket(0, 4, 16, 1))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one exponential schema");
        assertThatThrownBy(() -> NativeHistogram.ofBuckets(List.of(new NativeBucket(0, 1, 3, 1))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one exponential schema");
    }

    private static Histogram explicit(NativeHistogram histogram) {
        return NativeLayout.common(List.of(histogram)).histogram(histogram);
    }

    private static SortedMap<Integer, Long> counts(long... indicesAndCounts) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int k = 0; k < indicesAndCounts.length; k += 2) {
            counts.put((int) indicesAndCounts[k], indicesAndCounts[k + 1]);
        }
        return counts;
    }
}
