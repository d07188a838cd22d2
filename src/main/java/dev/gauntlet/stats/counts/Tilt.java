package dev.gauntlet.stats.counts;

/**
 * An alternative's distance from the hypothesis in log odds.
 *
 * @param value the distance, finite
 * @param shrinkage {@code e^-|value| - 1}, kept because every stratum needs it
 */
record Tilt(double value, double shrinkage) {

    static Tilt of(double value) {
        return new Tilt(value, Math.expm1(-Math.abs(value)));
    }
}
