package dev.gauntlet.stats;

import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/** Ends of a confidence interval: the effects at which the evidence against them reaches the threshold. */
final class EvidenceInversion {

    private static final int MAX_DOUBLINGS = 200;
    private static final double RELATIVE_ACCURACY = 1e-14;
    private static final double ACCURACY_IN_STANDARD_ERRORS = 1e-12;
    private static final double ACCURACY_OF_EVIDENCE = 1e-11;

    private EvidenceInversion() {
    }

    /**
     * The largest effect not refuted.
     *
     * @param estimate the estimate
     * @param excess log evidence against a hypothetical effect minus the log threshold, growing with the distance from the estimate
     */
    static double upperEnd(EffectEstimate estimate, DoubleUnaryOperator excess) {
        return end(estimate, excess, 1, estimate.nullVariance().largestEffect());
    }

    /** The smallest effect not refuted; arguments as for {@link #upperEnd}. */
    static double lowerEnd(EffectEstimate estimate, DoubleUnaryOperator excess) {
        return end(estimate, excess, -1, estimate.nullVariance().smallestEffect());
    }

    private static double end(EffectEstimate estimate, DoubleUnaryOperator excess, int direction, double limit) {
        DoublePredicate possible = effect -> direction > 0 ? effect < limit : effect > limit;
        double inside = estimate.effect();
        if (excess.applyAsDouble(inside) >= 0) {
            return inside;
        }
        double step = direction * estimate.standardError();
        for (int doubling = 0; doubling < MAX_DOUBLINGS && possible.test(inside + step); doubling++) {
            double outside = inside + step;
            if (excess.applyAsDouble(outside) >= 0) {
                return root(estimate, excess, inside, outside);
            }
            inside = outside;
            step *= 2;
        }
        if (Double.isInfinite(limit) || excess.applyAsDouble(limit) < 0 || inside == limit) {
            return limit;
        }
        return root(estimate, excess, inside, limit);
    }

    private static double root(EffectEstimate estimate, DoubleUnaryOperator excess, double inside, double outside) {
        return new BrentSolver(RELATIVE_ACCURACY, ACCURACY_IN_STANDARD_ERRORS * estimate.standardError(), ACCURACY_OF_EVIDENCE)
                .findRoot(excess, Math.min(inside, outside), Math.max(inside, outside));
    }
}
