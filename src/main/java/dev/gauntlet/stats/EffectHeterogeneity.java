package dev.gauntlet.stats;

import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Do independent estimates of an effect, one from each stratum or segment, differ by more than chance? With weights w = 1/v,
 * {@code Q = sum w (d - d_w)^2} where d_w is their weighted mean (Cochran 1954); Q follows the chi-square law with one
 * degree of freedom less than there are estimates when all estimate the same effect.
 *
 * <p>It is a test for one look, and a report: variances are taken for known, which needs some tens of events in each estimate.
 *
 * @param effects estimates, each finite
 * @param variances their variances, each positive
 */
public record EffectHeterogeneity(List<Double> effects, List<Double> variances) {

    /** An effect with its standard error. */
    public record CommonEffect(double effect, double standardError) {
    }

    /**
     * @throws IllegalArgumentException when there is no estimate, the lists differ in length, or a value is out of range
     */
    public EffectHeterogeneity {
        if (effects.isEmpty() || effects.size() != variances.size()) {
            throw new IllegalArgumentException("effects and variances must be of one length above 0 but have "
                    + effects.size() + " and " + variances.size() + " values");
        }
        effects.forEach(effect -> Arguments.finite("effect", effect));
        variances.forEach(variance -> Arguments.positive("variance", variance));
        effects = List.copyOf(effects);
        variances = List.copyOf(variances);
    }

    /**
     * Heterogeneity of estimates, for instance of a metric's segments; empty when there are fewer than 2.
     *
     * @param estimates independent estimates on one scale
     * @throws IllegalArgumentException when the scales differ
     */
    public static Optional<EffectHeterogeneity> of(List<EffectEstimate> estimates) {
        if (estimates.stream().map(EffectEstimate::scale).distinct().count() > 1) {
            throw new IllegalArgumentException("estimates must all be on one scale");
        }
        return estimates.size() < 2
                ? Optional.empty()
                : Optional.of(new EffectHeterogeneity(
                        estimates.stream().map(EffectEstimate::effect).toList(),
                        estimates.stream().map(EffectEstimate::variance).toList()));
    }

    /** Cochran's Q, at least 0. */
    public double cochranQ() {
        double common = fixedEffect().effect();
        double sum = 0;
        for (int s = 0; s < effects.size(); s++) {
            double deviation = effects.get(s) - common;
            sum += deviation / variances.get(s) * deviation;
        }
        return sum;
    }

    /** Degrees of freedom of Q. */
    public int degreesOfFreedom() {
        return effects.size() - 1;
    }

    /** P-value of "all estimate the same effect"; 1 for a single estimate. */
    public double pValue() {
        return degreesOfFreedom() == 0
                ? 1
                : ChiSquaredDistribution.of(degreesOfFreedom()).survivalProbability(cochranQ());
    }

    /** Share of the estimates' variation that is not chance, {@code max(0, (Q - df)/Q)}, in [0, 1) (Higgins, Thompson 2002). */
    public double iSquared() {
        double q = cochranQ();
        return q <= degreesOfFreedom() ? 0 : (q - degreesOfFreedom()) / q;
    }

    /** Variance between the true effects by the moments of Q, at least 0 (DerSimonian, Laird 1986). */
    public double betweenVariance() {
        double weights = 0;
        double squares = 0;
        for (double variance : variances) {
            weights += 1 / variance;
            squares += 1 / variance / variance;
        }
        return effects.size() == 1 ? 0 : Math.max(0, (cochranQ() - degreesOfFreedom()) / (weights - squares / weights));
    }

    /** The one effect of all, if there is one: the mean weighted by the reciprocal variances. */
    public CommonEffect fixedEffect() {
        return weighted(0);
    }

    /** The mean of effects that differ: weighted by the reciprocals of variance plus {@link #betweenVariance()}. */
    public CommonEffect randomEffect() {
        return weighted(betweenVariance());
    }

    /**
     * P-value of "no two true effects have opposite signs" (Gail, Simon 1985): whether what helps one segment harms another.
     */
    public double pQualitativeInteraction() {
        double above = 0;
        double below = 0;
        for (int s = 0; s < effects.size(); s++) {
            double square = effects.get(s) / variances.get(s) * effects.get(s);
            above += effects.get(s) > 0 ? square : 0;
            below += effects.get(s) < 0 ? square : 0;
        }
        double statistic = Math.min(above, below);
        if (statistic == 0) {
            return 1;
        }
        BinomialDistribution signs = BinomialDistribution.of(degreesOfFreedom(), 0.5);
        double sum = 0;
        for (int h = 1; h <= degreesOfFreedom(); h++) {
            sum += signs.probability(h) * ChiSquaredDistribution.of(h).survivalProbability(statistic);
        }
        return sum;
    }

    private CommonEffect weighted(double between) {
        double weights = 0;
        for (double variance : variances) {
            weights += 1 / (variance + between);
        }
        double mean = 0;
        for (int s = 0; s < effects.size(); s++) {
            mean += effects.get(s) / (variances.get(s) + between) / weights;
        }
        return new CommonEffect(mean, Math.sqrt(1 / weights));
    }
}
