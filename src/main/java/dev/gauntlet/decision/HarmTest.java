package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.counts.RareEventHarm;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a metric is worse than the champion beyond tolerance: always valid, under every method of analysis. Two e-processes can be at
 * hand against one hypothesis, the exact one quicker for rare events and the normal mixture for common ones; any mean of them with weights
 * fixed beforehand is an e-process, too. Events of which fewer are better are mostly rare, so the direction sets the weights.
 */
final class HarmTest {

    /** Weight of the exact form where fewer events are better. */
    private static final double RARE = 0.75;

    private HarmTest() {
    }

    /**
     * Judges harm.
     *
     * @param data what was counted
     * @param estimate the effect on the scale that decides; empty where the champion's value allows none
     */
    static boolean deteriorated(Metric metric, MetricDesigns designs, MetricData data, Optional<EffectEstimate> estimate) {
        return designs.deterioration().filter(design -> {
            OptionalDouble byEstimate = byEstimate(metric, designs, design, data, estimate);
            OptionalDouble exact = exact(metric, designs, data);
            return (byEstimate.isPresent() || exact.isPresent())
                    && OneSidedEvidence.refutes(design, combined(metric, byEstimate, exact));
        }).isPresent();
    }

    private static OptionalDouble byEstimate(Metric metric, MetricDesigns designs, OneSidedDesign design, MetricData data,
            Optional<EffectEstimate> estimate) {
        if (estimate.isPresent()) {
            return OptionalDouble.of(designs.rateHarm().isPresent()
                    ? LiftHarm.logEvidence(design, designs.rateHarm().get(), estimate.get(), designs.tolerance())
                    : OneSidedEvidence.logEvidenceOfHarm(metric, design, estimate.get(), designs.tolerance()));
        }
        if (!isIndependent(metric, data) && designs.rateHarm().isPresent() && data instanceof MetricData.Proportions proportions) {
            return LiftHarm.overEventlessChampion(proportions.strata()).map(lent -> OptionalDouble.of(
                    LiftHarm.logEvidence(design, designs.rateHarm().get(), lent, designs.tolerance()))).orElse(OptionalDouble.empty());
        }
        return OptionalDouble.empty();
    }

    private static double combined(Metric metric, OptionalDouble byEstimate, OptionalDouble exact) {
        if (byEstimate.isEmpty() || exact.isEmpty()) {
            return byEstimate.isPresent() ? byEstimate.getAsDouble() : exact.getAsDouble();
        }
        double weight = metric.direction() == Metric.Direction.Decrease ? RARE : 1 - RARE;
        double one = Math.log(weight) + exact.getAsDouble();
        double other = Math.log1p(-weight) + byEstimate.getAsDouble();
        return Math.max(one, other) + Math.log1p(Math.exp(-Math.abs(one - other)));
    }

    /** Whether the events come independently of one another, so that their law is known exactly. */
    private static boolean isIndependent(Metric metric, MetricData data) {
        return data instanceof MetricData.Proportions proportions && proportions.strata().stream().allMatch(s -> s.clusters().isEmpty())
                || metric.type() == Metric.Type.Count && data instanceof MetricData.Sums sums
                && sums.strata().stream().allMatch(s -> s.clusters().isEmpty());
    }

    /** No rate falls by its whole or more, so such a tolerance leaves no harm to find. */
    private static boolean isPossible(Metric metric, MetricDesigns designs) {
        return metric.direction() == Metric.Direction.Decrease || designs.scale() == EffectSize.Type.Absolute || designs.tolerance() < 1;
    }

    /** Empty where the law of the events is not known exactly. */
    private static OptionalDouble exact(Metric metric, MetricDesigns designs, MetricData data) {
        if (!isIndependent(metric, data) || !isPossible(metric, designs)) {
            return OptionalDouble.empty();
        }
        RareEventHarm harm = metric.direction() == Metric.Direction.Decrease ? RareEventHarm.EXCESS : RareEventHarm.SHORTFALL;
        EffectScale scale = designs.scale() == EffectSize.Type.Relative ? EffectScale.RELATIVE : EffectScale.ABSOLUTE;
        return OptionalDouble.of(data instanceof MetricData.Proportions proportions
                ? harm.logEvidence(proportions.strata(), scale, designs.tolerance())
                : harm.logEvidenceOfCounts(((MetricData.Sums) data).strata(), scale, designs.tolerance()));
    }
}
