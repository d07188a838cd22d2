package dev.gauntlet.stats;

import org.apache.commons.numbers.core.DD;

/** Sums of products of deviations from the mean, out of raw sums. */
public final class CenteredProduct {

    private CenteredProduct() {
    }

    /**
     * {@code sum (x - mean x)(y - mean y) = sum xy - sum x sum y / n}. The difference is formed in doubled precision, because
     * both terms agree in all but the last digits when the means are large against the spread; what rounding the sums themselves
     * has cost is lost.
     *
     * @param count number of pairs, positive
     * @param sumX sum of x, finite
     * @param sumY sum of y, finite
     * @param sumProduct sum of x y, finite and large enough for the other sums (see {@link ArmSums})
     * @return finite for the sums of real pairs
     */
    public static double of(double count, double sumX, double sumY, double sumProduct) {
        // Powers of two change no digit and keep the products of huge and tiny sums in range.
        int exponentX = exponent(sumX);
        int exponentY = exponent(sumY);
        int common = Math.max(exponent(sumProduct), exponentX + exponentY - exponent(count));
        DD correction = DD.of(Math.scalb(sumX, -exponentX))
                .divide(DD.of(count))
                .multiply(DD.of(Math.scalb(sumY, -exponentY)))
                .scalb(exponentX + exponentY - common);
        return Math.scalb(DD.of(Math.scalb(sumProduct, -common)).subtract(correction).doubleValue(), common);
    }

    private static int exponent(double sum) {
        return sum == 0 ? 0 : Math.getExponent(sum);
    }
}
