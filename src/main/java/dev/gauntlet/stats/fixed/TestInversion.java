package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.TwoArmCounts;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/** Ends of a confidence interval: the values at which a test just rejects. */
final class TestInversion {

    private static final int MAX_DOUBLINGS = 200;
    private static final double RELATIVE_ACCURACY = 4e-16;
    private static final double ACCURACY_IN_STEPS = 1e-14;
    private static final double VALUE_ACCURACY = 1e-300;

    private TestInversion() {
    }

    /**
     * The nearest rejected value on one side.
     *
     * @param excess statistic of a hypothetical value minus its critical value: negative where it is not rejected
     * @param inside a value that is not rejected
     * @param step first step outwards, about the width of the interval, with its direction as sign, not zero
     * @param limit the last possible value in that direction, possibly infinite
     * @return the end of the interval; {@code limit} when nothing before it is rejected
     */
    static double end(DoubleUnaryOperator excess, double inside, double step, double limit) {
        if (excess.applyAsDouble(inside) >= 0) {
            // Only rounding rejects it: the end is nearer than the numbers can tell.
            return inside;
        }
        double accepted = inside;
        double distance = step;
        for (int doubling = 0; doubling < MAX_DOUBLINGS; doubling++) {
            double next = inside + distance;
            boolean last = step > 0 ? next >= limit : next <= limit;
            double candidate = last ? limit : next;
            if (Double.isInfinite(candidate)) {
                return limit;
            }
            if (excess.applyAsDouble(candidate) >= 0) {
                return root(excess, accepted, candidate, step);
            }
            if (last) {
                return limit;
            }
            accepted = candidate;
            distance *= 2;
        }
        return limit;
    }

    /**
     * A distance from the estimate that a score test of two proportions never rejects. Where both observed rates are 0 or 1 the
     * variance vanishes at the estimate itself, but not beside it.
     */
    static double nudge(TwoArmCounts counts, double z) {
        return 0.1 * Math.min(1, z * z) / (1.0 + counts.challenger().trials() + counts.champion().trials());
    }

    private static double root(DoubleUnaryOperator excess, double accepted, double rejected, double step) {
        return new BrentSolver(RELATIVE_ACCURACY, Math.abs(step) * ACCURACY_IN_STEPS, VALUE_ACCURACY)
                .findRoot(excess, Math.min(accepted, rejected), Math.max(accepted, rejected));
    }
}
