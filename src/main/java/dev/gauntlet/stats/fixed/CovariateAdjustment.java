package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.SumsStratum;
import java.util.List;

/**
 * Takes a covariate out of a mean's values, stratum by stratum (CUPED: Deng, Xu, Kohavi, Walker 2013): every value y becomes
 * {@code y - theta (x - xbar)}, xbar the mean of the covariate over both arms of the stratum. The adjusted sums go wherever a mean's
 * sums go, so a ramp, both scales and the sequential designs need nothing of their own. One slope serves all strata: that of y on x within
 * strata and arms. Estimating it costs a variance of the order 1/n of the whole, which is left out.
 */
public final class CovariateAdjustment {

    private CovariateAdjustment() {
    }

    /**
     * Values of both arms over one stretch of constant weights: x the covariate, y the value.
     *
     * @param challenger sums over the challenger's values
     * @param champion sums over the champion's values
     */
    public record Stratum(UnitSums challenger, UnitSums champion) {
    }

    /** The slope of y on x within strata and arms; 0 when x does not vary. */
    public static double slope(List<Stratum> strata) {
        double products = strata.stream().mapToDouble(s -> s.challenger().deviationProduct() + s.champion().deviationProduct()).sum();
        double squares = strata.stream().mapToDouble(s -> s.challenger().deviationsX() + s.champion().deviationsX()).sum();
        return squares > 0 ? products / squares : 0;
    }

    /** The sums of the adjusted values, unclustered, in the order of the strata. */
    public static List<SumsStratum> adjusted(List<Stratum> strata) {
        double slope = slope(strata);
        return strata.stream().map(stratum -> {
            double center = stratum.challenger().plus(stratum.champion()).meanX();
            return SumsStratum.unclustered(adjusted(stratum.challenger(), slope, center), adjusted(stratum.champion(), slope, center));
        }).toList();
    }

    private static ArmSums adjusted(UnitSums sums, double slope, double center) {
        double mean = sums.meanY() - slope * (sums.meanX() - center);
        double deviations = Math.max(0, sums.deviationsY() - 2 * slope * sums.deviationProduct() + slope * slope * sums.deviationsX());
        return ArmSums.of(sums.count(), sums.count() * mean, sums.count() * mean * mean + deviations);
    }
}
