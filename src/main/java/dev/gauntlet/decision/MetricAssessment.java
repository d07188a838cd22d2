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
 * @param verdict the strongest claim that holds
 * @param reason why, where the verdict alone does not say; else empty
 * @param scale scale on which the metric decides
 * @param absolute difference of the rates; empty without data
 * @param relative lift; empty without data or with a champion's rate of zero
 * @param champion champion's rate, stratified
 * @param challengerRate challenger's rate, stratified
 * @param championSamples trials of the champion that count
 * @param challengerSamples trials of the challenger that count
 * @param level coverage of the intervals at any stopping time
 * @param pValue always-valid p-value of no difference
 * @param variance which variance was used
 * @param informationFraction information so far as a share of the plan; 0 without a plan
 * @param samplesPlanned trials per variant that a fixed-sample test of the same power needs; 0 without a plan
 * @param futile whether the minimum detectable effect is ruled out
 * @param held whether a guardrail is proven safe: non-inferior, or, without a margin, within its hard limit
 * @param hardLimit where the challenger stands against the hard limit, if there is one and a window is complete
 */
public record MetricAssessment(String metric, String challenger, Metric.Role role, Verdict verdict, String reason,
        EffectSize.Type scale, Optional<EffectInterval> absolute, Optional<EffectInterval> relative, double champion,
        double challengerRate, long championSamples, long challengerSamples, double level, double pValue, String variance,
        double informationFraction, long samplesPlanned, boolean futile, boolean held,
        Optional<HardLimitState> hardLimit) {

    /** The interval on the scale that decides; empty without data. */
    public Optional<EffectInterval> deciding() {
        return scale == EffectSize.Type.Relative ? relative : absolute;
    }

    /** Whether the metric has to be readable for a decision. */
    public boolean needed() {
        return role != Metric.Role.Diagnostic;
    }
}
