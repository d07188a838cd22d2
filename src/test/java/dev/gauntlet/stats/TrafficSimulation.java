package dev.gauntlet.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/**
 * Requests that arrive look by look, split between champion and challenger by a ramp of weights, with rates that may drift. Every look is
 * shown to a stopping rule, as an operator that looks at every tick would.
 */
final class TrafficSimulation {

    private final EffectScale scale;
    private final List<Look> looks = new ArrayList<>();

    private record Look(int epoch, BinomialSampler challenger, BinomialSampler champion) {
    }

    /** How many of the runs were stopped, when, and the mean of the last estimates. */
    record Outcome(int runs, int stopped, List<Integer> stopLooks, double meanLook, double meanEffect) {

        /** Median look of the stop; the last look for runs never stopped. */
        int medianLook() {
            return stopLooks.stream().sorted().skip(runs / 2).findFirst().orElseThrow();
        }
    }

    TrafficSimulation(EffectScale scale) {
        this.scale = scale;
    }

    /**
     * Appends an epoch of constant weight.
     *
     * @param championRate the champion's rate by the share of the epoch that has passed
     * @param challengerRate the challenger's rate by the champion's
     */
    TrafficSimulation epoch(int lookCount, int trialsPerLook, double weight, DoubleUnaryOperator championRate,
            DoubleUnaryOperator challengerRate) {
        int epoch = looks.isEmpty() ? 0 : looks.get(looks.size() - 1).epoch() + 1;
        int challengerTrials = (int) Math.round(weight * trialsPerLook);
        for (int k = 0; k < lookCount; k++) {
            double rate = championRate.applyAsDouble((k + 0.5) / lookCount);
            looks.add(new Look(epoch, new BinomialSampler(challengerTrials, challengerRate.applyAsDouble(rate)),
                    new BinomialSampler(trialsPerLook - challengerTrials, rate)));
        }
        return this;
    }

    int looks() {
        return looks.size();
    }

    Outcome run(int runs, long seed, Predicate<EffectEstimate> stop) {
        SplittableRandom random = new SplittableRandom(seed);
        int stopped = 0;
        double effects = 0;
        List<Integer> stopLooks = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            List<ProportionStratum> closed = new ArrayList<>();
            TwoArmCounts current = TwoArmCounts.NONE;
            EffectEstimate last = null;
            int k = 0;
            boolean done = false;
            while (k < looks.size() && !done) {
                Look look = looks.get(k);
                if (k > 0 && look.epoch() != looks.get(k - 1).epoch()) {
                    closed.add(ProportionStratum.unclustered(current.challenger(), current.champion()));
                    current = TwoArmCounts.NONE;
                }
                current = current.plus(new TwoArmCounts(
                        new BinomialCounts(look.challenger().trials(), look.challenger().sample(random)),
                        new BinomialCounts(look.champion().trials(), look.champion().sample(random))));
                List<ProportionStratum> strata = new ArrayList<>(closed);
                strata.add(ProportionStratum.unclustered(current.challenger(), current.champion()));
                var estimate = StratifiedProportions.estimate(strata, scale);
                if (estimate.isPresent()) {
                    last = estimate.get();
                    done = stop.test(last);
                }
                k++;
            }
            stopped += done ? 1 : 0;
            stopLooks.add(k);
            effects += last == null ? 0 : last.effect();
        }
        return new Outcome(runs, stopped, stopLooks,
                stopLooks.stream().mapToInt(Integer::intValue).average().orElseThrow(), effects / runs);
    }
}
