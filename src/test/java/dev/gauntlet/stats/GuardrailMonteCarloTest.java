package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.planning.MetricPlan;
import dev.gauntlet.stats.planning.PlannedTest;
import dev.gauntlet.stats.planning.ProportionOutcome;
import dev.gauntlet.stats.planning.SampleSize;
import dev.gauntlet.stats.planning.StoppingRule;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error rates and speed of the one-sided designs when every look may stop. */
class GuardrailMonteCarloTest {

    private static final double ALPHA = 0.05;
    /** The stated rate and the resolution of the number of runs: an error rate of 0.045 would pass 99 times in 100. */
    private static final double LIMIT = 0.056;
    private static final DoubleUnaryOperator SAME = rate -> rate;

    @ParameterizedTest
    @CsvSource({"0.10, 0.01", "0.02, 0.005", "0.90, -0.01", "0.98, -0.005"})
    void aChallengerWorseByTheMarginPassesAtMostAtTheStatedRate(double rate, double harm) {
        // Errors that rise by the margin, or successes that fall by it, seen from the first requests of a ramp on.
        TrafficSimulation traffic = new TrafficSimulation(EffectScale.ABSOLUTE)
                .epoch(100, 200, 0.1, share -> rate, champion -> champion + harm)
                .epoch(200, 200, 0.5, share -> rate, champion -> champion + harm);
        OneSidedDesign design = SequentialDesign.nonInferiority(ALPHA, 0.2, harm);
        var outcome = traffic.run(2_000, 20261111, estimate -> harm > 0
                ? design.pValueBelow(estimate, harm) <= ALPHA
                : design.pValueAbove(estimate, harm) <= ALPHA);
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), ALPHA);
    }

    @ParameterizedTest
    @CsvSource({"0.05, 0.03, 0.01", "0.20, 0.12, 0.02", "0.01, 0.015, 0.005"})
    void aHealthyChallengerIsAccusedAtMostAtTheStatedRateOnARampWhileTheBaseRateDrifts(
            double from, double to, double margin) {
        TrafficSimulation traffic = new TrafficSimulation(EffectScale.ABSOLUTE)
                .epoch(150, 100, 0.1, share -> from + (to - from) * share / 2, SAME)
                .epoch(250, 100, 0.5, share -> (from + to) / 2 + (to - from) * share / 2, SAME);
        OneSidedDesign design =
                SequentialDesign.deterioration(ALPHA, Planning.information(ALPHA, 1, 0.2, margin));
        var accusedOfErrors = traffic.run(3_000, 20261112,
                estimate -> design.pValueAbove(estimate, 0) <= ALPHA);
        var accusedOfMissedSuccesses = traffic.run(3_000, 20261113,
                estimate -> design.pValueBelow(estimate, 0) <= ALPHA);
        MonteCarloLimits.assertAtMost(accusedOfErrors.stopped(), accusedOfErrors.runs(), LIMIT);
        MonteCarloLimits.assertAtMost(accusedOfMissedSuccesses.stopped(), accusedOfMissedSuccesses.runs(), LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"2, 30", "3, 15", "5, 8"})
    void aMultipliedErrorRateIsFoundWithinMinutes(double multiple, int medianMinutes) {
        // A champion with 950 and a challenger with 50 requests a minute, 1 percent errors, planned for a day.
        int minutes = 1440;
        double planned = new ProportionOutcome(0.01).information(0, 950.0 * minutes, 50.0 * minutes, 1);
        OneSidedDesign design = SequentialDesign.deterioration(ALPHA, planned);
        var found = new TrafficSimulation(EffectScale.ABSOLUTE)
                .epoch(200, 1000, 0.05, share -> 0.01, rate -> multiple * rate)
                .run(1_001, 20261114, estimate -> design.pValueAbove(estimate, 0) <= ALPHA);
        assertThat(found.medianLook()).isLessThanOrEqualTo(medianMinutes);
    }

    @Test
    void aChallengerAsGoodAsTheChampionPassesWithThePlannedPowerInTheStatedRun() {
        double rate = 0.05;
        double margin = 0.01;
        SampleSize longest = new MetricPlan(new ProportionOutcome(rate),
                PlannedTest.nonInferiority(margin, false, ALPHA, 0.2, StoppingRule.OPEN_ONE_SIDED), 1).sampleSize(0, 1);
        OneSidedDesign design = SequentialDesign.nonInferiority(ALPHA, 0.2, margin);
        int looks = 300;
        int perLook = (int) (longest.total() / looks);
        var passed = new TrafficSimulation(EffectScale.ABSOLUTE)
                .epoch(looks, perLook, 0.5, share -> rate, SAME)
                .run(4_000, 20261115, estimate -> design.pValueBelow(estimate, margin) <= ALPHA);
        MonteCarloLimits.assertAtLeast(passed.stopped(), passed.runs(), 0.79);
    }
}
