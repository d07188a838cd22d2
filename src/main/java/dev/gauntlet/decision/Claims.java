package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.NullVariance;
import dev.gauntlet.stats.OneSidedDesign;

/**
 * What one interval per metric claims, oriented so that positive is better; all claims hold whenever the intervals cover.
 *
 * @param superior better than the champion
 * @param inferior worse than the champion
 * @param nonInferior worse by less than the margin, if at all
 * @param deteriorated worse beyond tolerance, at the error rate of harm
 * @param futile the minimum detectable effect is ruled out
 */
record Claims(boolean superior, boolean inferior, boolean nonInferior, boolean deteriorated, boolean futile) {

    static final Claims NONE = new Claims(false, false, false, false, false);

    /**
     * The claims of one metric.
     *
     * @param interval interval of the estimate by the display design
     */
    static Claims of(Metric metric, MetricDesigns designs, EffectEstimate estimate, EffectInterval interval) {
        int sign = metric.direction().sign();
        double lower = sign > 0 ? interval.lower() : -interval.upper();
        double upper = sign > 0 ? interval.upper() : -interval.lower();
        boolean nonInferior = designs.nonInferiority()
                .filter(design -> refutes(design, logEvidenceAbove(design, estimate, sign, -designs.effect()))).isPresent();
        return new Claims(lower > 0, upper < 0, nonInferior, deteriorated(designs, estimate, sign), upper < designs.effect());
    }

    /** The only claim that can be made about a lift over a champion without any event: that the challenger does harm. */
    static Claims overEventlessChampion(MetricDesigns designs, EffectEstimate lent) {
        return new Claims(false, false, false, designs.rateHarm().isPresent() && deteriorated(designs, lent, -1), false);
    }

    private static boolean deteriorated(MetricDesigns designs, EffectEstimate estimate, int sign) {
        return designs.deterioration().filter(design -> refutes(design, designs.rateHarm()
                .map(onRates -> LiftHarm.logEvidence(design, onRates, estimate, designs.tolerance()))
                .orElseGet(() -> logEvidenceBelow(design, estimate, sign, -designs.tolerance())))).isPresent();
    }

    private static boolean refutes(OneSidedDesign design, double logEvidence) {
        return logEvidence >= -Math.log(design.alpha());
    }

    /** Log e-value against "the oriented effect is at most {@code value}". */
    private static double logEvidenceAbove(OneSidedDesign design, EffectEstimate estimate, int sign, double value) {
        double effect = possible(estimate, sign * value);
        return sign > 0 ? design.logEValueAbove(estimate, effect) : design.logEValueBelow(estimate, effect);
    }

    /** Log e-value against "the oriented effect is at least {@code value}". */
    private static double logEvidenceBelow(OneSidedDesign design, EffectEstimate estimate, int sign, double value) {
        double effect = possible(estimate, sign * value);
        return sign > 0 ? design.logEValueBelow(estimate, effect) : design.logEValueAbove(estimate, effect);
    }

    /** No rate falls below zero, so a margin that would allow it allows everything down to zero. */
    private static double possible(EffectEstimate estimate, double effect) {
        NullVariance range = estimate.nullVariance();
        return Math.max(range.smallestEffect(), Math.min(range.largestEffect(), effect));
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
        return inferior ? Verdict.Inferior : Verdict.Inconclusive;
    }
}
