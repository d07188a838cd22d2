package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.BinomialSampler;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.MonteCarloLimits;
import dev.gauntlet.stats.ProportionStratum;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error rates and speed of the exact test of rare events when it looks every minute. */
class RareEventHarmMonteCarloTest {

    private static final double ALPHA = 0.05;
    private static final int DAY = 1440;
    private static final int RUNS = 2_500;
    private static final DoubleUnaryOperator ONE_PERCENT = share -> 0.01;

    @Test
    void aHealthyChallengerIsRolledBackOnAtMostOneDayInTwenty() {
        Traffic day = new Traffic(DAY, 1000, new double[] {0.05}, ONE_PERCENT, rate -> rate, false);
        assertKeepsTheErrorRate(day, RareEventHarm.EXCESS, EffectScale.RELATIVE, 0, 2_000);
    }

    @ParameterizedTest
    @CsvSource({"2, 25", "3, 10", "5, 6", "10, 2"})
    void aMultipliedErrorRateIsFoundWithinMinutes(double multiple, int medianMinutes) {
        Traffic traffic = new Traffic(400, 1000, new double[] {0.05}, ONE_PERCENT, rate -> multiple * rate, false);
        List<Integer> stops = stops(traffic, RareEventHarm.EXCESS, EffectScale.RELATIVE, 0, 1_001, ALPHA);
        assertThat(median(stops)).isLessThanOrEqualTo(medianMinutes);
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.005", "0.005, 0.02", "0.001, 0.10"})
    void aBaseRateThatDriftsInsideAnEpochOfDrawnRequestsDoesNoHarm(double from, double to) {
        Traffic traffic = new Traffic(200, 1000, new double[] {0.05}, share -> from + (to - from) * share, rate -> rate, true);
        assertKeepsTheErrorRate(traffic, RareEventHarm.EXCESS, EffectScale.RELATIVE, 0, RUNS);
    }

    @Test
    void aBaseRateThatJumpsInsideAnEpochDoesNoHarmEither() {
        Traffic traffic = new Traffic(200, 1000, new double[] {0.05}, share -> share < 0.5 ? 0.001 : 0.1, rate -> rate, true);
        assertKeepsTheErrorRate(traffic, RareEventHarm.EXCESS, EffectScale.RELATIVE, 0, RUNS);
        assertKeepsTheErrorRate(traffic, RareEventHarm.SHORTFALL, EffectScale.RELATIVE, 0, RUNS);
    }

    @Test
    void aRampThatStartsWithAFewRequestsWhileTheBaseRateFallsDoesNoHarm() {
        Traffic traffic = new Traffic(80, 40, new double[] {0.05, 0.25, 0.5}, share -> 0.3 - 0.25 * share, rate -> rate, true);
        assertKeepsTheErrorRate(traffic, RareEventHarm.EXCESS, EffectScale.RELATIVE, 0, RUNS);
        assertKeepsTheErrorRate(traffic, RareEventHarm.SHORTFALL, EffectScale.RELATIVE, 0, RUNS);
    }

    @Test
    void aChallengerWorseByTheToleranceIsAccusedAtMostAtTheStatedRate() {
        DoubleUnaryOperator drift = share -> 0.02 - 0.015 * share;
        double[] ramp = {0.05, 0.5};
        Traffic quarterMore = new Traffic(100, 1000, ramp, drift, rate -> 1.25 * rate, true);
        assertKeepsTheErrorRate(quarterMore, RareEventHarm.EXCESS, EffectScale.RELATIVE, 0.25, RUNS);
        Traffic quarterLess = new Traffic(100, 1000, ramp, drift, rate -> 0.75 * rate, true);
        assertKeepsTheErrorRate(quarterLess, RareEventHarm.SHORTFALL, EffectScale.RELATIVE, 0.25, RUNS);
        Traffic halfAPointMore = new Traffic(100, 1000, ramp, drift, rate -> rate + 0.005, true);
        assertKeepsTheErrorRate(halfAPointMore, RareEventHarm.EXCESS, EffectScale.ABSOLUTE, 0.005, RUNS);
        Traffic halfAPointLess = new Traffic(100, 1000, ramp, drift, rate -> rate - 0.005, true);
        assertKeepsTheErrorRate(halfAPointLess, RareEventHarm.SHORTFALL, EffectScale.ABSOLUTE, 0.005, RUNS);
    }

    @Test
    void harmBeyondAMarginIsFound() {
        Traffic traffic = new Traffic(400, 1000, new double[] {0.05}, ONE_PERCENT, rate -> rate + 0.03, false);
        List<Integer> stops = stops(traffic, RareEventHarm.EXCESS, EffectScale.ABSOLUTE, 0.005, 501, ALPHA);
        assertThat(median(stops)).isLessThanOrEqualTo(10);
    }

    private static void assertKeepsTheErrorRate(Traffic traffic, RareEventHarm harm, EffectScale scale, double tolerance, int runs) {
        long stopped = stops(traffic, harm, scale, tolerance, runs, ALPHA).stream().filter(minute -> minute <= traffic.looks()).count();
        MonteCarloLimits.assertAtMost((int) stopped, runs, ALPHA);
    }

    private static int median(List<Integer> stops) {
        return stops.stream().sorted().skip(stops.size() / 2).findFirst().orElseThrow();
    }

    /** The minute of each run's first rejection; one past the end when there is none. */
    private static List<Integer> stops(
            Traffic traffic, RareEventHarm harm, EffectScale scale, double tolerance, int runs, double alpha) {
        SplittableRandom random = new SplittableRandom(20261122);
        List<Integer> stops = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            List<ProportionStratum> strata = new ArrayList<>();
            int look = 0;
            boolean stopped = false;
            while (look < traffic.looks() && !stopped) {
                traffic.add(look++, strata, random);
                stopped = harm.logEvidence(strata, scale, tolerance) >= -Math.log(alpha);
            }
            stops.add(stopped ? look : traffic.looks() + 1);
        }
        return stops;
    }

    /** Requests by look over a ramp of epochs; the base rate moves with the share of the whole that has passed. */
    private static final class Traffic {

        private final int looksPerEpoch;
        private final int requests;
        private final double[] weights;
        private final double[] championRates;
        private final double[] challengerRates;
        private final BinomialSampler[] splits;
        private final BinomialSampler[] championEvents;
        private final BinomialSampler[] challengerEvents;
        private final boolean drawn;

        Traffic(int looksPerEpoch, int requests, double[] weights, DoubleUnaryOperator championRate,
                DoubleUnaryOperator challengerRate, boolean drawn) {
            this.looksPerEpoch = looksPerEpoch;
            this.requests = requests;
            this.weights = weights;
            this.drawn = drawn;
            int looks = looksPerEpoch * weights.length;
            championRates = new double[looks];
            challengerRates = new double[looks];
            splits = new BinomialSampler[looks];
            championEvents = new BinomialSampler[looks];
            challengerEvents = new BinomialSampler[looks];
            for (int look = 0; look < looks; look++) {
                championRates[look] = championRate.applyAsDouble((look + 0.5) / looks);
                challengerRates[look] = challengerRate.applyAsDouble(championRates[look]);
                int challenger = (int) Math.round(requests * weights[look / looksPerEpoch]);
                splits[look] = new BinomialSampler(requests, weights[look / looksPerEpoch]);
                championEvents[look] = new BinomialSampler(requests - challenger, championRates[look]);
                challengerEvents[look] = new BinomialSampler(challenger, challengerRates[look]);
            }
        }

        int looks() {
            return championRates.length;
        }

        /** Adds one look's requests to the last stratum, which is replaced, or to a new one at the start of an epoch. */
        void add(int look, List<ProportionStratum> strata, SplittableRandom random) {
            BinomialCounts challenger;
            BinomialCounts champion;
            if (drawn) {
                int trials = splits[look].sample(random);
                challenger = new BinomialCounts(trials, events(random, trials, challengerRates[look]));
                champion = new BinomialCounts(requests - trials, events(random, requests - trials, championRates[look]));
            } else {
                challenger = new BinomialCounts(challengerEvents[look].trials(), challengerEvents[look].sample(random));
                champion = new BinomialCounts(championEvents[look].trials(), championEvents[look].sample(random));
            }
            if (look % looksPerEpoch == 0) {
                strata.add(ProportionStratum.unclustered(challenger, champion));
            } else {
                var last = strata.remove(strata.size() - 1).totals();
                strata.add(ProportionStratum.unclustered(last.challenger().plus(challenger), last.champion().plus(champion)));
            }
        }

        /** Events of independent trials, by the gaps between them. */
        private static int events(SplittableRandom random, int trials, double rate) {
            if (rate <= 0) {
                return 0;
            }
            double logMiss = Math.log1p(-rate);
            int events = 0;
            for (double at = Math.log(1 - random.nextDouble()) / logMiss; at < trials;
                    at = Math.floor(at) + 1 + Math.log(1 - random.nextDouble()) / logMiss) {
                events++;
            }
            return events;
        }
    }
}
