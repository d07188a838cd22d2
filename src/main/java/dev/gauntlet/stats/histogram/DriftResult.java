package dev.gauntlet.stats.histogram;

/** Outcome of measuring drift between two arms. */
public sealed interface DriftResult {

    /**
     * Enough values on both sides.
     *
     * @param measure what was measured
     * @param value the measure on the data
     * @param criticalValue exceeded with probability alpha when nothing has drifted
     * @param lowerBound lower confidence bound, at 1 - alpha, of the measure between the true distributions; not negative
     * @param maximum the largest drift that is accepted
     */
    record Measured(DriftMeasure measure, double value, double criticalValue, double lowerBound, double maximum)
            implements DriftResult {

        /** True when the data differ by more than noise makes of equal distributions. */
        public boolean isBeyondNoise() {
            return value > criticalValue;
        }

        /** True when the true drift is larger than the maximum, noise taken into account. */
        public boolean exceedsMaximum() {
            return lowerBound > maximum;
        }
    }

    /**
     * Too few values for a decision.
     *
     * @param sentence which side has too few
     */
    record TooFewValues(String sentence) implements DriftResult {
    }
}
