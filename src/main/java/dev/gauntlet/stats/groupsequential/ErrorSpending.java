package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.SurvivingPaths;
import java.util.Optional;

/**
 * Boundaries that spend given errors look by look (Lan, DeMets 1983): the upper bound exceeded under the null hypothesis with
 * the alpha of this look, and the futility bound missed under the alternative with the beta of this look, both by paths that
 * got here. Immutable; one object stands for the looks that have passed.
 */
final class ErrorSpending {

    private final boolean symmetric;
    private final boolean binding;
    private final SurvivingPaths underNull;
    private final Optional<SurvivingPaths> underAlternative;

    private ErrorSpending(
            boolean symmetric, boolean binding, SurvivingPaths underNull, Optional<SurvivingPaths> underAlternative) {
        this.symmetric = symmetric;
        this.binding = binding;
        this.underNull = underNull;
        this.underAlternative = underAlternative;
    }

    /**
     * Before the first look, without beta to spend.
     *
     * @param symmetric true when a z below the mirrored upper bound stops too
     */
    static ErrorSpending start(boolean symmetric) {
        return start(symmetric, false);
    }

    /**
     * Before the first look, without beta to spend but with given futility bounds.
     *
     * @param symmetric true when a z below the mirrored upper bound stops too
     * @param binding true when a z below the futility bound stops too
     */
    static ErrorSpending start(boolean symmetric, boolean binding) {
        return new ErrorSpending(symmetric, binding, SurvivingPaths.start(0), Optional.empty());
    }

    /**
     * Before the first look, with futility.
     *
     * @param symmetric true when a z below the mirrored upper bound stops too
     * @param binding true when the upper bounds count on every futility stop being obeyed; only for one-sided tests
     * @param alternative the effect that should not be missed, positive
     */
    static ErrorSpending start(boolean symmetric, boolean binding, double alternative) {
        return new ErrorSpending(symmetric, binding, SurvivingPaths.start(0), Optional.of(SurvivingPaths.start(alternative)));
    }

    /**
     * The bounds of the next look.
     *
     * @param information information at the next look
     * @param alpha probability under no effect to leave upwards now, at least 0
     * @param beta probability under the alternative to stop for futility now, at least 0; ignored without futility
     */
    Bounds next(double information, double alpha, double beta) {
        double upper = underNull.upperBound(information, alpha);
        double futility = underAlternative.map(paths -> paths.lowerBound(information, beta)).orElse(Double.NEGATIVE_INFINITY);
        return new Bounds(upper, Math.min(upper, futility));
    }

    /** Probability under the alternative to get to the next look and not exceed the upper bound there. */
    double missedAtLast(double information, double upper) {
        return underAlternative.map(paths -> paths.below(information, upper)).orElse(0.0);
    }

    /**
     * The looks so far and one more.
     *
     * @param information information of the look that passed
     * @param bounds its bounds
     * @param informationAfter information at the look after it
     */
    ErrorSpending passed(double information, Bounds bounds, double informationAfter) {
        // A look that spends nothing must not blunt the tail in which the next one may spend very little.
        double upper = Math.min(bounds.upper(), Look.NEVER);
        double mirrored = symmetric ? -upper : Double.NEGATIVE_INFINITY;
        return new ErrorSpending(
                symmetric,
                binding,
                underNull.within(information, binding ? bounds.futility() : mirrored, upper, informationAfter),
                underAlternative.map(paths -> paths.within(
                        information, Math.max(mirrored, bounds.futility()), upper, informationAfter)));
    }

    /**
     * Bounds of one look, for z counted towards the alternative.
     *
     * @param upper at or above it the null hypothesis is rejected, possibly positive infinity
     * @param futility at or below it the alternative is given up, possibly negative infinity, not above {@code upper}
     */
    record Bounds(double upper, double futility) {
    }
}
