package dev.gauntlet.stats;

import java.util.function.DoubleUnaryOperator;

/** Ends of a confidence interval: the effects at which the evidence against them reaches the threshold. */
public final class EvidenceInversion {

    private static final int MAX_DOUBLINGS = 200;
    private static final int MAX_STEPS = 1000;
    private static final int MIDDLE_EVERY = 8;
    private static final double RELATIVE_ACCURACY = 1e-14;
    private static final double ACCURACY_IN_STANDARD_ERRORS = 1e-12;
    private static final double ACCURACY_OF_EVIDENCE = 1e-11;
    /** Most bounds lie within this many standard errors. */
    private static final double FIRST_STEP = 3;

    private EvidenceInversion() {
    }

    /**
     * The largest effect not refuted.
     *
     * @param estimate the estimate
     * @param excess log evidence against a hypothetical effect minus the log threshold, growing with the distance from the estimate
     */
    public static double upperEnd(EffectEstimate estimate, DoubleUnaryOperator excess) {
        return end(estimate, excess, 1, estimate.nullVariance().largestEffect());
    }

    /** The smallest effect not refuted; arguments as for {@link #upperEnd}. */
    public static double lowerEnd(EffectEstimate estimate, DoubleUnaryOperator excess) {
        return end(estimate, excess, -1, estimate.nullVariance().smallestEffect());
    }

    private static double end(EffectEstimate estimate, DoubleUnaryOperator excess, int direction, double limit) {
        double inside = estimate.effect();
        double centre = excess.applyAsDouble(inside);
        if (centre >= 0) {
            return inside;
        }
        // Evidence grows about as the square of the distance, so its root, which is searched, is nearly a straight line.
        double needed = Math.sqrt(-centre);
        DoubleUnaryOperator straight = effect -> Math.sqrt(Math.max(0, excess.applyAsDouble(effect) - centre)) - needed;
        double below = -needed;
        double step = direction * FIRST_STEP * estimate.standardError();
        for (int doubling = 0; doubling < MAX_DOUBLINGS && direction * (limit - inside - step) > 0; doubling++) {
            double outside = inside + step;
            double above = straight.applyAsDouble(outside);
            if (above >= 0) {
                return root(estimate, straight, inside, below, outside, above);
            }
            inside = outside;
            below = above;
            step *= 2;
        }
        if (Double.isInfinite(limit) || inside == limit) {
            return limit;
        }
        double above = straight.applyAsDouble(limit);
        return above < 0 ? limit : root(estimate, straight, inside, below, limit, above);
    }

    /**
     * Secants between the ends of a bracket; the value at an end that stays twice is reduced, so that both ends move (Anderson and
     * Björck 1973, BIT 13).
     */
    private static double root(EffectEstimate estimate, DoubleUnaryOperator straight, double inside, double below, double outside,
            double above) {
        double left = inside;
        double atLeft = below;
        double right = outside;
        double atRight = above;
        double last = Double.NaN;
        for (int step = 0; step < MAX_STEPS; step++) {
            double secant = left + (right - left) * (-atLeft / (atRight - atLeft));
            boolean isInside = secant > Math.min(left, right) && secant < Math.max(left, right);
            // Now and then a middle, so that no shape of the evidence can hold up the search.
            double next = isInside && step % MIDDLE_EVERY < MIDDLE_EVERY - 1 ? secant : 0.5 * (left + right);
            double accuracy = Math.max(ACCURACY_IN_STANDARD_ERRORS * estimate.standardError(), RELATIVE_ACCURACY * Math.abs(next));
            if (Math.abs(next - last) <= accuracy || Math.abs(right - left) <= accuracy) {
                return next;
            }
            double value = straight.applyAsDouble(next);
            if (Math.abs(value) <= ACCURACY_OF_EVIDENCE) {
                return next;
            }
            if (value < 0) {
                atRight *= left == last ? reduction(value, atLeft) : 1;
                left = next;
                atLeft = value;
            } else {
                atLeft *= right == last ? reduction(value, atRight) : 1;
                right = next;
                atRight = value;
            }
            last = next;
        }
        return 0.5 * (left + right);
    }

    private static double reduction(double value, double before) {
        double factor = 1 - value / before;
        return factor > 0 ? factor : 0.5;
    }
}
