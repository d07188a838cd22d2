package dev.gauntlet.stats;

import java.util.List;
import java.util.SplittableRandom;

/** Estimates with exactly the normal law that all methods assume, at equal steps of information. */
record IdealTraffic(double effect, double step, int looks) implements WatchedRuns.Traffic {

    @Override
    public List<double[]> expectedInformation() {
        return List.of(ScoreProcessRuns.evenly(step * looks, looks));
    }

    @Override
    public Run start(SplittableRandom random) {
        double deviation = Math.sqrt(step);
        return new Run() {
            private double score;
            private int k;

            @Override
            public List<EffectEstimate> next() {
                score += effect * step + deviation * random.nextGaussian();
                double information = ++k * step;
                return List.of(new EffectEstimate(0.5, 0.5 + score / information, score / information, 1 / information,
                        EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 1, 1));
            }
        };
    }
}
