package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.TwoArmCounts;

/** The two usual variances of a score test of two proportions. */
public enum ScoreForm {

    /** Binomial variance at the restricted rates times N/(N-1), N being all trials (Miettinen, Nurminen 1985). */
    MIETTINEN_NURMINEN {
        @Override
        double factor(TwoArmCounts counts) {
            double trials = (double) counts.challenger().trials() + counts.champion().trials();
            return trials / (trials - 1);
        }
    },

    /** Binomial variance at the restricted rates (Farrington, Manning 1990). */
    FARRINGTON_MANNING {
        @Override
        double factor(TwoArmCounts counts) {
            return 1;
        }
    };

    abstract double factor(TwoArmCounts counts);
}
