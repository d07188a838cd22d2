package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A quantity by which the variants are compared.
 *
 * @param name unique name within the experiment
 * @param role what the metric decides
 * @param priority whether the plan (sample size, end date) is made for this metric; without any Primary, for the first Success metric
 * @param type kind of data; may be left out where a preset tells it
 * @param direction which way is better; only Drift has none, and it may be left out where a preset tells it
 * @param minimumDetectableEffect the effect the experiment is planned to find; required for Success
 * @param practicalEffect the smallest effect that is worth promoting; a proven but smaller one keeps the champion
 * @param nonInferiorityMargin how much worse is still acceptable; a Guardrail has this or a hard limit
 * @param quantile which quantile, for type Quantile
 * @param drift which distance between the distributions, for type Drift
 * @param hardLimit an absolute level that the challenger must not cross
 * @param onViolation what a broken hard limit does
 * @param preset a well-known signal of a well-known source in place of query
 * @param query raw series
 * @param maturationSeconds how old an observation must be to count, because its label or outcome arrives late
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self.role != 'Success' || has(self.minimumDetectableEffect)",
        message = "a Success metric needs minimumDetectableEffect: the smallest effect worth finding")
@ValidationRule(value = "self.role != 'Guardrail' || has(self.nonInferiorityMargin) || has(self.hardLimit) || has(self.drift)",
        message = "a Guardrail metric needs nonInferiorityMargin or hardLimit, or drift if that is its type")
@ValidationRule(value = "has(self.preset) != has(self.query)",
        message = "a metric needs either query, which names the series, or preset, which knows them")
@ValidationRule(value = "has(self.preset) || has(self.type)",
        message = "type says what kind of data it is: Proportion, Mean, Ratio, Quantile, Count, Drift or Gauge; only a preset knows it")
@ValidationRule(value = "has(self.preset) || (has(self.type) && self.type == 'Drift') || has(self.direction)",
        message = "direction says which way is better: Increase or Decrease")
@ValidationRule(value = "!has(self.priority) || self.priority != 'Primary' || self.role == 'Success'",
        message = "the plan is made for a metric of role Success; remove priority Primary from the others")
@ValidationRule(value = "!has(self.hardLimit) || !has(self.direction) || (self.direction == 'Decrease' ? has(self.hardLimit.maximum) "
        + ": has(self.hardLimit.minimum))",
        message = "hardLimit needs the side that is worse: maximum where direction is Decrease, minimum where it is Increase")
@ValidationRule(value = "(has(self.preset) && !has(self.type)) || has(self.quantile) == (has(self.type) && self.type == 'Quantile')",
        message = "quantile belongs to type Quantile, which needs it")
@ValidationRule(value = "(has(self.preset) && !has(self.type)) || has(self.drift) == (has(self.type) && self.type == 'Drift')",
        message = "drift belongs to type Drift, which needs it")
public record Metric(
        @Required @Pattern(Patterns.DNS_LABEL) @Size(max = 63) String name,
        @Required Role role,
        Priority priority,
        Type type,
        Direction direction,
        EffectSize minimumDetectableEffect,
        EffectSize practicalEffect,
        EffectSize nonInferiorityMargin,
        @Pattern(Patterns.PROBABILITY) @Size(max = 12) String quantile,
        Drift drift,
        HardLimit hardLimit,
        @Default("Rollback") OnViolation onViolation,
        Preset preset,
        Query query,
        @Default("0") @Min(0) @Max(7776000) Long maturationSeconds) {

    private static final String COMPARATOR_SERIES = "gauntlet_shadow_";
    /** Sources that tell a challenger's requests by what the proxy in front of it sent for clients. */
    private static final Set<Preset.Source> MISSING_COPIES =
            EnumSet.of(Preset.Source.Istio, Preset.Source.EnvoyGateway, Preset.Source.Linkerd);

    /** Applies the defaults. */
    public Metric {
        maturationSeconds = maturationSeconds == null ? 0L : maturationSeconds;
        onViolation = onViolation == null ? OnViolation.Rollback : onViolation;
    }

    /** A metric that names its series itself. */
    public Metric(String name, Role role, Priority priority, Type type, Direction direction, EffectSize minimumDetectableEffect,
            EffectSize practicalEffect, EffectSize nonInferiorityMargin, String quantile, Drift drift, HardLimit hardLimit,
            OnViolation onViolation, Query query, Long maturationSeconds) {
        this(name, role, priority, type, direction, minimumDetectableEffect, practicalEffect, nonInferiorityMargin, quantile, drift,
                hardLimit, onViolation, null, query, maturationSeconds);
    }

    /**
     * Whether the metric counts what a comparator exports. It has data in Shadow steps only, hence is judged there and nowhere else.
     */
    public boolean comparesAnswers() {
        if (preset != null) {
            return preset.source() == Preset.Source.Comparator;
        }
        return query != null && !query.selectors().isEmpty()
                && query.selectors().values().stream().allMatch(selector -> selector.strip().startsWith(COMPARATOR_SERIES));
    }

    /**
     * Whether the metric is counted where the copies of a Shadow step do not come by: proxies that make copies count what clients asked
     * for. It has no data of challengers in Shadow steps, hence is judged everywhere else. Copies of the managed proxy are requests to
     * every other proxy.
     *
     * @param provider what splits the traffic and makes the copies
     */
    public boolean missesCopies(Routing.Provider provider) {
        return preset != null && provider != Routing.Provider.ManagedProxy && MISSING_COPIES.contains(preset.source());
    }

    /** What a metric decides. */
    public enum Role {
        /** The challenger must be better. */
        Success,
        /** The challenger must not be worse by more than the margin. */
        Guardrail,
        /** Shown, decides nothing; its hard limit still acts. */
        Diagnostic
    }

    /** Whether the plan is made for a metric. */
    public enum Priority {
        /** The plan is made for it; at most one metric of an experiment. */
        Primary,
        /** The plan is made for another one. */
        Secondary
    }

    /** Kind of data. */
    public enum Type {
        /** A share: counted events out of counted trials. */
        Proportion,
        /** A mean of values: their sum, their number and, if exported, the sum of their squares. */
        Mean,
        /** A quotient of two sums over units, such as clicks per session; needs {@code analysis.clusterLabel}. */
        Ratio,
        /** A quantile of values that are counted in the buckets of a histogram. */
        Quantile,
        /** Events per exposure, of which one exposure can have several. */
        Count,
        /** How far the challenger's distribution lies from the champion's. */
        Drift,
        /** A level at the time of the scrape, such as memory in use; only its hard limit acts. */
        Gauge
    }

    /** Which way is better. */
    public enum Direction {
        /** More is better. */
        Increase,
        /** Less is better. */
        Decrease;

        /** Plus one when more is better, minus one when less is. */
        public int sign() {
            return this == Increase ? 1 : -1;
        }
    }

    /** What a broken hard limit does. */
    public enum OnViolation {
        /** Champion back at 100%. */
        Rollback,
        /** Weights stay; nothing is promoted while the limit is broken. */
        Hold,
        /** Only an Event and a condition. */
        Notify
    }

    /**
     * An absolute service level, judged on consecutive windows of the challenger's own data.
     *
     * @param maximum largest acceptable rate, mean, quantile or level
     * @param minimum smallest acceptable one
     * @param minimumSamples a window is judged once it holds this many trials, values or scrapes
     * @param periods consecutive broken windows that make a violation
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.maximum) || has(self.minimum)", message = "a hard limit needs maximum or minimum")
    @ValidationRule(value = "!(has(self.maximum) && has(self.minimum)) || double(self.minimum) <= double(self.maximum)",
            message = "minimum lies above maximum, so every value breaks the limit")
    public record HardLimit(
            @Pattern(Patterns.SIGNED_DECIMAL) @Size(max = 24) String maximum,
            @Pattern(Patterns.SIGNED_DECIMAL) @Size(max = 24) String minimum,
            @Default("100") @Min(1) @Max(1000000000L) Long minimumSamples,
            @Default("1") @Min(1) @Max(100) Integer periods) {

        /** Applies the defaults. */
        public HardLimit {
            minimumSamples = minimumSamples == null ? 100L : minimumSamples;
            periods = periods == null ? 1 : periods;
        }
    }

    /**
     * A distance between two distributions that are counted in buckets.
     *
     * @param statistic the distance
     * @param maximum the largest distance that is acceptable: a size, not a p-value
     * @param reference the distribution that the challenger's is compared with
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Drift(
            @Default("PSI") Statistic statistic,
            @Default("0.2") @Pattern(Patterns.DECIMAL) @Size(max = 24) String maximum,
            @Default("Champion") Reference reference) {

        /** Applies the defaults. */
        public Drift {
            statistic = statistic == null ? Statistic.PSI : statistic;
            maximum = maximum == null ? "0.2" : maximum;
            reference = reference == null ? Reference.Champion : reference;
        }

        /** A distance between distributions. */
        public enum Statistic {
            /** Population stability index: 0 for equal ones, without upper bound; above 0.2 is usually called a large shift. */
            PSI,
            /** Jensen-Shannon distance: square root of the divergence in bits, from 0 to 1. */
            JensenShannon,
            /** Largest difference of the cumulative shares, from 0 to 1. */
            KolmogorovSmirnov
        }

        /** What drift is measured against. */
        public enum Reference {
            /** The champion's distribution at the same time. */
            Champion
        }
    }

    /**
     * Raw series selectors; the operator adds the variant's {@code metricLabels}. Which of them a metric needs follows from its type:
     * Proportion, Ratio and Count take numerator and denominator, Mean takes sum and count, Quantile and Drift take buckets, Gauge takes
     * gauge.
     *
     * @param numerator counter of events, such as {@code http_requests_total{code=~"5.."}}; of a Ratio, its upper sum
     * @param denominator counter of trials; of a Count the exposure, of a Ratio its lower sum
     * @param sum counter of the summed values of a Mean, such as {@code cost_dollars_sum}
     * @param count counter of the number of those values
     * @param sumOfSquares counter of their summed squares; without it the variance of a Mean comes from the clusters
     * @param covariateSum counter of the sum over the same observations of a covariate from before the experiment, which narrows the
     *     interval of a Mean (CUPED); needs the other two covariate counters and sumOfSquares
     * @param covariateSumOfSquares counter of the covariate's summed squares
     * @param covariateProduct counter of the summed products of value and covariate
     * @param buckets classic histogram buckets (name ending in {@code _bucket}) or a native histogram
     * @param gauge a gauge
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Query(
            @Size(min = 1, max = 2048) String numerator,
            @Size(min = 1, max = 2048) String denominator,
            @Size(min = 1, max = 2048) String sum,
            @Size(min = 1, max = 2048) String count,
            @Size(min = 1, max = 2048) String sumOfSquares,
            @Size(min = 1, max = 2048) String covariateSum,
            @Size(min = 1, max = 2048) String covariateSumOfSquares,
            @Size(min = 1, max = 2048) String covariateProduct,
            @Size(min = 1, max = 2048) String buckets,
            @Size(min = 1, max = 2048) String gauge) {

        /** The selectors that are written, by field name, in the order of the fields. */
        public Map<String, String> selectors() {
            Map<String, String> written = new LinkedHashMap<>();
            written.put("numerator", numerator);
            written.put("denominator", denominator);
            written.put("sum", sum);
            written.put("count", count);
            written.put("sumOfSquares", sumOfSquares);
            written.put("covariateSum", covariateSum);
            written.put("covariateSumOfSquares", covariateSumOfSquares);
            written.put("covariateProduct", covariateProduct);
            written.put("buckets", buckets);
            written.put("gauge", gauge);
            written.values().removeIf(Objects::isNull);
            return written;
        }

        /** A query for two counters, as Proportion, Ratio and Count need it. */
        public static Query of(String numerator, String denominator) {
            return new Query(numerator, denominator, null, null, null, null, null, null, null, null);
        }
    }
}
