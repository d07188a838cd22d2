package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.api.v1alpha1.Metric.Role;
import dev.gauntlet.api.v1alpha1.Metric.Type;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmSums;
import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How each type of metric but the proportion is judged. */
class MetricTypesTest {

    private static final List<Double> BOUNDS = List.of(0.01, 0.02, 0.03, 0.05, 0.1, Double.POSITIVE_INFINITY);

    @ParameterizedTest(name = "mean {0} against 10, lower is better: {1}")
    @CsvSource({"9.5, Superior", "10, Inconclusive", "11, Deteriorated"})
    void aMeanIsJudgedByItsSumsOfSquares(double mean, Verdict verdict) {
        MetricAssessment assessment = assess(mean(Role.Success), sums(values(5000, mean, 3), values(5000, 10, 3)));

        assertThat(assessment.verdict()).isEqualTo(verdict);
        assertThat(assessment.variance()).isEqualTo("SUMS_OF_SQUARES");
        assertThat(assessment.levels().challenger()).isCloseTo(mean, within(1e-9));
    }

    @Test
    void aMeanWithoutSquaresAndClustersHasNoVariance() {
        MetricAssessment assessment = assess(mean(Role.Diagnostic), sums(ArmSums.of(5000, 50_000), ArmSums.of(5000, 40_000)));

        assertThat(assessment.verdict()).isEqualTo(Verdict.NoData);
        assertThat(assessment.reason()).isEqualTo(Reason.VarianceUnknown.name());
    }

    @Test
    void aRatioIsJudgedByItsClusters() {
        Metric ratio = Specs.metric("cost-per-answer", Role.Success, Type.Ratio, Direction.Decrease, Specs.relative("0.05"), null);
        SortedMap<String, TwoArmSums> clusters = new TreeMap<>();
        for (int b = 0; b < 64; b++) {
            clusters.put(String.valueOf(b), new TwoArmSums(ArmSums.of(100, 80 + b % 3), ArmSums.of(100, 100 + b % 5)));
        }

        MetricAssessment assessment = new MetricAssessor(Specs.perUser("unit_bucket", ratio), LookBook.EMPTY)
                .assess(ratio, "candidate", new MetricData.Sums(List.of(SumsStratum.clustered(clusters))), Optional.empty());

        assertThat(assessment.verdict()).isEqualTo(Verdict.Superior);
        assertThat(assessment.variance()).isEqualTo("UNIT_CLUSTERS");
    }

    @ParameterizedTest(name = "{0} events against 100 of 10000: {1}")
    @CsvSource({"100, NonInferior", "40, Superior", "135, Inconclusive", "300, Deteriorated"})
    void aCountIsJudgedByItsExactLaw(long events, Verdict verdict) {
        Metric crashes = Specs.metric("crashes", Role.Guardrail, Type.Count, Direction.Decrease, null, Specs.relative("0.6"));
        MetricAssessment assessment = assess(crashes, sums(ArmSums.of(10_000, events), ArmSums.of(10_000, 100)));

        assertThat(assessment.verdict()).isEqualTo(verdict);
        assertThat(assessment.variance()).isEqualTo("POISSON");
    }

    @Test
    void aCountOverAChampionWithoutEventsHasNoLiftButDoesHarm() {
        Metric crashes = Specs.metric("crashes", Role.Guardrail, Type.Count, Direction.Decrease, null, Specs.relative("0.5"));
        MetricAssessment assessment = assess(crashes, sums(ArmSums.of(10_000, 60), ArmSums.of(10_000, 0)));

        assertThat(assessment.verdict()).isEqualTo(Verdict.Deteriorated);
        assertThat(assessment.reason()).isEqualTo(Reason.LiftUndefined.name());
        assertThat(assessment.deciding()).isEmpty();
    }

    @Test
    void aQuantileIsJudgedWithoutInterpolation() {
        Metric latency = Specs.metric("p99", Role.Guardrail, Type.Quantile, Direction.Decrease, null, Specs.absolute("0.03"));
        Histogram usual = histogram(60_000, 80_000, 90_000, 99_800, 100_000, 100_000);

        MetricAssessment same = assess(latency, histograms(usual, usual));
        MetricAssessment slow = assess(latency, histograms(histogram(60_000, 80_000, 90_000, 92_000, 93_000, 100_000), usual));

        assertThat(same.verdict()).isEqualTo(Verdict.NonInferior);
        assertThat(same.absolute()).hasValueSatisfying(range -> {
            assertThat(range.lower()).isEqualTo(-0.02, within(1e-12));
            assertThat(range.upper()).isEqualTo(0.02, within(1e-12));
        });
        assertThat(slow.verdict()).isEqualTo(Verdict.Deteriorated);
    }

    @Test
    void bucketsThatCannotTellTheMarginAreNamed() {
        Metric latency = Specs.metric("p99", Role.Guardrail, Type.Quantile, Direction.Decrease, null, Specs.absolute("0.005"));
        Histogram usual = histogram(60_000, 80_000, 90_000, 99_800, 100_000, 100_000);

        MetricAssessment assessment = assess(latency, histograms(usual, usual));

        assertThat(assessment.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assessment.reason()).isEqualTo(Reason.BucketsTooCoarse.name());
        assertThat(assessment.standing().held()).isFalse();
    }

    @Test
    void tooFewValuesForAQuantileAreNamed() {
        Metric latency = Specs.metric("p99", Role.Guardrail, Type.Quantile, Direction.Decrease, null, Specs.absolute("0.03"));
        Histogram few = histogram(60, 80, 90, 99, 100, 100);

        MetricAssessment assessment = assess(latency, histograms(few, few));

        assertThat(assessment.verdict()).isEqualTo(Verdict.NoData);
        assertThat(assessment.reason()).isEqualTo(Reason.TooFewValues.name());
    }

    @Test
    void driftBeyondItsMaximumActsAsAHardLimitOfAGuardrailOnly() {
        Histogram champion = histogram(2_000, 4_000, 6_000, 8_000, 9_000, 10_000);
        Histogram drifted = histogram(200, 600, 1_000, 2_000, 4_000, 10_000);

        MetricAssessment guardrail = assess(drift(Role.Guardrail), histograms(drifted, champion));
        MetricAssessment diagnostic = assess(drift(Role.Diagnostic), histograms(drifted, champion));
        MetricAssessment equal = assess(drift(Role.Guardrail), histograms(champion, champion));

        assertThat(guardrail.reason()).isEqualTo(Reason.DriftExceeded.name());
        assertThat(guardrail.hardLimit()).hasValueSatisfying(limit -> assertThat(limit.broken()).isTrue());
        assertThat(diagnostic.reason()).isEqualTo(Reason.DriftExceeded.name());
        assertThat(diagnostic.hardLimit()).isEmpty();
        assertThat(equal.verdict()).isEqualTo(Verdict.NonInferior);
        assertThat(equal.standing().held()).isTrue();
    }

    @Test
    void aGaugeIsShownAndOnlyItsLimitActs() {
        Metric memory = new Metric("memory", Role.Guardrail, null, Type.Gauge, Direction.Decrease, null, null, null, null, null,
                new Metric.HardLimit("100", null, null, null), null, null, null);
        MetricData levels = new MetricData.Levels(50, 80, 30, 30);

        MetricAssessment within = assess(memory, levels, Optional.of(new HardLimitState(false, 80, 30, "maximum 100",
                Metric.OnViolation.Rollback)));

        assertThat(within.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(within.standing().held()).isTrue();
        assertThat(within.levels().challenger()).isEqualTo(80);
        assertThat(assess(memory, levels).standing().held()).as("not judged yet").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"Proportion", "Mean", "Ratio", "Count", "Quantile", "Drift", "Gauge"})
    void unusableDataAreNoDataWithTheirReason(Type type) {
        Metric metric = type == Type.Drift ? drift(Role.Diagnostic)
                : Specs.metric("metric", Role.Diagnostic, type, Direction.Decrease, null, Specs.absolute("0.01"));

        MetricAssessment assessment = assess(metric, new MetricData.Unusable("BucketLayoutDiffers"));

        assertThat(assessment.verdict()).isEqualTo(Verdict.NoData);
        assertThat(assessment.reason()).isEqualTo("BucketLayoutDiffers");
        assertThat(assessment.deciding()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Mean", "Count"})
    void stickyUnitsWithoutClustersDecideNothing(Type type) {
        Metric metric = Specs.metric("metric", Role.Success, type, Direction.Decrease, Specs.relative("0.05"), null);

        MetricAssessment assessment = new MetricAssessor(Specs.perUser(null, metric), LookBook.EMPTY).assess(metric, "candidate",
                sums(values(5000, 5, 3), values(5000, 10, 3)), Optional.empty());

        assertThat(assessment.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assessment.reason()).isEqualTo(Reason.UnitVarianceMissing.name());
    }

    private static Metric mean(Role role) {
        return Specs.metric("latency", role, Type.Mean, Direction.Decrease, Specs.relative("0.05"), null);
    }

    private static Metric drift(Role role) {
        return new Metric("score-drift", role, null, Type.Drift, null, null, null, null, null,
                new Metric.Drift(Metric.Drift.Statistic.PSI, "0.2", null), null, null, null, null);
    }

    private static MetricAssessment assess(Metric metric, MetricData data) {
        return assess(metric, data, Optional.empty());
    }

    private static MetricAssessment assess(Metric metric, MetricData data, Optional<HardLimitState> limit) {
        ModelExperimentSpec spec = metric.role() == Role.Success ? Specs.perRequest("0.01", metric)
                : Specs.perRequest("0.01", Specs.success(Direction.Increase, new EffectSize(EffectSize.Type.Absolute, "0.02")), metric);
        return new MetricAssessor(spec, LookBook.EMPTY).assess(metric, "candidate", data, limit);
    }

    private static MetricData sums(ArmSums challenger, ArmSums champion) {
        return new MetricData.Sums(List.of(SumsStratum.unclustered(challenger, champion)));
    }

    /** Sums of values with a mean and a standard deviation. */
    private static ArmSums values(double count, double mean, double deviation) {
        return ArmSums.of(count, count * mean, count * mean * mean + (count - 1) * deviation * deviation);
    }

    private static MetricData histograms(Histogram challenger, Histogram champion) {
        return new MetricData.Histograms(List.of(new HistogramStratum(new TwoArmHistograms(challenger, champion),
                Collections.emptySortedMap())));
    }

    private static Histogram histogram(long... cumulative) {
        return new Histogram(BOUNDS, java.util.Arrays.stream(cumulative).boxed().toList());
    }
}
