package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoSidedDesign;
import dev.gauntlet.stats.multiplicity.AlphaPlan;
import java.util.Optional;

/**
 * The sequential designs of one metric; they depend on the spec alone, never on data.
 *
 * @param scale scale on which the metric decides
 * @param effect the effect the designs are tuned for, on that scale
 * @param beta probability to miss it that the plan allows
 * @param display two-sided design behind the interval in status: of a success metric calibrated to the horizon, because it decides; of
 *     the others open, because they gather information without end
 * @param nonInferiority test of a guardrail or success metric against its margin; empty without a margin on this scale
 * @param margin how much worse is still acceptable, on that scale; of no meaning without {@code nonInferiority}
 * @param deterioration harm test; empty for diagnostics and for guardrails without a margin
 * @param tolerance how much worse is no harm
 * @param rateHarm harm test on the scale of the rates for what a lift cannot show; empty unless the metric decides by its lift and
 *     fewer events are better
 */
record MetricDesigns(EffectSize.Type scale, double effect, double beta, TwoSidedDesign display,
        Optional<OneSidedDesign> nonInferiority, double margin, Optional<OneSidedDesign> deterioration, double tolerance,
        Optional<OneSidedDesign> rateHarm) {

    /** Tunes the interval of a metric that states no size of effect; a tuning only, it claims nothing. */
    private static final EffectSize UNSTATED = new EffectSize(EffectSize.Type.Relative, "0.05");

    /** Tunes the harm test on the scale of the rates: five points more are a calamity for any rate that is watched by its lift. */
    private static final double CALAMITY = 0.05;

    static MetricDesigns of(Metric metric, ModelExperimentSpec spec) {
        AlphaPlan shares = ErrorRateShares.of(spec);
        double alpha = shares.alpha();
        double beta = Double.parseDouble(spec.analysis().errorRates().beta());
        double harmAlpha = shares.deterioration();
        EffectSize size = tuning(metric);
        double effect = size.asDouble();
        Optional<OneSidedDesign> rateHarm = size.type() == EffectSize.Type.Relative && metric.direction() == Metric.Direction.Decrease
                && metric.type() == Metric.Type.Proportion
                ? Optional.of(SequentialDesign.deterioration(harmAlpha, Planning.information(harmAlpha, 1, beta, CALAMITY)))
                : Optional.empty();
        return switch (metric.role()) {
            case Success -> {
                TwoSidedDesign design = SequentialDesign.superiority(shares.superiority(), beta, effect);
                double margin = marginOnScale(metric, size.type());
                yield new MetricDesigns(size.type(), effect, beta, design,
                        Optional.of(margin).filter(m -> m > 0)
                                .map(m -> SequentialDesign.nonInferiority(shares.nonInferiorityOfSuccess(), beta, m)),
                        margin, Optional.of(SequentialDesign.deterioration(harmAlpha, design.plannedInformation())),
                        spec.decision().policy() == DecisionPolicy.Policy.NonInferior ? margin : 0, rateHarm);
            }
            case Guardrail -> {
                TwoSidedDesign display = SequentialDesign.open(alpha, beta, effect);
                Optional<OneSidedDesign> promotion = Optional.ofNullable(metric.nonInferiorityMargin())
                        .map(margin -> SequentialDesign.nonInferiority(shares.nonInferiority(), beta, effect));
                yield new MetricDesigns(size.type(), effect, beta, display, promotion, effect,
                        promotion.map(p -> SequentialDesign.deterioration(harmAlpha, p.plannedInformation())), effect, rateHarm);
            }
            case Diagnostic -> new MetricDesigns(size.type(), effect, beta, SequentialDesign.open(alpha, beta, effect),
                    Optional.empty(), 0, Optional.empty(), 0, Optional.empty());
        };
    }

    /**
     * The design behind the interval shown on a scale. On the scale that does not decide, the tuning is carried over by the
     * champion's rate rounded to a power of two, so that it practically never moves with the data.
     */
    TwoSidedDesign displayOn(EffectSize.Type wanted, double championRate) {
        if (wanted == scale || championRate == 0) {
            return display;
        }
        double rate = Math.pow(2, Math.rint(Math.log(Math.abs(championRate)) / Math.log(2)));
        return retuned(display.alpha(), wanted == EffectSize.Type.Relative ? effect / rate : effect * rate);
    }

    /** The designs of one of several segments, which share the error rates of the interval and of harm evenly. */
    MetricDesigns sharedBy(int segments) {
        return new MetricDesigns(scale, effect, beta, retuned(display.alpha() / segments, effect), nonInferiority, margin,
                deterioration.map(design -> SequentialDesign.deterioration(design.alpha() / segments, design.plannedInformation())),
                tolerance, rateHarm.map(design -> SequentialDesign.deterioration(design.alpha() / segments, design.plannedInformation())));
    }

    /** A display of the same kind, with a horizon or without. */
    private TwoSidedDesign retuned(double alpha, double tuning) {
        return Double.isInfinite(display.horizonInformation()) ? SequentialDesign.open(alpha, beta, tuning)
                : SequentialDesign.superiority(alpha, beta, tuning);
    }

    /** Coverage of the interval in status. */
    double displayedLevel() {
        return 1 - display.alpha();
    }

    /** The margin of a success metric; 0 without one, or where it is stated on another scale than the effect. */
    private static double marginOnScale(Metric metric, EffectSize.Type scale) {
        return metric.nonInferiorityMargin() == null || metric.nonInferiorityMargin().type() != scale ? 0
                : metric.nonInferiorityMargin().asDouble();
    }

    private static EffectSize tuning(Metric metric) {
        if (metric.role() == Metric.Role.Guardrail && metric.nonInferiorityMargin() != null) {
            return metric.nonInferiorityMargin();
        }
        if (metric.minimumDetectableEffect() != null) {
            return metric.minimumDetectableEffect();
        }
        return metric.nonInferiorityMargin() != null ? metric.nonInferiorityMargin() : UNSTATED;
    }
}
