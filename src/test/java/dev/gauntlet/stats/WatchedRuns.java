package dev.gauntlet.stats;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Simulated experiments that several methods watch at once. Each run has its own seed, so that threads do not matter. */
final class WatchedRuns {

    private WatchedRuns() {
    }

    /** Data that arrive look by look. */
    interface Traffic {

        /** Information expected at the looks, of each view. */
        List<double[]> expectedInformation();

        Run start(SplittableRandom random);

        /** One experiment. */
        interface Run {

            /** The estimates after the next look, view by view; empty while there is none. */
            List<EffectEstimate> next();
        }
    }

    /**
     * A method at work.
     *
     * @param view which of the estimates it sees
     * @param futileWithout the run ends, too, when this effect is ruled out; infinite when it does not
     */
    record Watch(LookingMethod method, int view, double futileWithout) {

        static Watch of(LookingMethod method, int view) {
            return new Watch(method, view, Double.POSITIVE_INFINITY);
        }

        boolean isFutile(int look, EffectEstimate estimate) {
            return Double.isFinite(futileWithout) && method.leavesOut(look, estimate, futileWithout);
        }
    }

    /**
     * What a watch came to.
     *
     * @param refuted runs in which no effect was ruled out, in the direction of the true effect if there is one
     * @param covered runs whose last interval held the true effect
     * @param meanSize mean size at the last look
     * @param meanEffect mean of the last estimates
     */
    record Tally(int runs, int refuted, int covered, double meanSize, double meanEffect) {
    }

    private record Ending(boolean refuted, boolean covered, int look, double effect) {
    }

    /**
     * Runs the experiments.
     *
     * @param truth the true effect
     * @param sizes the size of an experiment that ends at a look
     */
    static List<Tally> simulate(Traffic traffic, double truth, List<Watch> watches, double[] sizes, int runs, long seed) {
        Ending[][] endings = IntStream.range(0, runs).parallel()
                .mapToObj(run -> watch(traffic.start(new SplittableRandom(seed * 1_000_003 + run)), truth, watches))
                .toArray(Ending[][]::new);
        return IntStream.range(0, watches.size()).mapToObj(w -> new Tally(runs,
                (int) Arrays.stream(endings).filter(run -> run[w].refuted()).count(),
                (int) Arrays.stream(endings).filter(run -> run[w].covered()).count(),
                Arrays.stream(endings).mapToDouble(run -> sizes[run[w].look()]).average().orElseThrow(),
                Arrays.stream(endings).mapToDouble(run -> run[w].effect()).average().orElseThrow())).toList();
    }

    private static Ending[] watch(Traffic.Run run, double truth, List<Watch> watches) {
        Ending[] endings = new Ending[watches.size()];
        int watching = endings.length;
        for (int look = 0; watching > 0; look++) {
            List<EffectEstimate> views = run.next();
            for (int w = 0; w < endings.length; w++) {
                LookingMethod method = watches.get(w).method();
                if (endings[w] != null || !method.takes()[look]) {
                    continue;
                }
                if (views.isEmpty()) {
                    if (look == method.lastLook()) {
                        // Nothing can be said: no effect is ruled out.
                        endings[w] = new Ending(false, true, look, 0);
                        watching--;
                    }
                    continue;
                }
                EffectEstimate estimate = views.get(watches.get(w).view());
                boolean refuted = method.leavesOut(look, estimate, 0);
                if (refuted || look == method.lastLook() || watches.get(w).isFutile(look, estimate)) {
                    endings[w] = new Ending(refuted && estimate.effect() * truth >= 0, !method.leavesOut(look, estimate, truth), look, estimate.effect());
                    watching--;
                }
            }
        }
        return endings;
    }
}
