package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.Optional;

/**
 * What the evidence says about one metric of one challenger.
 *
 * @param metric metric name
 * @param challenger variant name
 * @param role the metric's role
 * @param type kind of data
 * @param verdict the strongest claim that holds
 * @param reason why, where the verdict alone does not say; else empty
 * @param scale scale on which the metric decides
 * @param absolute difference of the rates, means or quantiles; empty without data
 * @param relative lift; empty without data or where the champion's value does not allow one
 * @param levels what was measured of each variant
 * @param level coverage of the intervals
 * @param pValue p-value of no difference by the method of analysis
 * @param adjustedPValue the same after the correction for several success metrics
 * @param variance which variance was used; empty without one
 * @param plan how far the plan is
 * @param standing what follows for promotion
 * @param posterior the Bayesian view; empty where it has none
 * @param hardLimit where the challenger stands against the hard limit, if there is one and a window is complete
 */
public record MetricAssessment(String metric, String challenger, Metric.Role role, Metric.Type type, Verdict verdict, String reason,
        EffectSize.Type scale, Optional<EffectInterval> absolute, Optional<EffectInterval> relative, Levels levels, double level,
        double pValue, double adjustedPValue, String variance, PlanProgress plan, Standing standing, Optional<Posterior> posterior,
        Optional<HardLimitState> hardLimit) {

    /**
     * What was measured of each variant.
     *
     * @param champion champion's rate, mean, quantile or level, stratified
     * @param challenger challenger's
     * @param championSamples trials, values or exposure of the champion that count
     * @param challengerSamples those of the challenger
     */
    public record Levels(double champion, double challenger, long championSamples, long challengerSamples) {

        /** Nothing measured. */
        public static final Levels NONE = new Levels(0, 0, 0, 0);
    }

    /**
     * How far the plan is.
     *
     * @param informationFraction information so far as a share of the plan; 0 without a plan
     * @param samplesPlanned samples per variant that a fixed-sample test of the same power needs; 0 without a plan
     */
    public record PlanProgress(double informationFraction, long samplesPlanned) {

        /** No plan, or no data to measure it by. */
        public static final PlanProgress NONE = new PlanProgress(0, 0);
    }

    /**
     * What follows for promotion.
     *
     * @param futile whether the minimum detectable effect is ruled out
     * @param held whether a guardrail is proven safe: non-inferior, or, without a margin, within its limit; of a success metric whether it
     *     is non-inferior
     * @param worthShipping whether the effect is proven larger than the practical effect
     * @param tooSmall whether it is proven smaller than that
     */
    public record Standing(boolean futile, boolean held, boolean worthShipping, boolean tooSmall) {
    }

    /** The interval on the scale that decides; empty without data. */
    public Optional<EffectInterval> deciding() {
        return scale == EffectSize.Type.Relative ? relative : absolute;
    }

    /** Whether the metric has to be readable for a decision. */
    public boolean needed() {
        return role != Metric.Role.Diagnostic;
    }

    /** The same assessment after the correction for several success metrics. */
    MetricAssessment adjusted(Verdict corrected, double adjusted) {
        return new MetricAssessment(metric, challenger, role, type, corrected, reason, scale, absolute, relative, levels, level, pValue,
                adjusted, variance, plan, standing, posterior, hardLimit);
    }
}
