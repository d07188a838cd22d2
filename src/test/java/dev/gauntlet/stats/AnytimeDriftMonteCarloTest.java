package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.histogram.AnytimeDrift;
import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drift that is looked at all the time. */
class AnytimeDriftMonteCarloTest {

    private static final double ALPHA = 0.05;
    private static final double[] BOUNDS = {1, 2, 3, 4, 5};
    private static final double[] CHAMPION = {0.1, 0.3, 0.5, 0.7, 0.9};

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void aDriftOfTheMaximumIsAccusedAtMostAtTheStatedRate(double maximum) {
        var outcome = traffic(maximum, 100, 0.1, 0.5).independent(1_000, 20261161, exceeds(maximum));
        System.out.printf("drift of the maximum %s accused in %d of %d runs%n", maximum, outcome.stopped(), outcome.runs());
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), 0.056);
    }

    @Test
    void stickyUsersDoNotPassForDrift() {
        var outcome = traffic(0, 200, 0.2, 0.5).sticky(500, 20261162, 400, 0.3, true, exceeds(0));
        System.out.printf("sticky users accused of drift in %d of %d runs%n", outcome.stopped(), outcome.runs());
        MonteCarloLimits.assertAtMost(outcome.stopped(), outcome.runs(), 0.056);
    }

    @Test
    void twiceTheMaximumIsFound() {
        var outcome = traffic(0.2, 100, 0.5).independent(300, 20261163, exceeds(0.1));
        System.out.printf("drift of twice the maximum 0.1 found after %d values (median)%n", outcome.medianValues());
        MonteCarloLimits.assertAtLeast(outcome.stopped(), outcome.runs(), 0.95);
    }

    @Test
    void tooFewValuesAndNoFiniteBoundShowNothing() {
        Histogram few = new Histogram(List.of(1.0, Double.POSITIVE_INFINITY), List.of(100L, 199L));
        Histogram unbounded = new Histogram(List.of(Double.POSITIVE_INFINITY), List.of(1_000L));
        assertThat(AnytimeDrift.of(List.of(HistogramStratum.unclustered(few, few)), 0.1, design())).isEmpty();
        assertThat(AnytimeDrift.of(List.of(HistogramStratum.unclustered(unbounded, unbounded)), 0.1, design())).isEmpty();
        assertThat(AnytimeDrift.of(List.of(), 0.1, design())).isEmpty();
    }

    /** The challenger's distribution function is lower by the drift at the third bound and by half of it at the neighbours. */
    private static LatencySimulation traffic(double drift, int perLook, double... weights) {
        double[] challenger = {CHAMPION[0], CHAMPION[1] - drift / 2, CHAMPION[2] - drift, CHAMPION[3] - drift / 2, CHAMPION[4]};
        return new LatencySimulation(BOUNDS, challenger, CHAMPION, 50, perLook, weights);
    }

    private static Predicate<List<HistogramStratum>> exceeds(double maximum) {
        return strata -> AnytimeDrift.of(strata, maximum, design()).filter(drift -> drift.pValue() <= ALPHA).isPresent();
    }

    private static OneSidedDesign design() {
        return SequentialDesign.nonInferiority(ALPHA, 0.2, 0.1);
    }
}
