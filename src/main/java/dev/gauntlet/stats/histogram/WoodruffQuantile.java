package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import java.util.Optional;

/**
 * An interpolated quantile with the interval of Woodruff (1952): the quantiles at {@code p -+ z sqrt(p(1-p)/n)}. For one look at
 * independent values, and for display: its ends are interpolated too.
 *
 * @param quantile interpolated quantile, in the unit of the values
 * @param interval confidence interval; an end is infinite when its share lies outside [0, 1]
 * @param standardError width of the interval over 2 z, not negative; infinite when an end is
 */
public record WoodruffQuantile(double quantile, Interval interval, double standardError) {

    /**
     * The quantile of one histogram.
     *
     * @param histogram the values
     * @param p share of the values at or below the quantile, in [0, 1]
     * @param confidence confidence level, strictly between 0 and 1
     * @return the quantile; empty when there are no values or no finite bound
     */
    public static Optional<WoodruffQuantile> of(Histogram histogram, double p, double confidence) {
        Arguments.probability("p", p);
        Arguments.between("confidence", confidence, 0, 1);
        if (InterpolatedQuantile.of(histogram, p).isEmpty()) {
            return Optional.empty();
        }
        double z = StandardNormal.upperQuantile((1 - confidence) / 2);
        double halfWidth = z * Math.sqrt(p * (1 - p) / histogram.count());
        double lower = InterpolatedQuantile.of(histogram, p - halfWidth).orElseThrow();
        double upper = InterpolatedQuantile.of(histogram, p + halfWidth).orElseThrow();
        return Optional.of(new WoodruffQuantile(
                InterpolatedQuantile.of(histogram, p).orElseThrow(),
                new Interval(lower, upper, confidence),
                (upper - lower) / (2 * z)));
    }
}
