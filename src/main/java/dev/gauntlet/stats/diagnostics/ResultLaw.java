package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.StandardNormal;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/** Interval and p-value of an effect from its standard error. */
final class ResultLaw {

    private ResultLaw() {
    }

    /**
     * Normal law, or Student's with finite degrees of freedom.
     *
     * @return empty when the standard error is not positive: nothing varied, so nothing can be said
     */
    static Optional<MethodResult> of(
            MethodResult.Method method, double effect, double standardError, double degreesOfFreedom, double alpha) {
        if (!(standardError > 0)) {
            return Optional.empty();
        }
        double deviate = Math.abs(effect) / standardError;
        boolean normal = Double.isInfinite(degreesOfFreedom);
        double tail = normal
                ? StandardNormal.survival(deviate)
                : TDistribution.of(degreesOfFreedom).survivalProbability(deviate);
        double critical = normal
                ? StandardNormal.upperQuantile(alpha / 2)
                : TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(alpha / 2);
        return Optional.of(new MethodResult(method, effect, effect - critical * standardError, effect + critical * standardError,
                2 * tail));
    }
}
