package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Verdict;

/**
 * What the evidence of one metric claims, oriented so that better is better.
 *
 * @param superior better than the champion
 * @param inferior worse than the champion
 * @param nonInferior worse by less than the margin, if at all
 * @param deteriorated worse beyond tolerance, at the error rate of harm
 * @param futile the minimum detectable effect is ruled out
 * @param worthShipping better by more than the practical effect, or none is stated
 * @param tooSmall better by less than the practical effect
 */
record Claims(boolean superior, boolean inferior, boolean nonInferior, boolean deteriorated, boolean futile, boolean worthShipping,
        boolean tooSmall) {

    static final Claims NONE = new Claims(false, false, false, false, false, false, false);

    /**
     * The claims that an interval of the effect makes at once; all hold whenever it covers.
     *
     * @param metric orients the interval and says what is practical
     * @param effect the minimum detectable effect, on the interval's scale, positive
     * @param interval of the effect, on the scale that decides
     * @param nonInferior whether the margin is ruled out
     */
    static Claims of(Metric metric, double effect, EffectInterval interval, boolean nonInferior) {
        boolean upwards = metric.direction() == Metric.Direction.Increase;
        double lower = upwards ? interval.lower() : -interval.upper();
        double upper = upwards ? interval.upper() : -interval.lower();
        double practical = metric.practicalEffect() == null ? 0 : metric.practicalEffect().asDouble();
        return new Claims(lower > 0, upper < 0, nonInferior, false, upper < effect,
                metric.practicalEffect() == null || lower > practical, lower > 0 && upper < practical);
    }

    /** The same claims, and that of harm. */
    Claims withHarm(boolean harm) {
        return new Claims(superior, inferior, nonInferior, harm, futile, worthShipping, tooSmall);
    }

    /** The strongest claim that matters for a role. */
    Verdict verdict(Metric.Role role) {
        if (deteriorated) {
            return Verdict.Deteriorated;
        }
        if (superior) {
            return Verdict.Superior;
        }
        if (role == Metric.Role.Guardrail && nonInferior) {
            return Verdict.NonInferior;
        }
        if (inferior) {
            return Verdict.Inferior;
        }
        return role == Metric.Role.Success && nonInferior ? Verdict.NonInferior : Verdict.Inconclusive;
    }
}
