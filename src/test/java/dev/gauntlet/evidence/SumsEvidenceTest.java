package dev.gauntlet.evidence;

import static dev.gauntlet.evidence.Lab.at;
import static dev.gauntlet.evidence.Lab.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmSums;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the statistics of means, ratios, counts and gauges get to see. */
class SumsEvidenceTest {
    private final Lab lab = new Lab();

    private void count(EvidenceSpec spec) {
        lab.spec = spec;
        lab.restart();
    }

    private void counted(MetricSpec... metrics) {
        count(MixedMetrics.plain(metrics));
    }

    private SumsEvidenceTest cost(String version, double second, double sum, double count, double squares, String... more) {
        scrape("cost_sum", version, second, sum, more);
        scrape("cost_count", version, second, count, more);
        scrape("cost_sumsq", version, second, squares, more);
        return this;
    }

    private void scrape(String name, String version, double second, double value, String... more) {
        Map<String, String> labels = labels(name, "pod-" + version, more);
        labels.put("version", version);
        lab.scraped(labels, second, value);
    }

    private SumsStratum only(String metric) {
        List<SumsStratum> strata = lab.evidence().sumsStrata(metric, "challenger", "champion").orElseThrow();
        assertThat(strata).hasSize(1);
        return strata.get(0);
    }

    @Test
    void sumsOfDecimalsAreExact() {
        counted(MixedMetrics.MEAN);
        cost("v2", 0, 0.1, 1, 0.01).cost("v2", 15, 0.3, 2, 0.05).cost("v2", 30, 0.30000000000000004, 3, 0.06);

        lab.collect(30);

        assertThat(only("cost").totals().challenger()).isEqualTo(ArmSums.of(2, 0.20000000000000004, 0.05));
        assertThat(lab.ledger.filed().get(new FiledKey(new Arm(MixedMetrics.COST_SUM, "challenger", Duration.ZERO), 1)).get(""))
                .hasToString("0.20000000000000004");
        assertThat(lab.evidence().trials("cost", "challenger")).isEqualTo(2);
        assertThat(lab.evidence().trialsInEpoch("cost", "challenger", 1)).isEqualTo(2);
    }

    @Test
    void aSumThatFallsWithoutARestartIsReportedAsACounterThatWentBackwards() {
        counted(MixedMetrics.MEAN);
        cost("v2", 0, 5.5, 1, 40).cost("v2", 15, 5.25, 2, 41);
        lab.started("pod-v2", 0, -60).started("pod-v2", 15, -60);

        lab.collect(15);

        assertThat(lab.faultReasons()).contains("CounterWentBackwards");
    }

    @ParameterizedTest
    @CsvSource({"cost_sum, -0.5, NegativeCount", "cost_sum, NaN, NotANumber", "cost_count, 1.5, NotACounter",
            "cost_sum, 1e31, NotACounter",
        "cost_sum, 1e-31, NotACounter", "cost_sumsq, Infinity, NotANumber"})
    void aSampleThatIsNoSumIsReportedAndSkipped(String name, double value, String reason) {
        counted(MixedMetrics.MEAN);
        cost("v2", 0, 1, 1, 1);
        scrape(name, "v2", 15, value);

        lab.collect(15);

        assertThat(lab.faultReasons()).contains(reason);
        assertThat(lab.ledger.filed()).isEmpty();
    }

    @Test
    void aSumOfSquaresThatNoValuesCanHaveIsAFaultAndNoEvidence() {
        counted(MixedMetrics.MEAN);
        cost("v2", 0, 0, 0, 0).cost("v2", 15, 10, 4, 24.9);

        lab.collect(15);

        assertThat(lab.faults).anySatisfy(fault -> {
            assertThat(fault.reason()).isEqualTo("SumOfSquaresTooSmall");
            assertThat(fault.metric()).contains("cost");
            assertThat(fault.variant()).contains("challenger");
        });
        assertThat(lab.evidence().sumsStrata("cost", "challenger", "champion")).isEmpty();
    }

    @Test
    void theRoundingOfAnExporterIsNoContradiction() {
        counted(MixedMetrics.MEAN);
        cost("v2", 0, 0, 0, 0).cost("v2", 15, 10, 4, 25 * (1 - 1e-10));

        lab.collect(15);

        assertThat(lab.evidence().sumsStrata("cost", "challenger", "champion")).isPresent();
    }

    @Test
    void aSumOfNothingIsAFaultAndNoEvidence() {
        counted(MixedMetrics.MEAN);
        cost("v2", 0, 1, 4, 1).cost("v2", 15, 3, 4, 5);

        lab.collect(15);

        assertThat(lab.faultReasons()).contains("SumWithoutCount");
        assertThat(lab.evidence().sumsStrata("cost", "challenger", "champion")).isEmpty();
    }

    @Test
    void aMissingSumOfSquaresIsASeriesThatIsMissing() {
        counted(MixedMetrics.MEAN);
        scrape("cost_sum", "v2", 10, 1);
        scrape("cost_count", "v2", 10, 1);

        lab.collect(10);

        assertThat(lab.faults).anySatisfy(fault -> {
            assertThat(fault.reason()).isEqualTo("NoSeries");
            assertThat(fault.message()).contains("cost_sumsq");
        });
    }

    @Test
    void clustersCarrySumsAndCountsAndTheTotalsTheSquares() {
        count(new EvidenceSpec(List.of(MixedMetrics.MEAN), Lab.VARIANTS, "champion", Optional.of("unit_bucket"), List.of(),
                Duration.ofSeconds(30), Duration.ZERO));
        for (String bucket : List.of("0", "1")) {
            cost("v2", 0, 0, 0, 0, "unit_bucket", bucket).cost("v2", 15, 3, 2, 7.5, "unit_bucket", bucket);
        }
        scrape("cost_sum", "v2", 0, 0, "unit_bucket", "2");
        scrape("cost_sum", "v2", 15, 1, "unit_bucket", "2");

        lab.collect(15);

        SumsStratum stratum = only("cost");
        assertThat(stratum.totals().challenger()).isEqualTo(ArmSums.of(4, 7, 15));
        assertThat(stratum.clusters()).as("a bucket with a sum and no count is joined with its neighbour")
                .isEqualTo(new TreeMap<>(Map.of(
                "0", new TwoArmSums(ArmSums.of(2, 3), ArmSums.NONE), "1", new TwoArmSums(ArmSums.of(2, 4), ArmSums.NONE))));
        assertThat(lab.evidence().isClustered("cost", "challenger", "champion")).isTrue();
    }

    @Test
    void ratiosAndCountsMayHaveDecimalDenominators() {
        counted(MixedMetrics.RATIO, new MetricSpec("crashes", new MetricSource.Count(MixedMetrics.CRASHES,
                SelectorSyntax.parse("busy_seconds")), Optional.empty()));
        scrape("cost_sum", "v2", 0, 1);
        scrape("busy_seconds", "v2", 0, 10.5);
        scrape("crashes_total", "v2", 0, 1);
        scrape("cost_sum", "v2", 15, 2.5);
        scrape("busy_seconds", "v2", 15, 14.75);
        scrape("crashes_total", "v2", 15, 3);

        lab.collect(15);

        assertThat(only("cost-per-second").totals().challenger()).isEqualTo(ArmSums.of(4.25, 1.5));
        assertThat(only("crashes").totals().challenger()).isEqualTo(ArmSums.of(4.25, 2));
        assertThat(lab.evidence().trials("crashes", "challenger")).isEqualTo(4);
    }

    @Test
    void eachScrapeOfAGaugeIsAnObservation() {
        counted(MixedMetrics.GAUGE);
        scrape("queue_depth", "v2", -5, 100);
        scrape("queue_depth", "v2", 0, 100);
        scrape("queue_depth", "v2", 15, -1.5);
        scrape("queue_depth", "v2", 30, 4);
        scrape("queue_depth", "v2", 45, Double.NaN);

        lab.collect(45);

        assertThat(only("queue").totals().challenger()).isEqualTo(ArmSums.of(2, 2.5, 18.25));
        assertThat(lab.evidence().trials("queue", "challenger")).isEqualTo(2);
        assertThat(lab.evidence().gaugeLevel("queue", "challenger")).hasValue(4);
        assertThat(lab.evidence().gaugeLevel("queue", "champion")).isEmpty();
        assertThat(lab.faultReasons()).contains("NotANumber");
    }

    @Test
    void theHardLimitOfAGaugeIsOnTheMeanOfItsScrapes() {
        counted(MixedMetrics.GAUGE);
        for (int second = 1; second <= 60; second += 6) {
            scrape("queue_depth", "v2", second, second < 30 ? 2 : 5);
        }

        lab.collect(90);

        LimitWindow window = lab.evidence().limitWindow("queue", "challenger").orElseThrow();
        assertThat(window.lastWindowRate()).hasValue(5);
        assertThat(window.lastWindowSamples()).isEqualTo(5);
        assertThat(window.consecutiveViolations()).isEqualTo(1);
    }

    @Test
    void theHardLimitOfAMeanIsOnSumOverCount() {
        counted(new MetricSpec("cost", MixedMetrics.MEAN.source(), Optional.of(HardLimit.above(0.1, 3))));
        cost("v2", 0, 0, 0, 0).cost("v2", 15, 0.3, 3, 0.03).cost("v1", 0, 0, 0, 0).cost("v1", 15, 0.30000000000000004, 3, 0.03);

        lab.collect(40);

        assertThat(lab.evidence().limitWindow("cost", "challenger").orElseThrow().consecutiveViolations()).isZero();
        assertThat(lab.evidence().limitWindow("cost", "champion").orElseThrow().consecutiveViolations()).isEqualTo(1);
    }

    @Test
    void covariatesAreSummedEpochByEpoch() {
        MetricSource.Covariate before = new MetricSource.Covariate(SelectorSyntax.parse("before_sum"),
                SelectorSyntax.parse("before_sumsq"),
                SelectorSyntax.parse("before_product"));
        counted(new MetricSpec("cost", new MetricSource.Mean(MixedMetrics.COST_SUM, MixedMetrics.COST_COUNT,
                Optional.of(MixedMetrics.COST_SQUARES),
                Optional.of(before)), Optional.empty()));
        cost("v2", 0, 0, 0, 0).cost("v2", 15, 3, 2, 5);
        for (String name : List.of("before_sum", "before_sumsq", "before_product")) {
            scrape(name, "v2", 0, 1);
            scrape(name, "v2", 15, name.endsWith("sumsq") ? 11.5 : 5.5);
        }

        lab.collect(15);

        assertThat(lab.evidence().covariateSums("cost", "challenger")).singleElement().satisfies(sums -> {
            assertThat(sums.epoch()).isEqualTo(1);
            assertThat(List.of(sums.count(), sums.sum(), sums.sumOfSquares(), sums.covariateSum(), sums.covariateSumOfSquares(),
                    sums.product()))
                    .containsExactly(2.0, 3.0, 5.0, 4.5, 4.5 + 6.0, 4.5);
        });
    }

    @Test
    void timeBlocksTellWhenWithinAnEpochThingsWereCounted() {
        counted(MixedMetrics.MEAN);
        lab.ledger = lab.ledger.withTraffic(lab.ledger.traffic().verify(at(86_400)));
        for (int second = 0; second <= 3_600; second += 60) {
            cost("v2", second, second, second, second);
        }

        lab.collect(1_800);
        lab.collect(3_600);

        List<TimeBlock> blocks = lab.evidence().timeBlocks("cost", "challenger", "champion");
        assertThat(blocks).hasSize(60).first().satisfies(block -> {
            assertThat(block.epoch()).isEqualTo(1);
            assertThat(block.start()).isEqualTo(at(0));
            assertThat(block.length()).isEqualTo(Duration.ofSeconds(60));
            assertThat(block.sums()).isEqualTo(new TwoArmSums(ArmSums.of(60, 60, 60), ArmSums.NONE));
        });
        assertThat(blocks).extracting(TimeBlock::start).isSorted();
    }

    @Test
    void segmentsAreKeptApartAndBounded() {
        count(new EvidenceSpec(List.of(MixedMetrics.GAUGE), Lab.VARIANTS, "champion", Optional.empty(), List.of("tier", "region"),
                Duration.ofSeconds(30),
                Duration.ZERO));
        for (int region = 0; region < 53; region++) {
            scrape("queue_depth", "v2", 10 + 0.001 * region, region, "region", String.format("r%02d", region));
        }
        scrape("queue_depth", "v1", 20, 7, "region", "r01", "tier", "");

        lab.collect(20);

        Map<String, List<SumsStratum>> segments = lab.evidence().segmentSums("queue", "challenger", "champion");
        assertThat(segments).hasSize(51).containsKey("other");
        assertThat(segments.get("region=\"r01\",tier=\"\""))
                .containsExactly(SumsStratum.unclustered(ArmSums.of(1, 1, 1), ArmSums.of(1, 7, 49)));
        assertThat(segments.get("other").get(0).totals().challenger().denominator()).isEqualTo(3);
        assertThat(lab.faultReasons()).contains("TooManySegments");
    }

    @Test
    void aMetricIsNotReadAsWhatItIsNot() {
        counted(MixedMetrics.MEAN, MixedMetrics.P90);

        assertThatThrownBy(() -> lab.evidence().proportionStrata("cost", "challenger", "champion"))
                .hasMessageContaining("no proportion");
        assertThatThrownBy(() -> lab.evidence().histogramStrata("cost", "challenger", "champion"))
                .hasMessageContaining("no histogram");
        assertThatThrownBy(() -> lab.evidence().sumsStrata("latency", "challenger", "champion"))
                .hasMessageContaining("is a histogram");
        assertThat(lab.evidence().timeBlocks("latency", "challenger", "champion")).isEmpty();
        assertThat(lab.evidence().histogramStrata("latency", "challenger", "champion")).hasValue(List.of());
    }

    @Test
    void oneSelectorCannotBeTwoThings() {
        assertThatThrownBy(() -> MixedMetrics.plain(MixedMetrics.GAUGE,
                MetricSpec.proportion("share", MixedMetrics.QUEUE, MixedMetrics.COST_COUNT,
                Optional.empty()))).hasMessageContaining("cannot be read as");
        assertThat(MixedMetrics.plain(MixedMetrics.RATIO,
                MetricSpec.proportion("share", MixedMetrics.COST_SUM, MixedMetrics.COST_COUNT,
                Optional.empty())).kinds()).containsEntry(MixedMetrics.COST_SUM, SeriesKind.WHOLE_COUNTER);
    }

    @Test
    void aHardLimitNeedsSomethingToJudge() {
        assertThatThrownBy(() -> new MetricSpec("score", MixedMetrics.DRIFT.source(), Optional.of(HardLimit.above(1, 1))))
                .hasMessageContaining("no hard limit");
        assertThatThrownBy(() -> new MetricSpec("latency", MixedMetrics.P90.source(), Optional.of(new HardLimit(
                OptionalDouble.of(2), OptionalDouble.of(1), 1)))).hasMessageContaining("not both");
        assertThatThrownBy(() -> new MetricSource.Buckets(MixedMetrics.LATENCY, Optional.of(BigDecimal.ONE)))
                .hasMessageContaining("quantile");
    }
}
