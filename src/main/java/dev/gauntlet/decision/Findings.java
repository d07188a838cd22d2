package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.EffectSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is shown beside the verdicts; none of it decides but the comparisons, which do so while a shadow runs.
 *
 * @param alternatives the primary metric under other methods
 * @param diagnostics what to know about the evidence
 * @param segments effects by segment
 * @param comparisons how often challengers in shadow answered otherwise than the champion; empty where no step compares answers
 * @param forecast what the primary metric needs; empty before there are data
 */
public record Findings(List<AlternativeMethod> alternatives, List<Finding> diagnostics, List<SegmentEffect> segments,
        List<ShadowComparison> comparisons, Optional<PlanForecast> forecast) {

    /** Nothing found. */
    public static final Findings NONE = new Findings(List.of(), List.of(), List.of(), List.of(), Optional.empty());

    /** Copies the lists. */
    public Findings {
        alternatives = List.copyOf(alternatives);
        diagnostics = List.copyOf(diagnostics);
        segments = List.copyOf(segments);
        comparisons = List.copyOf(comparisons);
    }

    /** The same with comparisons. */
    public Findings withComparisons(List<ShadowComparison> found) {
        return new Findings(alternatives, diagnostics, segments, found, forecast);
    }

    /**
     * A metric under another method, for one look.
     *
     * @param metric metric name
     * @param challenger the challenger
     * @param method name of the method
     * @param scale scale of the effect
     * @param interval effect with its interval
     * @param pValue p-value of no difference
     * @param agrees whether it says the same as the method that decides
     */
    public record AlternativeMethod(String metric, String challenger, String method, EffectSize.Type scale, EffectInterval interval,
            double pValue, boolean agrees) {
    }

    /**
     * Something to know.
     *
     * @param name stable name of the check
     * @param metric the metric it is about; empty if about the experiment
     * @param challenger the challenger it is about; empty if about all
     * @param flagged whether it calls for attention
     * @param sentence what was found
     */
    public record Finding(String name, String metric, String challenger, boolean flagged, String sentence) {
    }

    /**
     * A metric in one segment.
     *
     * @param metric metric name
     * @param challenger the challenger
     * @param segment values of the segment labels
     * @param interval effect on the scale that decides, with its always-valid interval
     * @param samples samples of both variants
     * @param deteriorated whether the challenger is proven worse in this segment, over all segments at the error rate of harm
     */
    public record SegmentEffect(String metric, String challenger, String segment, EffectInterval interval, long samples,
            boolean deteriorated) {
    }

    /**
     * What the primary metric needs at the variance seen so far.
     *
     * @param metric metric name
     * @param samplesPerVariant samples per variant of a fixed-sample test
     * @param longestRunPerVariant samples per variant at which the chosen method has the planned power
     * @param informationFraction information so far as a share of the fixed-sample plan
     * @param power probability to find the minimum detectable effect by the deadline at the present pace; empty without a deadline
     * @param detectableEffect effect found with the planned power by then, on the scale that decides; empty without a deadline
     */
    public record PlanForecast(String metric, long samplesPerVariant, long longestRunPerVariant, double informationFraction,
            OptionalDouble power, OptionalDouble detectableEffect) {
    }
}
