package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.StandardNormal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Difference of two interpolated quantiles with the normal test that their Woodruff standard errors give: one look, independent
 * values, for display beside the decision of {@code QuantileComparison}.
 *
 * @param challenger the challenger's quantile
 * @param champion the champion's quantile
 * @param difference challenger minus champion, in the unit of the values
 * @param standardError of the difference, possibly infinite
 * @param z difference over its standard error; empty when that is 0
 * @param pValue two-sided; empty when z is
 * @param ratio challenger over champion; empty when the champion's quantile is 0
 */
public record InterpolatedDifference(
        WoodruffQuantile challenger,
        WoodruffQuantile champion,
        double difference,
        double standardError,
        OptionalDouble z,
        OptionalDouble pValue,
        OptionalDouble ratio) {

    /**
     * Compares the p-quantiles of both arms.
     *
     * @param histograms the values of both arms
     * @param p share of the values at or below the quantile, in [0, 1]
     * @param confidence confidence level of the arms' intervals, strictly between 0 and 1
     * @return the difference; empty when an arm has no values or there is no finite bound
     */
    public static Optional<InterpolatedDifference> of(TwoArmHistograms histograms, double p, double confidence) {
        Optional<WoodruffQuantile> challenger = WoodruffQuantile.of(histograms.challenger(), p, confidence);
        Optional<WoodruffQuantile> champion = WoodruffQuantile.of(histograms.champion(), p, confidence);
        return challenger.isEmpty() || champion.isEmpty()
                ? Optional.empty()
                : Optional.of(between(challenger.get(), champion.get()));
    }

    private static InterpolatedDifference between(WoodruffQuantile challenger, WoodruffQuantile champion) {
        double difference = challenger.quantile() - champion.quantile();
        double standardError = Math.hypot(challenger.standardError(), champion.standardError());
        OptionalDouble z = standardError == 0 ? OptionalDouble.empty() : OptionalDouble.of(difference / standardError);
        return new InterpolatedDifference(challenger, champion, difference, standardError, z,
                z.isEmpty() ? z : OptionalDouble.of(2 * StandardNormal.survival(Math.abs(z.getAsDouble()))),
                champion.quantile() == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(challenger.quantile() / champion.quantile()));
    }
}
