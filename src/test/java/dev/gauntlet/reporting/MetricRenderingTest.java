package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.HardLimitState;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.Posterior;
import dev.gauntlet.lifecycle.LifecycleSpecs;
import dev.gauntlet.lifecycle.States;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricRenderingTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:10:00Z");
    private static final ModelExperimentSpec SPEC = LifecycleSpecs.spec(8, Promotion.standard(), Step.Type.Experiment);

    @Test
    void theChampionIsShownOncePerMetricBeforeItsChallengers() {
        List<MetricStatus> metrics = render(assessments(List.of("accuracy", "errors"), 3));

        assertThat(metrics).extracting(m -> m.name() + " of " + m.variant()).containsExactly(
                "accuracy of baseline", "accuracy of c1", "accuracy of c2", "accuracy of c3",
                "errors of baseline", "errors of c1", "errors of c2", "errors of c3");
    }

    @Test
    void theChampionIsShownOncePerMetricInAnyOrder() {
        List<MetricAssessment> mixed = List.of(assessment("accuracy", "c1"), assessment("errors", "c1"), assessment("accuracy", "c2"),
                assessment("errors", "c2"));

        assertThat(render(mixed)).extracting(m -> m.name() + m.variant()).doesNotHaveDuplicates().hasSize(6);
    }

    @Test
    void fewEntriesShowEverything() {
        assertThat(challengers(render(assessments(List.of("accuracy", "errors"), 3)))).allSatisfy(metric -> {
            assertThat(metric.absoluteEffect()).isNotNull();
            assertThat(metric.relativeLower()).isNotNull();
            assertThat(metric.posterior()).isNotNull();
            assertThat(metric.variance()).isNotNull();
        });
    }

    @Test
    void ofManyEntriesThePrimaryMetricAndProvenHarmShowEverythingAndTheOthersWhatTheirVerdictRestsOn() {
        List<MetricStatus> metrics = challengers(render(assessments(List.of("errors", "latency", "refusals", "accuracy"), 8)));

        assertThat(metrics).filteredOn(m -> m.posterior() != null).hasSize(MetricRendering.DETAILED_LIMIT)
                .filteredOn(m -> m.name().equals("accuracy")).hasSize(8);
        assertThat(metrics).filteredOn(m -> m.verdict() == Verdict.Deteriorated).isNotEmpty()
                .allSatisfy(harmed -> assertThat(harmed.absoluteEffect()).isNotNull());
        assertThat(metrics).allSatisfy(metric -> assertThat(List.of(metric.name(), metric.variant(), metric.role(),
                metric.estimate(), metric.champion(),
                metric.effect(), metric.lower(), metric.upper(), metric.scale(), metric.level(), metric.pValue(),
                        metric.samples(), metric.verdict()))
                .doesNotContainNull());
    }

    @ParameterizedTest
    @CsvSource({"Proportion, '', HardLimitExceeded", "Gauge, '', HardLimitExceeded", "Drift, DriftExceeded, DriftExceeded"})
    void aBrokenLimitIsTheReasonShown(Metric.Type type, String found, String shown) {
        MetricAssessment broken = new MetricAssessment("scores", "c1", Metric.Role.Guardrail, type, Verdict.Inconclusive, found,
                EffectSize.Type.Absolute, Optional.empty(), Optional.empty(), new MetricAssessment.Levels(0, 0.7, 900, 900), 1, 1, 1, "",
                MetricAssessment.PlanProgress.NONE, new MetricAssessment.Standing(false, false, false, false), Optional.empty(),
                Optional.of(new HardLimitState(true, 0.7, 900, "maximum 0.2", Metric.OnViolation.Rollback)));

        assertThat(challengers(render(List.of(broken)))).extracting(MetricStatus::reason).containsExactly(shown);
    }

    private static List<MetricStatus> challengers(List<MetricStatus> metrics) {
        return metrics.stream().filter(m -> !m.variant().equals("baseline")).toList();
    }

    private static List<MetricAssessment> assessments(List<String> metrics, int challengers) {
        List<MetricAssessment> all = new ArrayList<>();
        metrics.forEach(metric -> SPEC.challengers().subList(0, challengers).forEach(c -> all.add(assessment(metric, c.name()))));
        return all;
    }

    /** Errors of c7 are proven worse. */
    private static MetricAssessment assessment(String name, String challenger) {
        boolean harmed = name.equals("errors") && challenger.equals("c7");
        return new MetricAssessment(name, challenger, name.equals("accuracy") ? Metric.Role.Success : Metric.Role.Guardrail,
                Metric.Type.Proportion,
                harmed ? Verdict.Deteriorated : Verdict.Inconclusive, "", EffectSize.Type.Absolute,
                        Optional.of(new EffectInterval(0.02, 0.005, 0.035)),
                Optional.of(new EffectInterval(0.25, 0.06, 0.44)), new MetricAssessment.Levels(0.08, 0.10, 2500, 2500), 0.95, 0.012, 0.012,
                "STRATUM", MetricAssessment.PlanProgress.NONE, new MetricAssessment.Standing(false, false, false, false),
                Optional.of(new Posterior(0.9, 0.8, 0.001, 0.01, 0.03)), Optional.empty());
    }

    private static List<MetricStatus> render(List<MetricAssessment> metrics) {
        return MetricRendering.metrics(new PassReport(7L, Optional.of(SPEC), new SpecView(true, "Accepted", "the spec is valid"),
                States.running(0, Optional.of(NOW), NOW, 2, false), new RouteView(true, "WeightsProgrammed", "in force", 0),
                        metrics, Findings.NONE,
                Optional.empty(), SampleView.NONE, Optional.empty(), Optional.empty(), null, null, false, News.NONE, NOW), SPEC);
    }
}
