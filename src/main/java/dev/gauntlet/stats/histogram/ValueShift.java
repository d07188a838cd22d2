package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Kolmogorov-Smirnov test of two small samples of single values.
 *
 * @param kolmogorovSmirnov largest difference of the distribution functions, in [0, 1]
 * @param exactPValue probability of a difference at least that large when nothing has drifted, ties broken at random
 */
public record ValueShift(double kolmogorovSmirnov, double exactPValue) {

    /**
     * Measures the shift between two samples.
     *
     * @param challenger at least 2 finite values
     * @param champion at least 2 finite values
     * @throws IllegalArgumentException when a sample is too small or holds a value that is not finite
     */
    public static ValueShift of(double[] challenger, double[] champion) {
        check("challenger", challenger);
        check("champion", champion);
        var result = KolmogorovSmirnovTest.withDefaults().with(PValueMethod.EXACT).test(challenger, champion);
        return new ValueShift(result.getStatistic(), result.getPValue());
    }

    private static void check(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            Arguments.finite(name + "[" + i + "]", values[i]);
        }
        if (values.length < 2) {
            throw new IllegalArgumentException(name + " must hold at least 2 values but holds " + values.length);
        }
    }
}
