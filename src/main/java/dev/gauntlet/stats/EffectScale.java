package dev.gauntlet.stats;

/** How a challenger is compared with the champion. */
public enum EffectScale {

    /** Difference of the rates or means, challenger minus champion; between -1 and 1 for proportions. */
    ABSOLUTE {
        @Override
        double ratio(double effect) {
            return 1;
        }

        @Override
        double variance(double contrast, double champion) {
            return contrast;
        }
    },

    /** Lift: the challenger's rate or mean divided by the champion's, minus 1; undefined unless the champion's is positive. */
    RELATIVE {
        @Override
        double ratio(double effect) {
            return 1 + effect;
        }

        @Override
        double variance(double contrast, double champion) {
            return contrast / champion / champion;
        }
    };

    /** The r of the contrast challenger - r champion from which an effect on this scale is tested. */
    abstract double ratio(double effect);

    /**
     * Variance of the effect.
     *
     * @param contrast variance of challenger - r champion
     * @param champion the champion's rate, not 0
     */
    abstract double variance(double contrast, double champion);
}
