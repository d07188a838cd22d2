package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.Findings.PlanForecast;
import dev.gauntlet.decision.MetricAssessment.PlanProgress;
import dev.gauntlet.stats.SequentialDesign;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan: a minimum effect of 0.02 found with a power of 0.8. */
class PlanForecasterTest {

    private static final long SAMPLES = 10_000;

    @ParameterizedTest
    @CsvSource({"ConfidenceSequence, 0.1", "ConfidenceSequence, 0.5", "FixedHorizon, 0.5",
        "GroupSequential, 0.25", "Bayesian, 1"})
    void exactlyTheNeededInformationGivesThePlannedPowerAndFindsTheMinimumEffect(String method, double schedule) {
        ModelExperimentSpec spec = spec("{method: " + method + "}");
        double longestRun = (double) forecast(spec, 0.1, 0.1).longestRunPerVariant() / SAMPLES;

        PlanForecast forecast = forecast(spec, schedule * longestRun, schedule);

        assertThat(forecast.power()).hasValueCloseTo(0.8, within(1e-4));
        assertThat(forecast.detectableEffect()).hasValueCloseTo(0.02, within(1e-5));
    }

    @Test
    void aRunThatIsShortOfInformationHasLessPowerAndFindsLargerEffectsOnly() {
        PlanForecast forecast = forecast(spec("{}"), 0.2, 0.5);

        assertThat(forecast.power().orElseThrow()).isBetween(0.05, 0.5);
        assertThat(forecast.detectableEffect().orElseThrow()).isGreaterThan(0.02);
    }

    @Test
    void theForecastGrowsWithTheInformationThatThePresentPaceBringsByTheDeadline() {
        PlanForecast slow = forecast(spec("{}"), 0.3, 0.6);
        PlanForecast fast = forecast(spec("{}"), 0.3, 0.2);
        PlanForecast steady = forecast(spec("{}"), 0.6, 0.4);

        assertThat(fast.power().orElseThrow()).isGreaterThan(slow.power().orElseThrow());
        assertThat(fast.detectableEffect().orElseThrow()).isLessThan(slow.detectableEffect().orElseThrow());
        assertThat(steady.power()).hasValueCloseTo(fast.power().orElseThrow(), within(1e-12));
    }

    @Test
    void withoutADeadlineOnlyTheSamplesAreForecast() {
        PlanForecast forecast = PlanForecaster.forecast(spec("{}"), primary(0.3, SAMPLES), OptionalDouble.empty()).orElseThrow();

        assertThat(forecast.samplesPerVariant()).isEqualTo(SAMPLES);
        assertThat(forecast.longestRunPerVariant()).isEqualTo((long) Math.ceil(SAMPLES * SequentialDesign.HORIZON_FRACTION));
        assertThat(forecast.informationFraction()).isEqualTo(0.3);
        assertThat(forecast.power()).isEmpty();
        assertThat(forecast.detectableEffect()).isEmpty();
    }

    @Test
    void beforeAnythingIsScheduledOnlyTheSamplesAreForecast() {
        assertThat(PlanForecaster.forecast(spec("{}"), primary(0.3, SAMPLES), OptionalDouble.of(0)).orElseThrow()
                .power()).isEmpty();
    }

    @Test
    void withoutDataThereIsNoForecast() {
        assertThat(PlanForecaster.forecast(spec("{}"), primary(0, 0), OptionalDouble.of(0.5))).isEmpty();
        assertThat(PlanForecaster.forecast(spec("{}"), primary(0, SAMPLES), OptionalDouble.of(0.5))).isEmpty();
    }

    /** Spending like Pocock comes near his design, whose inflation is about 1.23; like O'Brien and Fleming near theirs, 1.03. */
    @ParameterizedTest
    @CsvSource({"OBrienFleming, 1.01, 1.05", "Pocock, 1.15, 1.30"})
    void plannedLooksAreInflatedByTheirSpending(String spending, double least, double most) {
        PlanForecast forecast = forecast(
                spec("{method: GroupSequential, groupSequential: {spending: " + spending + ", looks: 5}}"), 0.3, 0.5);

        assertThat((double) forecast.longestRunPerVariant() / SAMPLES).isBetween(least, most);
    }

    @Test
    void oneLookNeedsAsMuchAsAFixedSample() {
        assertThat(forecast(spec("{method: FixedHorizon}"), 0.3, 0.5).longestRunPerVariant()).isEqualTo(SAMPLES);
        assertThat(forecast(spec("{method: GroupSequential, groupSequential: {looks: 1}}"), 0.3, 0.5).longestRunPerVariant())
                .isBetween(SAMPLES, SAMPLES + 1);
    }

    private static PlanForecast forecast(ModelExperimentSpec spec, double fraction, double schedule) {
        return PlanForecaster.forecast(spec, primary(fraction, SAMPLES), OptionalDouble.of(schedule)).orElseThrow();
    }

    private static MetricAssessment primary(double fraction, long samples) {
        MetricAssessment some = Assessments.metric("accuracy", Metric.Role.Success, Verdict.Inconclusive, false, false,
                Optional.empty());
        return new MetricAssessment(some.metric(), some.challenger(), some.role(), some.type(), some.verdict(), "", some.scale(),
                some.absolute(), some.relative(), some.levels(), some.level(), some.pValue(), some.adjustedPValue(),
                some.variance(), new PlanProgress(fraction, samples), some.standing(), Optional.empty(), Optional.empty());
    }

    private static ModelExperimentSpec spec(String analysis) {
        return Manifests.spec(Manifests.MINIMAL + "  analysis: " + analysis + "\n");
    }
}
