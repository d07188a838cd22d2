package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static dev.gauntlet.evidence.Lab.labels;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.evidence.prometheus.HistogramSample;
import dev.gauntlet.evidence.prometheus.HistogramSample.Bucket;
import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How the buckets of histograms become counts. */
class HistogramRulesTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private final Lab lab = new Lab();

    HistogramRulesTest() {
        count(MixedMetrics.plain(MixedMetrics.P90));
    }

    private void count(EvidenceSpec spec) {
        lab.spec = spec;
        lab.restart();
    }

    /** A scrape at a second found these cumulative counts: bound, count, bound, count ... */
    private HistogramRulesTest classic(String version, double second, Object... boundsAndCounts) {
        for (int i = 0; i < boundsAndCounts.length; i += 2) {
            lab.scraped(labels("latency_bucket", "pod-" + version, "version", version, "le", (String) boundsAndCounts[i]), second,
                    ((Number) boundsAndCounts[i + 1]).doubleValue());
        }
        return this;
    }

    private HistogramRulesTest nativeOne(double second, double count, Bucket... buckets) {
        lab.store.put(labels("score", "pod-v2", "version", "v2"),
                new HistogramSample(at(second).toEpochMilli(), count, List.of(buckets)));
        return this;
    }

    private HistogramStratum only(String metric) {
        List<HistogramStratum> strata = lab.evidence().histogramStrata(metric, "challenger", "champion").orElseThrow();
        assertThat(strata).hasSize(1);
        return strata.get(0);
    }

    @Test
    void allBucketsOfAScrapeAreCountedTogether() {
        classic("v2", 0, "0.5", 10, "1", 15, "+Inf", 16).classic("v2", 15, "0.5", 12, "1", 20, "+Inf", 23);

        lab.collect(15);

        assertThat(only("latency").totals().challenger()).isEqualTo(new Histogram(List.of(0.5, 1.0, INF), List.of(2L, 5L, 7L)));
        assertThat(only("latency").totals().champion()).isEqualTo(Histogram.empty(List.of(0.5, 1.0, INF)));
        assertThat(lab.evidence().trials("latency", "challenger")).isEqualTo(7);
        assertThat(lab.ledger.cursors()).hasSize(1);
        assertThat(lab.ledger.cursors().firstKey().series()).doesNotContain("le=");
    }

    @Test
    void aBucketThatFallsResetsAllOfThem() {
        classic("v2", 0, "0.5", 10, "1", 15, "+Inf", 16).classic("v2", 15, "0.5", 2, "1", 15, "+Inf", 20);

        lab.collect(15);

        assertThat(only("latency").totals().challenger().cumulative()).containsExactly(2L, 15L, 20L);
    }

    @Test
    void aValueThatIsShownInTwoBucketsInTurnIsNoReset() {
        // The exporter had counted a value in the bucket of 1 but not yet in that of 0.5 when it was scraped.
        classic("v2", 0, "0.5", 10, "1", 16, "+Inf", 16).classic("v2", 15, "0.5", 11, "1", 16, "+Inf", 16)
                .classic("v2", 30, "0.5", 11, "1", 18, "+Inf", 19);

        lab.collect(30);

        assertThat(only("latency").totals().challenger().cumulative()).containsExactly(1L, 3L - 1, 3L);
        assertThat(lab.faultReasons()).doesNotContain("BucketsNotCumulative");
    }

    @Test
    void boundsAreReadAsNumbers() {
        classic("v2", 0, "0.5", 10, "1", 15, "+Inf", 16).classic("v2", 15, "5e-1", 12, "1.0", 20, "+Inf", 23);

        lab.collect(15);

        assertThat(only("latency").totals().challenger().count()).isEqualTo(7);
        assertThat(lab.faultReasons()).doesNotContain("BucketLayoutDiffers");
    }

    @Test
    void bucketsThatShrinkWithTheBoundAreReportedAndSkipped() {
        classic("v2", 0, "0.5", 10, "1", 15, "+Inf", 16).classic("v2", 15, "0.5", 12, "1", 11, "+Inf", 17)
                .classic("v2", 30, "0.5", 13, "1", 18, "+Inf", 19);

        lab.collect(30);

        assertThat(lab.faultReasons()).contains("BucketsNotCumulative");
        assertThat(only("latency").totals().challenger().count()).isEqualTo(3);
    }

    @Test
    void aMissingLastBucketIsReported() {
        classic("v2", 0, "0.5", 10, "1", 15).classic("v2", 15, "0.5", 12, "1", 20);

        lab.collect(15);

        assertThat(lab.faultReasons()).contains("InfiniteBucketMissing", "NoSeries");
        assertThat(lab.evidence().trials("latency", "challenger")).isZero();
    }

    @Test
    void aVariantWithOtherBucketsIsRefused() {
        classic("v1", 0, "0.5", 10, "1", 15, "+Inf", 16).classic("v1", 15, "0.5", 12, "1", 20, "+Inf", 23)
                .classic("v2", 1, "0.5", 1, "2", 1, "+Inf", 1).classic("v2", 16, "0.5", 4, "2", 4, "+Inf", 4);

        lab.collect(16);

        assertThat(lab.faults).anySatisfy(fault -> {
            assertThat(fault.reason()).isEqualTo("BucketLayoutDiffers");
            assertThat(fault.metric()).contains("latency");
            assertThat(fault.variant()).contains("challenger");
            assertThat(fault.message()).contains("2.0").contains("(and 1 more)");
            assertThat(fault.holdsLedger()).isFalse();
        });
        assertThat(lab.evidence().trials("latency", "challenger")).isZero();
        assertThat(lab.evidence().trials("latency", "champion")).isEqualTo(7);
    }

    @Test
    void bucketsThatChangeMidRunAreRefused() {
        classic("v2", 0, "0.5", 10, "+Inf", 16).classic("v2", 15, "0.5", 12, "+Inf", 23)
                .classic("v2", 30, "0.5", 12, "1", 14, "+Inf", 25);

        lab.collect(30);

        assertThat(lab.faultReasons()).contains("BucketLayoutDiffers");
        assertThat(lab.evidence().trials("latency", "challenger")).isEqualTo(7);
    }

    @Test
    void aBucketThatIsNoWholeNumberIsReported() {
        classic("v2", 0, "0.5", Double.NaN, "+Inf", 16).classic("v2", 15, "0.5", 12.5, "+Inf", 23)
                .classic("v2", 30, "0.5", -1, "+Inf", 25);

        lab.collect(30);

        assertThat(lab.faultReasons()).contains("NotANumber", "NotACounter", "NegativeCount");
    }

    @Test
    void seriesWithoutBoundsAreNoHistogram() {
        lab.scraped(labels("latency_bucket", "pod", "version", "v2"), 10, 3)
                .scraped(labels("latency_bucket", "other", "version", "v1", "le", "fast"), 10, 3);

        lab.collect(10);

        assertThat(lab.faults.stream().filter(fault -> fault.reason().equals("NotAHistogram"))
                .flatMap(fault -> fault.variant().stream()))
                .containsExactlyInAnyOrder("challenger", "champion");
    }

    @Test
    void withAClusterLabelHistogramsAreKeptByItAndMayNotBeLarge() {
        count(new EvidenceSpec(List.of(MixedMetrics.P90), Lab.VARIANTS, "champion", Optional.of("unit_bucket"), List.of(),
                Duration.ofSeconds(30), Duration.ZERO));
        for (String bucket : List.of("a", "b")) {
            for (int second : List.of(0, 15)) {
                for (String bound : List.of("1", "+Inf")) {
                    lab.scraped(labels("latency_bucket", "pod", "version", "v2", "unit_bucket", bucket, "le", bound), second,
                            second + bucket.length());
                }
            }
        }
        for (int bound = 1; bound <= 41; bound++) {
            lab.scraped(labels("latency_bucket", "wide", "version", "v1", "unit_bucket", "a", "le",
                    bound == 41 ? "+Inf" : "" + bound), 15, 1);
        }

        lab.collect(15);

        assertThat(only("latency").clusters()).containsOnlyKeys("a", "b");
        assertThat(only("latency").clusters().get("a").challenger().count()).isEqualTo(15);
        assertThat(lab.evidence().isClustered("latency", "challenger", "champion")).isTrue();
        assertThat(lab.faultReasons()).contains("BucketLayoutDiffers");
    }

    @Test
    void tooManyBoundsAreRefused() {
        count(new EvidenceSpec(List.of(MixedMetrics.P90), Lab.VARIANTS, "champion", Optional.of("unit_bucket"), List.of(),
                Duration.ofSeconds(30), Duration.ZERO));
        for (int bound = 1; bound <= 41; bound++) {
            lab.scraped(labels("latency_bucket", "wide", "version", "v1", "unit_bucket", "a", "le",
                    bound == 41 ? "+Inf" : "" + bound), 15, 1);
        }

        lab.collect(15);

        assertThat(lab.faultReasons()).contains("TooManyBuckets");
    }

    @Test
    void nativeHistogramsAreCountedInTheirOwnBuckets() {
        count(MixedMetrics.plain(MixedMetrics.DRIFT));
        nativeOne(0, 5, new Bucket(-0.001, 0.001, 2), new Bucket(1, 2, 3))
                .nativeOne(15, 12, new Bucket(-2, -1, 1), new Bucket(-0.001, 0.001, 4), new Bucket(1, 2, 3),
                        new Bucket(8, 16, 4));

        lab.collect(15);

        assertThat(only("score").totals().challenger()).isEqualTo(new Histogram(
                List.of(-2.0, -1.0, -0.001, 0.001, 1.0, 2.0, 8.0, 16.0, INF), List.of(0L, 1L, 1L, 3L, 3L, 3L, 3L, 7L, 7L)));
    }

    @Test
    void aNativeHistogramThatIsStillEmptySurvivesStoring() {
        count(MixedMetrics.plain(MixedMetrics.DRIFT));
        nativeOne(0, 0).nativeOne(15, 0);
        lab.collect(15);
        lab.ledger = LedgerCodec.decode(LedgerCodec.encode(lab.ledger));

        nativeOne(30, 3, new Bucket(1, 2, 3));
        lab.collect(30);

        assertThat(lab.evidence().trials("score", "challenger")).isEqualTo(3);
        assertThat(LedgerCodec.decode(LedgerCodec.encode(lab.ledger))).isEqualTo(lab.ledger);
    }

    @Test
    void aNativeHistogramOfAnotherResolutionOrZeroBucketIsRefused() {
        count(MixedMetrics.plain(MixedMetrics.DRIFT));
        nativeOne(0, 5, new Bucket(-0.001, 0.001, 2), new Bucket(1, 2, 3))
                .nativeOne(15, 6, new Bucket(1, 4, 6))
                .nativeOne(30, 6, new Bucket(-0.002, 0.002, 2), new Bucket(1, 2, 4));

        lab.collect(30);

        assertThat(lab.faults).filteredOn(fault -> fault.reason().equals("BucketLayoutDiffers"))
                .singleElement().satisfies(fault -> assertThat(fault.message()).contains("schema -1").contains("(and 1 more)"));
        assertThat(lab.evidence().trials("score", "challenger")).isZero();
    }

    @Test
    void aNativeHistogramWithValuesThatAreNotANumberOrBucketsOfItsOwnIsRefused() {
        count(MixedMetrics.plain(MixedMetrics.DRIFT));
        nativeOne(0, 5, new Bucket(1, 2, 3)).nativeOne(15, 6, new Bucket(1, 3, 6)).nativeOne(30, 0.5);

        lab.collect(30);

        assertThat(lab.faultReasons()).contains("NotANumber", "NotAHistogram", "NotACounter");
    }

    @Test
    void aNativeHistogramIsNoCounter() {
        lab.store.put(Lab.requests("pod", "v2", "200"), new HistogramSample(at(10).toEpochMilli(), 0, List.of()));
        count(Lab.spec(Lab.ERRORS));

        lab.collect(10);

        assertThat(lab.faultReasons()).contains("NotACounter");
    }

    @Test
    void theHardLimitOfAQuantileIsBrokenWhenTooManyValuesLieSurelyAboveIt() {
        // The limit is 0.5 at the 90th percentile: 11 of 100 values lie above that bound.
        classic("v2", 0, "0.5", 0, "1", 0, "+Inf", 0).classic("v2", 15, "0.5", 89, "1", 100, "+Inf", 100)
                .classic("v1", 0, "0.5", 0, "1", 0, "+Inf", 0).classic("v1", 15, "0.5", 90, "1", 100, "+Inf", 100);

        lab.collect(40);

        LimitWindow broken = lab.evidence().limitWindow("latency", "challenger").orElseThrow();
        assertThat(broken.lastWindowRate()).hasValue(0.11);
        assertThat(broken.consecutiveViolations()).isEqualTo(1);
        LimitWindow kept = lab.evidence().limitWindow("latency", "champion").orElseThrow();
        assertThat(kept.lastWindowRate()).hasValue(0.1);
        assertThat(kept.consecutiveViolations()).isZero();
    }

    @Test
    void valuesInTheBucketAcrossTheLimitAreNotSurelyAboveIt() {
        classic("v2", 0, "0.4", 0, "0.6", 0, "+Inf", 0).classic("v2", 15, "0.4", 50, "0.6", 95, "+Inf", 100);

        lab.collect(40);

        assertThat(lab.evidence().limitWindow("latency", "challenger").orElseThrow().lastWindowRate()).hasValue(0.05);
    }

    @Test
    void aLimitAboveTheLastBoundCannotBeJudged() {
        classic("v2", 0, "0.1", 0, "0.4", 0, "+Inf", 0).classic("v2", 15, "0.1", 50, "0.4", 60, "+Inf", 100);

        lab.collect(40);

        assertThat(lab.faults).anySatisfy(fault -> {
            assertThat(fault.reason()).isEqualTo("BucketsTooCoarse");
            assertThat(fault.metric()).contains("latency");
        });
        assertThat(lab.evidence().limitWindow("latency", "challenger").orElseThrow().consecutiveViolations()).isZero();
    }

    @Test
    void aMinimumIsJudgedAtTheLastBoundUpToIt() {
        HardLimit minimum = HardLimit.below(0.5, 10);
        BucketCounts values = new BucketCounts(new TreeMap<>(Map.of(0.1, 3L, 0.4, 2L, 0.6, 5L, INF, 7L)));
        BucketLayout layout = new BucketLayout.Explicit(new TreeSet<>(List.of(0.1, 0.4, 0.6, INF)));

        assertThat(BucketThreshold.of(minimum, layout).beyond(values)).isEqualTo(5);
        assertThat(BucketThreshold.of(HardLimit.below(0.4, 10), layout).beyond(values)).isEqualTo(5);
        assertThat(BucketThreshold.of(HardLimit.below(0.05, 10), layout).isTooCoarse(layout)).isTrue();
        assertThat(BucketThreshold.of(HardLimit.above(0.6, 10), layout).beyond(values)).isEqualTo(7);
        assertThat(BucketThreshold.of(HardLimit.above(0.5, 10), layout).beyond(values)).isEqualTo(7);
    }
}
