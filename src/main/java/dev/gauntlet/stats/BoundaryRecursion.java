package dev.gauntlet.stats;

import java.util.Arrays;

/**
 * Probability that a score process S_k ~ N(effect I_k, I_k) with independent increments leaves given boundaries, look by look: the
 * recursion of Armitage, McPherson and Rowe 1969, see {@link SurvivingPaths}.
 */
public final class BoundaryRecursion {

    private BoundaryRecursion() {
    }

    /**
     * Exit probabilities.
     *
     * @param information information at the looks, positive and strictly increasing, by more than a millionth from look to look
     * @param lower lower bounds of the standardised statistic z_k, possibly negative infinity
     * @param upper upper bounds of z_k, possibly positive infinity, not below the lower ones
     * @param effect the true effect
     * @throws IllegalArgumentException when the arrays are empty, of different length, out of order or hold NaN
     */
    public static ExitProbabilities exits(double[] information, double[] lower, double[] upper, double effect) {
        check(information, lower, upper);
        int looks = information.length;
        double[] above = new double[looks];
        double[] below = new double[looks];
        SurvivingPaths paths = SurvivingPaths.start(effect);
        for (int k = 0; k < looks; k++) {
            above[k] = paths.above(information[k], upper[k]);
            below[k] = paths.below(information[k], lower[k]);
            if (k + 1 < looks) {
                paths = paths.within(information[k], lower[k], upper[k], information[k + 1]);
            }
        }
        return new ExitProbabilities(
                Arrays.stream(information).boxed().toList(),
                Arrays.stream(above).boxed().toList(),
                Arrays.stream(below).boxed().toList());
    }

    private static void check(double[] information, double[] lower, double[] upper) {
        if (information.length == 0 || lower.length != information.length || upper.length != information.length) {
            throw new IllegalArgumentException("information, lower and upper must have the same length, at least 1, but have "
                    + information.length + ", " + lower.length + " and " + upper.length);
        }
        double before = 0;
        for (int k = 0; k < information.length; k++) {
            Arguments.finite("information", information[k]);
            if (!(information[k] > before)) {
                throw new IllegalArgumentException("information must be positive and increasing but holds "
                        + information[k] + " after " + before);
            }
            if (!(lower[k] <= upper[k])) {
                throw new IllegalArgumentException("lower must not exceed upper but look " + (k + 1) + " has "
                        + lower[k] + " and " + upper[k]);
            }
            before = information[k];
        }
    }
}
