package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
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

/** Says what has to be counted for a spec. */
final class EvidenceSpecs {

    private static final String PROXY_METRICS = "gauntlet_";

    private EvidenceSpecs() {
    }

    /**
     * What to count. The managed proxy's own series are narrowed to this experiment and to requests that were assigned at
     * random, unless the manifest says otherwise.
     *
     * @param qualifiedName {@code namespace/name} of the experiment
     * @param spec a valid spec
     */
    static EvidenceSpec of(String qualifiedName, ModelExperimentSpec spec) {
        return new EvidenceSpec(
                spec.metrics().stream().map(metric -> metric(qualifiedName, metric)).toList(),
                spec.variants().stream().map(v -> VariantLabels.of(v.name(), v.metricLabels())).toList(),
                Optional.ofNullable(spec.analysis().clusterLabel()), spec.analysis().segmentLabels(),
                Duration.ofSeconds(spec.prometheus().evaluationPeriodSeconds()),
                Duration.ofSeconds(spec.analysis().warmupSeconds()));
    }

    private static MetricSpec metric(String qualifiedName, Metric metric) {
        return new MetricSpec(metric.name(), source(metric, text -> selector(qualifiedName, text)),
                Optional.ofNullable(metric.hardLimit()).map(EvidenceSpecs::limit));
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
                selector.apply(query.covariateSum()), selector.apply(query.covariateSumOfSquares()), selector.apply(query.covariateProduct())));
    }

    private static Selector selector(String qualifiedName, String text) {
        Selector selector = SelectorSyntax.parse(text);
        if (!selector.metric().startsWith(PROXY_METRICS)) {
            return selector;
        }
        return withDefault(withDefault(selector, "experiment", qualifiedName), "source", "assigned");
    }

    private static Selector withDefault(Selector selector, String label, String value) {
        return selector.matchers().stream().anyMatch(m -> m.label().equals(label)) ? selector
                : selector.and(List.of(new Matcher(label, Matcher.Operator.EQUAL, value)));
    }

    private static HardLimit limit(Metric.HardLimit limit) {
        return new HardLimit(number(limit.maximum()), number(limit.minimum()), limit.minimumSamples());
    }

    private static OptionalDouble number(String decimal) {
        return decimal == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(decimal));
    }
}
