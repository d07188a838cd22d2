package dev.gauntlet.stats;

/** What the sums of a metric are, and so which variance may be taken for them. */
public sealed interface SumsVariance {

    /** Means of values: unit clusters when there are any, else sums of squares. */
    record OfMean() implements SumsVariance {
    }

    /**
     * Ratios of two sums over units, both random: unit clusters, because independent requests do not say how the sums move
     * together.
     */
    record OfRatio() implements SumsVariance {
    }

    /**
     * Events per exposure: unit clusters when there are any, else the Poisson law.
     *
     * @param dispersion variance of the counts over that of the Poisson law, at least 1
     */
    record OfEventRate(double dispersion) implements SumsVariance {

        /**
         * @throws IllegalArgumentException when the dispersion is not finite or below 1
         */
        public OfEventRate {
            if (!(Arguments.finite("dispersion", dispersion) >= 1)) {
                throw new IllegalArgumentException("dispersion must be at least 1 but is " + dispersion);
            }
        }
    }

    /** Means, ratios or rates whose clusters are blocks of time instead of units, for requests that are randomised one by one. */
    record BetweenTimeBlocks() implements SumsVariance {
    }

    /** Means of values. */
    static SumsVariance mean() {
        return new OfMean();
    }

    /** Ratios of two sums. */
    static SumsVariance ratio() {
        return new OfRatio();
    }

    /** Event rates whose counts follow the Poisson law. */
    static SumsVariance eventRate() {
        return new OfEventRate(1);
    }

    /**
     * Event rates whose counts vary more than the Poisson law says.
     *
     * @param dispersion variance of the counts over that of the Poisson law, at least 1
     */
    static SumsVariance eventRate(double dispersion) {
        return new OfEventRate(dispersion);
    }

    /** Clusters are blocks of time. */
    static SumsVariance betweenTimeBlocks() {
        return new BetweenTimeBlocks();
    }
}
