package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.MetricAssessment.Standing;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns the evidence of one metric into claims at the error rates of the spec.
 *
 * <p>Success metrics are judged two-sided and share alpha, see {@link MultipleTestingCorrection}. Guardrails must each be non-inferior
 * one-sided at alpha, success metrics with a margin at alpha/K (intersection-union: all of a challenger have to pass). Harm is tested
 * one-sided at its share of deteriorationAlpha, against zero for a success metric and against the non-inferiority margin for a guardrail
 * and, under the policy {@code NonInferior}, for a success metric, because what the margin allows is no harm.
 */
public final class MetricAssessor {

    private final Map<String, MetricDesigns> designsByMetric;
    private final EffectAssessor effects;
    private final QuantileAssessor quantiles;
    private final boolean shadow;

    /**
     * Judges by the method, error rates, metrics and assignment unit of a spec what traffic that is split shows.
     *
     * @param spec a valid spec
     * @param looks the looks taken so far by a planned method; empty under the others
     */
    public MetricAssessor(ModelExperimentSpec spec, LookBook looks) {
        this(spec, looks, false);
    }

    private MetricAssessor(ModelExperimentSpec spec, LookBook looks, boolean shadow) {
        this.shadow = shadow;
        boolean sticky = spec.assignment().unit().sticky();
        this.designsByMetric = spec.metrics().stream()
                .collect(Collectors.toUnmodifiableMap(Metric::name, metric -> MetricDesigns.of(metric, spec)));
        this.effects = new EffectAssessor(switch (spec.analysis().method()) {
            case ConfidenceSequence -> new ConfidenceSequenceMethod();
            case GroupSequential, FixedHorizon -> new PlannedLooksMethod(looks);
            case Bayesian -> new BayesianMethod();
        }, sticky);
        this.quantiles = new QuantileAssessor(sticky);
    }

    /**
     * Judges by what copies of requests show. Nobody gets the answers to copies, so success metrics stay {@code Inconclusive} with the
     * reason {@code ShadowOnly}; guardrails, diagnostics and hard limits are judged as ever. No planned look is spent on copies.
     *
     * @param spec a valid spec
     */
    public static MetricAssessor ofShadow(ModelExperimentSpec spec) {
        return new MetricAssessor(spec, LookBook.EMPTY, true);
    }

    /**
     * Judges one metric.
     *
     * @param metric a metric of the spec
     * @param challenger the challenger's name
     * @param data what was counted
     * @param hardLimit where the challenger stands against the metric's hard limit; empty before a window is complete
     */
    public MetricAssessment assess(Metric metric, String challenger, MetricData data, Optional<HardLimitState> hardLimit) {
        MetricDesigns designs = designsByMetric.get(metric.name());
        TypeAssessment found = found(metric, challenger, designs, data);
        if (shadow && metric.role() == Metric.Role.Success && found.measured()) {
            found = found.undecided(Reason.ShadowOnly);
        }
        Optional<HardLimitState> limit = metric.type() == Metric.Type.Drift ? DriftAssessor.limit(metric, found) : hardLimit;
        Claims claims = found.claims();
        boolean byLimit = metric.nonInferiorityMargin() == null && metric.role() != Metric.Role.Success;
        boolean held = byLimit ? limit.filter(state -> !state.broken()).isPresent() : claims.nonInferior();
        return new MetricAssessment(metric.name(), challenger, metric.role(), metric.type(),
                found.measured() ? claims.verdict(metric.role()) : Verdict.NoData, found.reason(), designs.scale(),
                found.absolute(), found.relative(), found.levels(), designs.displayedLevel(), found.pValue(), found.pValue(),
                found.variance(), found.plan(), new Standing(claims.futile(), held, claims.worthShipping(), claims.tooSmall()),
                found.posterior(), limit);
    }

    private TypeAssessment found(Metric metric, String challenger, MetricDesigns designs, MetricData data) {
        return switch (metric.type()) {
            case Proportion, Mean, Ratio, Count -> effects.assess(metric, challenger, designs, data);
            case Quantile -> quantiles.assess(metric, designs, data);
            case Drift -> DriftAssessor.assess(metric, data);
            case Gauge -> GaugeAssessor.assess(data);
        };
    }
}
