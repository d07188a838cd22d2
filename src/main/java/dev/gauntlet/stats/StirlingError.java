package dev.gauntlet.stats;

import org.apache.commons.numbers.gamma.LogGamma;

/** What Stirling's formula misses: {@code log Gamma(z) - ((z - 1/2) log z - z + log(2 pi)/2)}. */
public final class StirlingError {

    private static final double SERIES_FROM = 16;

    private StirlingError() {
    }

    /**
     * The error, which falls with z as 1/(12 z).
     *
     * @param z positive
     */
    public static double of(double z) {
        if (z < SERIES_FROM) {
            return LogGamma.value(z) - ((z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI));
        }
        double square = 1 / (z * z);
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188 - 691.0 / 360360 * square) * square) * square)
                * square) * square) / z;
    }
}
