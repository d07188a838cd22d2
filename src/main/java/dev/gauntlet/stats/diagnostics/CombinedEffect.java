package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.StandardNormal;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Independent effects combined by inverse-variance weights, and whether they agree (Cochran's Q).
 *
 * @param effect weighted mean
 * @param variance its variance
 * @param cochranQ {@code sum (effect_i - effect)^2/variance_i}
 * @param degreesOfFreedom of Q: number of effects minus 1
 */
public record CombinedEffect(double effect, double variance, double cochranQ, int degreesOfFreedom) {

    /**
     * Of effects with known variances.
     *
     * @param effects at least one
     * @throws IllegalArgumentException when there is none
     */
    public static CombinedEffect of(List<? extends EstimatedEffect> effects) {
        if (effects.isEmpty()) {
            throw new IllegalArgumentException("effects must hold at least one");
        }
        double weights = effects.stream().mapToDouble(e -> 1 / e.variance()).sum();
        double mean = effects.stream().mapToDouble(e -> e.effect() / e.variance()).sum() / weights;
        double q = effects.stream().mapToDouble(e -> (e.effect() - mean) / e.variance() * (e.effect() - mean)).sum();
        return new CombinedEffect(mean, 1 / weights, q, effects.size() - 1);
    }

    /** Square root of the variance. */
    public double standardError() {
        return Math.sqrt(variance);
    }

    /** Probability of at least this Q when all true effects are equal; 1 for a single effect. */
    public double heterogeneityPValue() {
        return chiSquareTail(cochranQ, degreesOfFreedom);
    }

    /** Deviate of the difference from another, independent effect: this minus that. */
    double deviateFrom(CombinedEffect other) {
        return (effect - other.effect) / Math.sqrt(variance + other.variance);
    }

    static double chiSquareTail(double statistic, int degreesOfFreedom) {
        return degreesOfFreedom == 0 ? 1 : ChiSquaredDistribution.of(degreesOfFreedom).survivalProbability(statistic);
    }

    static double twoSided(double z) {
        return 2 * StandardNormal.survival(Math.abs(z));
    }
}
