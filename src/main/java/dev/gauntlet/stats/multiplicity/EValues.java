package dev.gauntlet.stats.multiplicity;

import dev.gauntlet.stats.Arguments;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Several hypotheses by their e-values, whatever the dependence between them. E-values come as logarithms, since they overflow;
 * negative infinity is an e-value of 0, positive infinity an impossible observation.
 */
public final class EValues {

    private EValues() {
    }

    /**
     * The e-Benjamini-Hochberg procedure (Wang, Ramdas 2022): rejects the k hypotheses with the largest e-values for the largest k whose
     * k-th largest e-value is at least {@code K/(k alpha)}, K the number of hypotheses. The expected share of false ones among the
     * rejections is at most alpha under any dependence, and at any look.
     *
     * @param logEValues log e-values; the result keeps their order
     * @param alpha false discovery rate, strictly between 0 and 1
     * @return true for each rejected hypothesis
     */
    public static List<Boolean> benjaminiHochberg(List<Double> logEValues, double alpha) {
        check(logEValues);
        Arguments.between("alpha", alpha, 0, 1);
        int hypotheses = logEValues.size();
        List<Double> descending = logEValues.stream().sorted(Comparator.reverseOrder()).toList();
        int rejections = IntStream.rangeClosed(1, hypotheses)
                .filter(k -> descending.get(k - 1) >= Math.log(hypotheses / (k * alpha))).max().orElse(0);
        return logEValues.stream().map(value -> rejections > 0 && value >= descending.get(rejections - 1)).toList();
    }

    /**
     * Logarithm of the mean e-value, which is an e-value against "all hypotheses are true" under any dependence.
     *
     * @param logEValues log e-values, at least one
     */
    public static double logMean(List<Double> logEValues) {
        check(logEValues);
        double largest = logEValues.stream().mapToDouble(Double::doubleValue).max()
                .orElseThrow(() -> new IllegalArgumentException("logEValues must not be empty"));
        if (Double.isInfinite(largest)) {
            return largest;
        }
        return largest + Math.log(logEValues.stream().mapToDouble(value -> Math.exp(value - largest)).average().orElseThrow());
    }

    private static void check(List<Double> logEValues) {
        logEValues.forEach(value -> {
            if (value.isNaN()) {
                throw new IllegalArgumentException("logEValues must be numbers but hold NaN");
            }
        });
    }
}
