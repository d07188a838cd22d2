package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DiagnosticStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PlanStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RobustnessStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.SegmentStatus;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.ShadowStatus;
import dev.gauntlet.decision.ShadowComparison;
import dev.gauntlet.decision.Assessments;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.Findings.AlternativeMethod;
import dev.gauntlet.decision.Findings.Finding;
import dev.gauntlet.decision.Findings.PlanForecast;
import dev.gauntlet.decision.Findings.SegmentEffect;
import dev.gauntlet.lifecycle.States;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsRenderingTest {

    @Test
    void comparisonsOfShadowsAreShownWithTheirIntervals() {
        Findings found = Findings.NONE.withComparisons(List.of(ShadowComparison.of("candidate", 1000, 10, 0.05, 100, 0.01),
                ShadowComparison.of("other", 0, 0, 0.05, 100, 0.01)));

        List<ShadowStatus> shadow = render(found).shadow();
        assertThat(shadow).extracting(ShadowStatus::variant, ShadowStatus::divergence, ShadowStatus::maximum, ShadowStatus::verdict)
                .containsExactly(tuple("candidate", "0.0100", "0.0500", "Agrees"), tuple("other", null, "0.0500", "Undecided"));
        assertThat(shadow.get(0).lower()).isLessThan("0.0100");
        assertThat(shadow.get(0).upper()).isBetween("0.0100", "0.0500");
    }

    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final Instant NOW = START.plusSeconds(600);

    @Test
    void anotherMethodIsShownWithItsIntervalAndWhetherItAgrees() {
        AlternativeMethod other = new AlternativeMethod("accuracy", "candidate", "Pooled", EffectSize.Type.Absolute,
                new EffectInterval(0.0123456789, -0.001, 0.5), 0.04567, false);

        assertThat(render(new Findings(List.of(other), List.of(), List.of(), List.of(), Optional.empty())).robustness())
                .containsExactly(new RobustnessStatus("accuracy", "candidate", "Pooled", EffectSize.Type.Absolute, "0.0123457",
                        "-0.00100000", "0.500000", "0.0457", false));
    }

    @Test
    void aFindingAboutTheWholeExperimentNamesNoMetric() {
        assertThat(render(new Findings(List.of(), List.of(new Finding("DayOfWeekCoverage", "", "", true, "no Sunday"),
                new Finding("Robustness", "accuracy", "candidate", false, "all agree")), List.of(), List.of(), Optional.empty()))
                .diagnostics()).containsExactly(new DiagnosticStatus("DayOfWeekCoverage", null, null, true, "no Sunday"),
                        new DiagnosticStatus("Robustness", "accuracy", "candidate", false, "all agree"));
    }

    @Test
    void aSegmentThatDeterioratesIsMarkedAndOpenEndsAreLeftOut() {
        SegmentEffect worse = new SegmentEffect("accuracy", "candidate", "region=\"eu\"",
                new EffectInterval(-0.1, -0.12, -0.08), 500, true);
        SegmentEffect open = new SegmentEffect("accuracy", "candidate", "region=\"us\"",
                new EffectInterval(0.1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), 20, false);

        assertThat(render(new Findings(List.of(), List.of(), List.of(worse, open), List.of(), Optional.empty())).segments()).containsExactly(
                new SegmentStatus("accuracy", "candidate", "region=\"eu\"", "-0.100000", "-0.120000", "-0.0800000", 500L, true),
                new SegmentStatus("accuracy", "candidate", "region=\"us\"", "0.100000", null, null, 20L, null));
    }

    @Test
    void theForecastShowsWhatTheRunCanFindAndWhenItEnds() {
        PlanStatus plan = plan(new PlanForecast("accuracy", 7000, 9450, 0.5, OptionalDouble.of(0.71234),
                OptionalDouble.of(0.0234567)));

        assertThat(plan).isEqualTo(new PlanStatus("accuracy", 7000L, 9450L, "50", "0.712", "0.0234567", "2026-11-02T09:20:00Z"));
    }

    @Test
    void withoutADeadlineThereIsNoPower() {
        PlanStatus plan = plan(new PlanForecast("accuracy", 7000, 9450, 0.5, OptionalDouble.empty(), OptionalDouble.empty()));

        assertThat(plan).isEqualTo(new PlanStatus("accuracy", 7000L, 9450L, "50", null, null, "2026-11-02T09:20:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"1", "1.7", "0.00001"})
    void noEndIsForecastOnceThePlanIsFulfilledNorBeyondAYear(double fraction) {
        PlanForecast forecast = new PlanForecast("accuracy", 7000, 9450, fraction, OptionalDouble.empty(),
                OptionalDouble.empty());

        assertThat(render(new Findings(List.of(), List.of(), List.of(), List.of(), Optional.of(forecast))).plan().toString())
                .doesNotContain("2026-").doesNotContain("2027-");
    }

    @Test
    void nothingFoundIsNothingShown() {
        ModelExperimentStatus status = render(Findings.NONE);

        assertThat(status.plan()).isNull();
        assertThat(status.robustness()).isNullOrEmpty();
        assertThat(status.diagnostics()).isNullOrEmpty();
        assertThat(status.segments()).isNullOrEmpty();
    }

    @Test
    void ofManyFindingsThoseThatCallForAttentionAreShownAndTheRestIsCounted() {
        List<AlternativeMethod> methods = IntStream.range(0, 40).mapToObj(i -> new AlternativeMethod("accuracy", "c" + i, "Pooled",
                EffectSize.Type.Absolute, new EffectInterval(0, -1, 1), 0.5, i < 38)).toList();
        List<Finding> checks = IntStream.range(0, 30).mapToObj(i -> new Finding("Novelty", "accuracy", "c" + i, i == 29,
                "s".repeat(2000))).toList();
        List<SegmentEffect> segments = IntStream.range(0, 50).mapToObj(i -> new SegmentEffect("accuracy", "candidate", "s" + i,
                new EffectInterval(i, -100, 100), 10, i == 3)).toList();

        ModelExperimentStatus status = render(new Findings(methods, checks, segments, List.of(), Optional.empty()));

        assertThat(status.robustness()).hasSize(FindingsRendering.ROBUSTNESS_LIMIT).extracting(RobustnessStatus::variant)
                .startsWith("c0").endsWith("c38", "c39");
        assertThat(status.segments()).hasSize(FindingsRendering.SEGMENT_LIMIT).extracting(SegmentStatus::segment)
                .startsWith("s3", "s35").endsWith("s49");
        assertThat(status.diagnostics()).hasSize(FindingsRendering.DIAGNOSTIC_LIMIT + 1)
                .allSatisfy(check -> assertThat(check.message()).hasSizeLessThanOrEqualTo(512))
                .anySatisfy(check -> assertThat(check.variant()).isEqualTo("c29"));
        assertThat(status.diagnostics()).last().isEqualTo(new DiagnosticStatus("StatusShortened", null, null, false,
                "to keep status small it shows 16 of 40 other methods, 16 of 30 checks, 16 of 50 segments; "
                        + "what calls for attention comes first"));
    }

    private static PlanStatus plan(PlanForecast forecast) {
        return render(new Findings(List.of(), List.of(), List.of(), List.of(), Optional.of(forecast))).plan();
    }

    private static ModelExperimentStatus render(Findings findings) {
        return StatusRenderer.render(ModelExperimentStatus.empty(), new PassReport(7L,
                Optional.of(Manifests.spec(Manifests.MINIMAL)),
                new SpecView(true, "Accepted", "the spec is valid"), States.running(1, Optional.of(START), START, 2, false),
                new RouteView(true, "WeightsProgrammed", "the route carries the wanted weights", 0),
                List.of(Assessments.success(Verdict.Superior)), findings, Optional.empty(), SampleView.NONE,
                Optional.empty(), Optional.empty(), null, null, false, News.NONE, NOW));
    }
}
