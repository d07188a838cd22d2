package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;

/** A method of analysis: turns an effect into an interval, a p-value and claims. Harm is not among them, see {@link HarmTest}. */
interface AnalysisMethod {

    /**
     * Judges an effect whose variance fits the unit of assignment.
     *
     * @param metric the metric
     * @param challenger the challenger's name
     * @param designs the metric's designs
     * @param evidence the estimated effect
     */
    MethodResult judge(Metric metric, String challenger, MetricDesigns designs, EffectEvidence evidence);
}
