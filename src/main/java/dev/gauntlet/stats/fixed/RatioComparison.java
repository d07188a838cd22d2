package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.EstimatedPair;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.VarianceMethod;
import java.util.Optional;
import org.apache.commons.numbers.core.DD;

/**
 * Comparison at a single look of a ratio of sums over units, such as errors per call where a user makes many calls: the ratio sum
 * x / sum y of each arm with its variance by the delta method (Deng, Knoblich, Lu 2018),
 * {@code (s_x^2 - 2 R s_xy + R^2 s_y^2) / (n ybar^2) = n/(n-1) sum (x - R y)^2 / (sum y)^2}.
 *
 * <p>Relative effects: the delta method on the lift or on its logarithm, when the champion's ratio is ten standard errors or more
 * from 0; nearer to 0, Fieller's interval ({@code ratios().fiellerInterval}).
 *
 * @param challenger units of the challenger, x the numerator and y the denominator
 * @param champion units of the champion
 * @param ratios both ratios with their variances
 */
public record RatioComparison(UnitSums challenger, UnitSums champion, EstimatedPair ratios) {

    /**
     * The comparison; empty unless both arms have 2 units and a positive sum of denominators, and some residual x - R y is not 0.
     */
    public static Optional<RatioComparison> of(UnitSums challenger, UnitSums champion) {
        if (challenger.count() < 2 || champion.count() < 2 || !(challenger.sumY() > 0) || !(champion.sumY() > 0)) {
            return Optional.empty();
        }
        EstimatedPair ratios = EstimatedPair.independent(challenger.sumX() / challenger.sumY(), champion.sumX() / champion.sumY(),
                variance(challenger), variance(champion));
        return ratios.standardError() > 0
                ? Optional.of(new RatioComparison(challenger, champion, ratios))
                : Optional.empty();
    }

    /** The difference over its standard error. */
    public double z() {
        return ratios.difference() / ratios.standardError();
    }

    /** P-value of "the ratios are equal". */
    public double pTwoSided() {
        return 2 * StandardNormal.survival(Math.abs(z()));
    }

    /**
     * Interval of the difference.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Interval differenceInterval(double level) {
        return ratios.differenceInterval(criticalZ(level), level);
    }

    /**
     * Interval of the lift by the delta method; empty when the champion's ratio is 0.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> liftInterval(double level) {
        return ratios.liftInterval(criticalZ(level), level);
    }

    /**
     * Interval of the lift by the delta method on the logarithm of the ratio; empty unless both ratios are positive.
     *
     * @param level confidence level, strictly between 0 and 1
     */
    public Optional<Interval> liftLogInterval(double level) {
        return ratios.liftLogInterval(criticalZ(level), level);
    }

    /**
     * The comparison as an effect for sequential designs; empty when the lift is asked for and the champion's ratio is not
     * positive.
     */
    public Optional<EffectEstimate> effect(EffectScale scale) {
        return ratios.effect(scale, VarianceMethod.UNIT_CLUSTERS, Math.round(champion.count()), Math.round(challenger.count()),
                Math.min(challenger.count(), champion.count()) - 1);
    }

    /** The residuals have mean 0 by construction, so raw sums do; the three terms cancel when x is nearly proportional to y. */
    private static double variance(UnitSums units) {
        // Powers of two change no digit and keep the products of huge and tiny sums in range.
        int exponentX = exponent(units.sumXSquared());
        int exponentY = exponent(units.sumYSquared());
        DD y = DD.of(Math.scalb(units.sumY(), -exponentY));
        DD ratio = DD.of(Math.scalb(units.sumX(), -exponentX)).divide(y);
        DD squares = DD.of(scaled(units.sumXSquared(), exponentX, exponentX))
                .subtract(ratio.multiply(DD.of(2 * scaled(units.sumProduct(), exponentX, exponentY))))
                .add(ratio.square().multiply(DD.of(scaled(units.sumYSquared(), exponentY, exponentY))));
        double variance = units.count() / (units.count() - 1) * Math.max(0, squares.divide(y.square()).doubleValue());
        return Math.scalb(variance, 2 * (exponentX - exponentY));
    }

    private static double scaled(double sum, int exponentX, int exponentY) {
        return Math.scalb(Math.scalb(sum, -exponentX), -exponentY);
    }

    private static int exponent(double squares) {
        return squares == 0 ? 0 : Math.getExponent(squares) / 2;
    }

    private static double criticalZ(double level) {
        return StandardNormal.upperQuantile((1 - Arguments.between("level", level, 0, 1)) / 2);
    }
}
