package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.NullVariance;
import dev.gauntlet.stats.OneSidedDesign;

/** One-sided always-valid tests of an effect, in the direction in which the metric is better. */
final class OneSidedEvidence {

    private OneSidedEvidence() {
    }

    /** Whether "the challenger is worse by the margin or more" is refuted. */
    static boolean nonInferior(Metric metric, OneSidedDesign design, EffectEstimate estimate, double margin) {
        int sign = metric.direction().sign();
        double effect = possible(estimate, -sign * margin);
        return refutes(design, sign > 0 ? design.logEValueAbove(estimate, effect) : design.logEValueBelow(estimate, effect));
    }

    /** Log e-value against "the challenger is worse by the tolerance at most". */
    static double logEvidenceOfHarm(Metric metric, OneSidedDesign design, EffectEstimate estimate, double tolerance) {
        int sign = metric.direction().sign();
        double effect = possible(estimate, -sign * tolerance);
        return sign > 0 ? design.logEValueBelow(estimate, effect) : design.logEValueAbove(estimate, effect);
    }

    /** Whether evidence suffices at a design's error rate. */
    static boolean refutes(OneSidedDesign design, double logEvidence) {
        return logEvidence >= -Math.log(design.alpha());
    }

    /** No rate falls below zero, so a margin that would allow it allows everything down to zero. */
    private static double possible(EffectEstimate estimate, double effect) {
        NullVariance range = estimate.nullVariance();
        return Math.max(range.smallestEffect(), Math.min(range.largestEffect(), effect));
    }
}
