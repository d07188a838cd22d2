package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import java.util.List;

/** P-values that hold at every look, from e-processes. */
public final class AlwaysValid {

    private AlwaysValid() {
    }

    /**
     * {@code min(1, 1/max E)}: with probability at most a it ever falls to a under the hypothesis (Ville's inequality).
     *
     * @param logEValues log e-values of all looks so far; none makes 1
     * @return in [0, 1]; 0 when it underflows
     */
    public static double pValue(List<Double> logEValues) {
        double largest = 0;
        for (double value : logEValues) {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException("logEValues must be numbers but hold NaN");
            }
            largest = Math.max(largest, value);
        }
        return Math.exp(-largest);
    }

    /** The threshold that a log e-value must reach for a rejection at error rate {@code alpha}, strictly between 0 and 1. */
    static double logThreshold(double alpha) {
        return -Math.log(Arguments.between("alpha", alpha, 0, 1));
    }
}
