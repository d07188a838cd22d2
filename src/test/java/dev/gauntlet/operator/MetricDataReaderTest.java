package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.MetricData;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.DataFault.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricDataReaderTest {

    private static final ModelExperimentSpec SPEC = Counts.spec("""
              - {name: spend, role: Diagnostic, type: Mean, direction: Decrease, query: {sum: cost_sum, count: cost_count}}
              - {name: clicks, role: Diagnostic, type: Ratio, direction: Increase,
                 query: {numerator: clicks, denominator: sessions}}
              - {name: crashes, role: Diagnostic, type: Count, direction: Decrease,
                 query: {numerator: crashes, denominator: hours}}
              - {name: latency, role: Diagnostic, type: Quantile, quantile: "0.9", direction: Decrease,
                 query: {buckets: latency_bucket}}
              - {name: scores, role: Diagnostic, type: Drift, drift: {}, query: {buckets: score_bucket}}
              - {name: memory, role: Diagnostic, type: Gauge, direction: Decrease, query: {gauge: memory_bytes}}
            """);
    private static final Metric ACCURACY = metric("accuracy");

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"NOT_A_NUMBER", "NOT_A_COUNTER", "NEGATIVE_COUNT", "NUMERATOR_ABOVE_DENOMINATOR",
        "SUM_WITHOUT_COUNT", "SUM_OF_SQUARES_TOO_SMALL", "NOT_A_HISTOGRAM", "INFINITE_BUCKET_MISSING", "BUCKETS_NOT_CUMULATIVE",
        "BUCKET_LAYOUT_DIFFERS", "TOO_MANY_BUCKETS"})
    void aFaultThatSpoilsTheCountsMakesThatMetricUnusableAndNoOther(Kind kind) {
        MetricDataReader reader = reader(fault(kind, "accuracy", "candidate"));

        assertThat(reader.read(ACCURACY, "candidate")).isEqualTo(new MetricData.Unusable(kind.reason()));
        assertThat(reader.read(metric("spend"), "candidate")).isInstanceOf(MetricData.Sums.class);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"NO_SERIES", "SILENT", "COUNTER_WENT_BACKWARDS", "LATE_SAMPLES",
        "BUCKETS_TOO_COARSE", "TOO_MANY_SEGMENTS", "DATA_GAP"})
    void aFaultThatLeavesTheCountsTrueLeavesThemInUse(Kind kind) {
        assertThat(reader(fault(kind, "accuracy", "candidate")).read(ACCURACY, "candidate"))
                .isInstanceOf(MetricData.Proportions.class);
    }

    @Test
    void aFaultOfTheChampionSpoilsTheComparisonAndOneOfAnotherVariantDoesNot() {
        assertThat(reader(fault(Kind.NOT_A_NUMBER, "accuracy", "baseline")).read(ACCURACY, "candidate"))
                .isInstanceOf(MetricData.Unusable.class);
        assertThat(reader(fault(Kind.NOT_A_NUMBER, "accuracy", "third")).read(ACCURACY, "candidate"))
                .isInstanceOf(MetricData.Proportions.class);
    }

    @Test
    void aFaultOfNoCertainVariantSpoilsTheMetric() {
        DataFault fault = new DataFault.Irregular(Kind.TOO_MANY_BUCKETS, Optional.of("accuracy"), Optional.empty(), "some");

        assertThat(reader(fault).read(ACCURACY, "candidate")).isInstanceOf(MetricData.Unusable.class);
    }

    @Test
    void everyTypeGetsTheFormThatItsJudgeTakes() {
        MetricDataReader reader = reader();

        assertThat(reader.read(ACCURACY, "candidate")).isInstanceOf(MetricData.Proportions.class);
        for (String name : List.of("spend", "clicks", "crashes")) {
            assertThat(reader.read(metric(name), "candidate")).as(name).isEqualTo(new MetricData.Sums(List.of()));
        }
        for (String name : List.of("latency", "scores")) {
            assertThat(reader.read(metric(name), "candidate")).as(name).isEqualTo(new MetricData.Histograms(List.of()));
        }
        assertThat(reader.read(metric("memory"), "candidate")).as("a gauge that was never scraped")
                .isEqualTo(new MetricData.Unusable(""));
    }

    @Test
    void everyEpochIsAStratumOfItsOwn() {
        Counts counts = Counts.of(SPEC).epoch(0, 10).proportion(900, 700, 100, 80).epoch(60, 50).proportion(500, 400, 501, 410);
        MetricData data = new MetricDataReader(counts.evidence(), "baseline", List.of()).read(ACCURACY, "candidate");

        assertThat(((MetricData.Proportions) data).strata()).satisfiesExactly(
                first -> assertThat(first.totals().challenger().trials()).isEqualTo(100),
                second -> assertThat(second.totals().challenger().successes()).isEqualTo(410));
    }

    @Test
    void clustersAreDroppedWhereSomeCountsLackTheLabel() {
        ModelExperimentSpec spec = Counts.stickySpec("  analysis: {clusterLabel: unit_bucket}\n");
        Counts counts = Counts.of(spec).epoch(0, 50).trialsOf("1", 10, 11).trialsOf("2", 12, 9);

        assertThat(proportions(counts).strata().get(0).clusters()).hasSize(2);
        assertThat(proportions(counts.trials(4, 4)).strata()).singleElement().satisfies(stratum -> {
            assertThat(stratum.clusters()).isEmpty();
            assertThat(stratum.totals().champion().trials()).isEqualTo(26);
        });
    }

    private static MetricData.Proportions proportions(Counts counts) {
        return (MetricData.Proportions) new MetricDataReader(counts.evidence(), "baseline", List.of())
                .read(ACCURACY, "candidate");
    }

    private static MetricDataReader reader(DataFault... faults) {
        return new MetricDataReader(Counts.of(SPEC).epoch(0, 50).proportion(100, 90, 100, 90).evidence(), "baseline",
                List.of(faults));
    }

    private static DataFault fault(Kind kind, String metric, String variant) {
        return new DataFault.Irregular(kind, Optional.of(metric), Optional.of(variant), "some sample");
    }

    private static Metric metric(String name) {
        return SPEC.metrics().stream().filter(metric -> metric.name().equals(name)).findFirst().orElseThrow();
    }
}
