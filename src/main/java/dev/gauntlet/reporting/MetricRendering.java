package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PosteriorStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Summary;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.DecisionMessages;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.HardLimitState;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.Posterior;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The statistical part of status. Numbers are rounded to what they can carry, so that noise causes no writes. */
final class MetricRendering {

    /**
     * Entries that show both scales, the posterior and the variance; the others only what their verdict rests on. It keeps
     * status small.
     */
    static final int DETAILED_LIMIT = 10;

    private MetricRendering() {
    }

    /**
     * One entry per metric for the champion, followed by those of the challengers. The champion's is taken from the first
     * challenger's comparison;
     * each challenger's entry shows the champion's value that it was compared with.
     */
    static List<MetricStatus> metrics(PassReport report, ModelExperimentSpec spec) {
        Set<MetricAssessment> detailed = detailed(report);
        Set<String> seen = new HashSet<>();
        List<MetricStatus> rendered = new ArrayList<>();
        for (MetricAssessment metric : report.metrics()) {
            boolean compared = metric.type() != Metric.Type.Drift;
            if (seen.add(metric.metric())) {
                rendered.add(MetricStatus.champion(metric.metric(), spec.champion().name(), metric.role(), metric.type(),
                        compared ? value(metric.levels().champion(), metric.levels().championSamples()) : null,
                        metric.levels().championSamples()));
            }
            rendered.add(challenger(metric, compared, detailed.contains(metric), hasPValue(metric, spec)));
        }
        return rendered;
    }

    /** Of many metrics and challengers, those that people look at first. */
    private static Set<MetricAssessment> detailed(PassReport report) {
        String primary = primaryName(report);
        return report.metrics().stream().sorted(Comparator.comparingInt(metric -> rank(metric, primary))).limit(DETAILED_LIMIT)
                .collect(Collectors.toSet());
    }

    private static int rank(MetricAssessment metric, String primary) {
        if (metric.metric().equals(primary)) {
            return 0;
        }
        boolean worse = metric.verdict() == Verdict.Deteriorated || metric.verdict() == Verdict.Inferior;
        return worse ? 1 : 2 + metric.role().ordinal();
    }

    /** Posterior probabilities stand in for p-values, except where a quantile is judged by confidence sequences under every method. */
    private static boolean hasPValue(MetricAssessment metric, ModelExperimentSpec spec) {
        return metric.deciding().isPresent()
                && (spec.analysis().method() != Analysis.Method.Bayesian || metric.type() == Metric.Type.Quantile);
    }

    private static MetricStatus challenger(MetricAssessment metric, boolean compared, boolean detailed, boolean hasPValue) {
        Optional<EffectInterval> deciding = metric.deciding();
        Optional<EffectInterval> absolute = metric.absolute().filter(shown -> detailed);
        Optional<EffectInterval> relative = metric.relative().filter(shown -> detailed);
        boolean corrected = metric.role() == Metric.Role.Success && hasPValue;
        return new MetricStatus(metric.metric(), metric.challenger(), metric.role(), metric.type(),
                value(metric.levels().challenger(), metric.levels().challengerSamples()),
                compared ? value(metric.levels().champion(), metric.levels().championSamples()) : null,
                effect(deciding, EffectInterval::effect), effect(deciding, EffectInterval::lower), effect(deciding, EffectInterval::upper),
                metric.scale(), decimal(metric.level(), 4),
                effect(absolute, EffectInterval::effect), effect(absolute, EffectInterval::lower), effect(absolute, EffectInterval::upper),
                effect(relative, EffectInterval::effect), effect(relative, EffectInterval::lower), effect(relative, EffectInterval::upper),
                hasPValue ? pValue(metric.pValue()) : null, corrected ? pValue(metric.adjustedPValue()) : null,
                metric.posterior().filter(shown -> detailed).map(MetricRendering::posterior).orElse(null),
                metric.levels().challengerSamples(), metric.variance().isEmpty() || !detailed ? null : metric.variance(), metric.verdict(),
                reason(metric));
    }

    /** A broken hard limit is shown at its metric whatever it does; too large a drift has a reason of its own. */
    private static String reason(MetricAssessment metric) {
        if (metric.type() != Metric.Type.Drift && metric.hardLimit().filter(HardLimitState::broken).isPresent()) {
            return Reason.HardLimitExceeded.name();
        }
        return metric.reason().isEmpty() ? null : metric.reason();
    }

    private static PosteriorStatus posterior(Posterior posterior) {
        return new PosteriorStatus(decimal(posterior.probabilityBetter(), 4), decimal(posterior.probabilityBeyondPractical(), 4),
                decimal(posterior.expectedLoss(), 6), decimal(posterior.lower(), 6), decimal(posterior.upper(), 6));
    }

    static Summary summary(PassReport report) {
        MetricAssessment primary = primary(report);
        String effect = primary.deciding().map(e -> DecisionMessages.interval(e, primary.scale(), primary.type())).orElse("");
        return new Summary(effect, primary.levels().championSamples() + primary.levels().challengerSamples());
    }

    private static MetricAssessment primary(PassReport report) {
        String name = primaryName(report);
        return report.metrics().stream().filter(m -> m.metric().equals(name)).findFirst().orElseGet(() -> report.metrics().get(0));
    }

    private static String primaryName(PassReport report) {
        return report.spec().map(ModelExperimentSpec::primaryMetric).map(Metric::name).orElse("");
    }

    private static String effect(Optional<EffectInterval> interval, ToDoubleFunction<EffectInterval> part) {
        return interval.map(i -> figure(part.applyAsDouble(i))).orElse(null);
    }

    private static String value(double value, long samples) {
        return samples == 0 ? null : figure(value);
    }

    /** Six decimals, or below a tenth six significant digits, so that costs of a millionth are shown, too. */
    static String figure(double value) {
        if (!Double.isFinite(value) || value == 0 || Math.abs(value) >= 0.1) {
            return decimal(value, 6);
        }
        int places = Math.min(18, 6 - (int) Math.floor(Math.log10(Math.abs(value))) - 1);
        return decimal(value, Math.max(6, places));
    }

    static String pValue(double p) {
        return p < 1e-16 ? "< 1e-16" : String.format(Locale.ROOT, "%.3g", p);
    }

    static String decimal(double value, int places) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString() : null;
    }
}
