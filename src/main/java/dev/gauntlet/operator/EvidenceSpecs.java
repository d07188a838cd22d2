package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.HardLimit;
import dev.gauntlet.evidence.MetricSource;
import dev.gauntlet.evidence.MetricSpec;
import dev.gauntlet.evidence.VariantLabels;
import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** Says what has to be counted for a spec. */
final class EvidenceSpecs {

    private static final String PROXY_METRICS = "gauntlet_";
    private static final String COMPARATOR_METRICS = "gauntlet_shadow_";
    private static final String SOURCE = "source";

    private static final Matcher ASSIGNED = new Matcher(SOURCE, Matcher.Operator.EQUAL, "assigned");
    private static final Matcher ASSIGNED_OR_MIRRORED = new Matcher(SOURCE, Matcher.Operator.MATCHES, "assigned|mirrored");

    private EvidenceSpecs() {
    }

    /**
     * What to count. The managed proxy's own series are narrowed to this experiment and to requests that were assigned at
     * random, unless the manifest says otherwise. With a Shadow step, copies of requests count too: a challenger gets either copies
     * or requests, never both by the same weights, so no epoch mixes them.
     *
     * @param qualifiedName {@code namespace/name} of the experiment
     * @param spec a valid spec
     */
    static EvidenceSpec of(String qualifiedName, ModelExperimentSpec spec) {
        boolean shadowed = spec.steps().stream().anyMatch(step -> step.type() == Step.Type.Shadow);
        List<Matcher> narrowing = List.of(new Matcher("experiment", Matcher.Operator.EQUAL, qualifiedName),
                shadowed ? ASSIGNED_OR_MIRRORED : ASSIGNED);
        return new EvidenceSpec(
                Stream.concat(spec.metrics().stream().map(metric -> metric(narrowing, metric)),
                        ShadowComparisons.counted(qualifiedName, spec).stream()).toList(),
                spec.variants().stream().map(v -> VariantLabels.of(v.name(), v.metricLabels())).toList(), spec.champion().name(),
                Optional.ofNullable(spec.analysis().clusterLabel()), spec.analysis().segmentLabels(),
                Duration.ofSeconds(spec.prometheus().evaluationPeriodSeconds()),
                Duration.ofSeconds(spec.analysis().warmupSeconds()));
    }

    private static MetricSpec metric(List<Matcher> narrowing, Metric metric) {
        return new MetricSpec(metric.name(), source(metric, text -> selector(narrowing, text)),
                Optional.ofNullable(metric.hardLimit()).map(EvidenceSpecs::limit), Duration.ofSeconds(metric.maturationSeconds()));
    }

    private static MetricSource source(Metric metric, Function<String, Selector> selector) {
        Metric.Query query = metric.query();
        return switch (metric.type()) {
            case Proportion -> new MetricSource.Proportion(selector.apply(query.numerator()), selector.apply(query.denominator()));
            case Ratio -> new MetricSource.Ratio(selector.apply(query.numerator()), selector.apply(query.denominator()));
            case Count -> new MetricSource.Count(selector.apply(query.numerator()), selector.apply(query.denominator()));
            case Mean -> new MetricSource.Mean(selector.apply(query.sum()), selector.apply(query.count()),
                    Optional.ofNullable(query.sumOfSquares()).map(selector), covariate(query, selector));
            case Quantile -> new MetricSource.Buckets(selector.apply(query.buckets()), Optional.of(new BigDecimal(metric.quantile())));
            case Drift -> new MetricSource.Buckets(selector.apply(query.buckets()), Optional.empty());
            case Gauge -> new MetricSource.Gauge(selector.apply(query.gauge()));
        };
    }

    private static Optional<MetricSource.Covariate> covariate(Metric.Query query, Function<String, Selector> selector) {
        return query.covariateSum() == null ? Optional.empty() : Optional.of(new MetricSource.Covariate(
                selector.apply(query.covariateSum()), selector.apply(query.covariateSumOfSquares()),
                selector.apply(query.covariateProduct())));
    }

    private static Selector selector(List<Matcher> narrowing, String text) {
        Selector selector = SelectorSyntax.parse(text);
        if (!selector.names().stream().allMatch(name -> name.startsWith(PROXY_METRICS))) {
            return selector;
        }
        // The comparator's series are of copies only, so they tell no source of a request.
        boolean ofComparator = selector.names().stream().allMatch(name -> name.startsWith(COMPARATOR_METRICS));
        return selector.and(narrowing.stream().filter(narrow -> !ofComparator || !narrow.label().equals(SOURCE))
                .filter(narrow -> selector.matchers().stream().noneMatch(m -> m.label().equals(narrow.label()))).toList());
    }

    private static HardLimit limit(Metric.HardLimit limit) {
        return new HardLimit(number(limit.maximum()), number(limit.minimum()), limit.minimumSamples());
    }

    private static OptionalDouble number(String decimal) {
        return decimal == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(decimal));
    }
}
