package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoSidedDesign;
import dev.gauntlet.stats.VarianceMethod;
import java.util.List;

/**
 * Buckets in which one arm's quantile lies, at all looks together with the confidence of the design.
 *
 * @param below index of the largest bound that the quantile is shown to exceed; -1 when there is none
 * @param atMost index of the smallest bound that it is shown not to exceed; the infinite bound's when there is none other
 */
record QuantileRange(int below, int atMost) {

    /** The range that an arm's shares leave. */
    static QuantileRange of(WeightedArm arm, TwoSidedDesign design) {
        int below = -1;
        int atMost = arm.finiteBounds();
        while (below + 1 < arm.finiteBounds() && refuted(arm.deviate(below + 1), design) < 0) {
            below++;
        }
        while (atMost - 1 > below && refuted(arm.deviate(atMost - 1), design) > 0) {
            atMost--;
        }
        return new QuantileRange(below, atMost);
    }

    /** Direction in which the design refutes that the share is p; 0 when it does not. */
    private static int refuted(ShareDeviate deviate, TwoSidedDesign design) {
        double variance = 1 / deviate.information();
        EffectEstimate estimate = new EffectEstimate(0, 0, deviate.z() * Math.sqrt(variance), variance, EffectScale.ABSOLUTE,
                VarianceMethod.STRATUM, 0, 0);
        if (!design.hasStarted(estimate)) {
            return 0;
        }
        double level = design.stage(estimate).level();
        return design.logEValue(estimate, 0) >= -Math.log(level) ? (int) Math.signum(deviate.z()) : 0;
    }

    /** Lower end in the unit of the values. */
    double lower(List<Double> bounds, double smallestValue) {
        return below < 0 ? smallestValue : bounds.get(below);
    }

    /** Upper end in the unit of the values. */
    double upper(List<Double> bounds) {
        return bounds.get(atMost);
    }

    /** The range as an interval. */
    Interval interval(List<Double> bounds, double smallestValue, double level) {
        return new Interval(lower(bounds, smallestValue), upper(bounds), level);
    }
}
