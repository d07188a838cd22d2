package dev.gauntlet.demo;

/**
 * Arithmetic on a model's confidences. Uses StrictMath, because Math may differ in the last bit between interpreted and compiled
 * code.
 */
final class Confidences {

    private Confidences() {}

    /**
     * The softmax function.
     *
     * @param scores one score per digit, any finite numbers; replaced by the result
     * @return the same array: shares that grow with the exponential of the score and sum to 1
     */
    static double[] softmax(double[] scores) {
        double largest = scores[indexOfLargest(scores)];
        double sum = 0;
        for (int digit = 0; digit < scores.length; digit++) {
            scores[digit] = StrictMath.exp(scores[digit] - largest);
            sum += scores[digit];
        }
        return divided(scores, sum);
    }

    /**
     * Confidences that are surer or less sure.
     *
     * @param confidences shares that sum to 1; replaced by the result
     * @param power above 1 for surer ones, between 0 and 1 for less sure ones
     * @return the same array
     */
    static double[] sharpened(double[] confidences, double power) {
        double sum = 0;
        for (int digit = 0; digit < confidences.length; digit++) {
            confidences[digit] = StrictMath.pow(confidences[digit], power);
            sum += confidences[digit];
        }
        return divided(confidences, sum);
    }

    private static double[] divided(double[] values, double divisor) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= divisor;
        }
        return values;
    }

    /** Returns the index of the largest value, the first one of equals. */
    static int indexOfLargest(double[] values) {
        int index = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[index]) {
                index = i;
            }
        }
        return index;
    }
}
