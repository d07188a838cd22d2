package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PlanStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Summary;
import dev.gauntlet.decision.DecisionMessages;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The statistical part of status. Numbers are rounded to what they can carry, so that noise causes no writes. */
final class MetricRendering {

    /** The longest step there can be; what lies further away is no forecast. */
    private static final Duration FURTHEST_FORECAST = Duration.ofDays(365);

    private MetricRendering() {
    }

    static List<MetricStatus> metrics(PassReport report, ModelExperimentSpec spec) {
        List<MetricStatus> rendered = new ArrayList<>();
        for (MetricAssessment metric : report.metrics()) {
            rendered.add(new MetricStatus(metric.metric(), spec.champion().name(), metric.role(),
                    rate(metric.champion(), metric.championSamples()), null,
                    null, null, null, null, null, null, null, null, null, null, null, null, metric.championSamples(), null, null, null));
            rendered.add(challenger(metric));
        }
        return rendered;
    }

    private static MetricStatus challenger(MetricAssessment metric) {
        Optional<EffectInterval> deciding = metric.deciding();
        return new MetricStatus(metric.metric(), metric.challenger(), metric.role(),
                rate(metric.challengerRate(), metric.challengerSamples()), rate(metric.champion(), metric.championSamples()),
                effect(deciding, EffectInterval::effect), effect(deciding, EffectInterval::lower), effect(deciding, EffectInterval::upper),
                metric.scale(), decimal(metric.level(), 4),
                effect(metric.absolute(), EffectInterval::effect), effect(metric.absolute(), EffectInterval::lower),
                effect(metric.absolute(), EffectInterval::upper),
                effect(metric.relative(), EffectInterval::effect), effect(metric.relative(), EffectInterval::lower),
                effect(metric.relative(), EffectInterval::upper),
                deciding.isEmpty() ? null : pValue(metric.pValue()), metric.challengerSamples(), metric.variance(),
                metric.verdict(), metric.reason().isEmpty() ? null : metric.reason());
    }

    static Summary summary(PassReport report) {
        MetricAssessment primary = primary(report);
        String effect = primary.deciding().map(e -> DecisionMessages.interval(e, primary.scale())).orElse("");
        return new Summary(effect, primary.championSamples() + primary.challengerSamples());
    }

    static PlanStatus plan(PassReport report) {
        MetricAssessment primary = primary(report);
        if (primary.samplesPlanned() == 0) {
            return null;
        }
        return new PlanStatus(primary.samplesPlanned(), String.format(Locale.ROOT, "%.0f", 100 * primary.informationFraction()),
                estimatedEnd(report, primary.informationFraction()));
    }

    private static String estimatedEnd(PassReport report, double fraction) {
        if (!(report.state() instanceof Running running) || fraction <= 0 || fraction >= 1) {
            return null;
        }
        double seconds = Duration.between(running.startTime(), report.now()).toSeconds() / fraction;
        return seconds > FURTHEST_FORECAST.toSeconds() ? null
                : running.startTime().plusSeconds((long) seconds).truncatedTo(ChronoUnit.MINUTES).toString();
    }

    private static MetricAssessment primary(PassReport report) {
        return report.metrics().stream().filter(m -> m.role() == Metric.Role.Success).findFirst()
                .orElseGet(() -> report.metrics().get(0));
    }

    private static String effect(Optional<EffectInterval> interval, ToDoubleFunction<EffectInterval> part) {
        return interval.map(i -> decimal(part.applyAsDouble(i), 6)).orElse(null);
    }

    private static String rate(double rate, long samples) {
        return samples == 0 ? null : decimal(rate, 6);
    }

    private static String pValue(double p) {
        return p < 1e-16 ? "< 1e-16" : String.format(Locale.ROOT, "%.3g", p);
    }

    private static String decimal(double value, int places) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString() : null;
    }
}
