package dev.gauntlet.stats.groupsequential;

import java.util.List;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * The smallest error rate at which the last of the looks would have rejected, had it been spent by the same function from the
 * first look on (Jennison, Turnbull 2000, chapter 9).
 *
 * @param plan the plan of the test
 * @param looks looks taken, at least one
 */
record RepeatedPValue(GroupSequentialPlan plan, List<Look> looks) {

    /** Error rates are found to this share; every step is a recursion over all looks. */
    private static final double ACCURACY = 1e-9;
    /** Natural logarithm of the smallest error rate told apart from 0. */
    private static final double SMALLEST = -690;

    /** The p-value, in (0, 1]; not below 1e-300. */
    double value() {
        Look last = looks.get(looks.size() - 1);
        double z = plan.twoSided() ? Math.abs(last.z()) : last.z();
        // Error rate of one tail, at which a two-sided test always rejects and a one-sided one nearly does.
        double largest = plan.twoSided() ? Math.log(0.5) : -Math.ulp(1.0);
        double low = Math.log(plan.tail());
        double high = low;
        double step = 1;
        if (excess(low, z) > 0) {
            while (excess(high, z) > 0) {
                if (high == largest) {
                    return 1;
                }
                low = high;
                high = Math.min(largest, high + step);
                step *= 2;
            }
        } else {
            while (excess(low, z) <= 0) {
                if (low == SMALLEST) {
                    return Math.exp(low) * plan.alternative().sides();
                }
                high = low;
                low = Math.max(SMALLEST, low - step);
                step *= 2;
            }
        }
        double root = new BrentSolver(ACCURACY, ACCURACY, ACCURACY).findRoot(logTail -> excess(logTail, z), low, high);
        return Math.min(1, Math.exp(root) * plan.alternative().sides());
    }

    /** Bound of the last look minus z if the tail spent {@code exp(logTail)}; falls with it. */
    private double excess(double logTail, double z) {
        double tail = Math.exp(logTail);
        boolean binding = plan.futility().filter(FutilityRule::binding).isPresent();
        ErrorSpending spending = ErrorSpending.start(plan.twoSided(), binding);
        double before = 0;
        for (int k = 0; ; k++) {
            Look look = looks.get(k);
            double spent = plan.spending().spent(tail, look.fraction());
            double upper = spending.next(look.information(), Math.max(0, spent - before), 0).upper();
            if (k + 1 == looks.size()) {
                return Math.max(-2 * Look.NEVER, Math.min(2 * Look.NEVER, upper - z));
            }
            before = spent;
            spending = spending.passed(look.information(), bounds(upper, look), looks.get(k + 1).information());
        }
    }

    private ErrorSpending.Bounds bounds(double upper, Look look) {
        // With half of all error in each tail the bounds of a two-sided test meet at 0, give or take rounding.
        double bound = plan.twoSided() ? Math.max(0, upper) : upper;
        return new ErrorSpending.Bounds(bound, Math.min(bound, look.futilityBound()));
    }
}
