package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PosteriorStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Summary;
import dev.gauntlet.decision.DecisionMessages;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.decision.Posterior;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The statistical part of status. Numbers are rounded to what they can carry, so that noise causes no writes. */
final class MetricRendering {

    private MetricRendering() {
    }

    static List<MetricStatus> metrics(PassReport report, ModelExperimentSpec spec) {
        List<MetricStatus> rendered = new ArrayList<>();
        for (MetricAssessment metric : report.metrics()) {
            boolean compared = metric.type() != Metric.Type.Drift;
            rendered.add(MetricStatus.champion(metric.metric(), spec.champion().name(), metric.role(), metric.type(),
                    compared ? value(metric.levels().champion(), metric.levels().championSamples()) : null,
                    metric.levels().championSamples()));
            rendered.add(challenger(metric, compared));
        }
        return rendered;
    }

    private static MetricStatus challenger(MetricAssessment metric, boolean compared) {
        Optional<EffectInterval> deciding = metric.deciding();
        boolean corrected = metric.role() == Metric.Role.Success && deciding.isPresent();
        return new MetricStatus(metric.metric(), metric.challenger(), metric.role(), metric.type(),
                value(metric.levels().challenger(), metric.levels().challengerSamples()),
                compared ? value(metric.levels().champion(), metric.levels().championSamples()) : null,
                effect(deciding, EffectInterval::effect), effect(deciding, EffectInterval::lower), effect(deciding, EffectInterval::upper),
                metric.scale(), decimal(metric.level(), 4),
                effect(metric.absolute(), EffectInterval::effect), effect(metric.absolute(), EffectInterval::lower),
                effect(metric.absolute(), EffectInterval::upper),
                effect(metric.relative(), EffectInterval::effect), effect(metric.relative(), EffectInterval::lower),
                effect(metric.relative(), EffectInterval::upper),
                deciding.isEmpty() ? null : pValue(metric.pValue()), corrected ? pValue(metric.adjustedPValue()) : null,
                metric.posterior().map(MetricRendering::posterior).orElse(null), metric.levels().challengerSamples(),
                metric.variance().isEmpty() ? null : metric.variance(), metric.verdict(),
                metric.reason().isEmpty() ? null : metric.reason());
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
        String name = report.spec().map(ModelExperimentSpec::primaryMetric).map(Metric::name).orElse("");
        return report.metrics().stream().filter(m -> m.metric().equals(name)).findFirst().orElseGet(() -> report.metrics().get(0));
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
