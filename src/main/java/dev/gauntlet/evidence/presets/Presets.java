package dev.gauntlet.evidence.presets;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes out what the presets of a spec stand for: selectors, type, direction, and times in the unit of the source. A metric keeps its
 * preset beside what it stands for, so a report tells both, and writing it out again changes nothing. The spec in force and the frozen
 * one are written out, so a running experiment is not touched when a later version reads a source in another way; what is compared with
 * the frozen spec is written out before.
 */
public final class Presets {

    private Presets() {
    }

    /**
     * Writes the presets out.
     *
     * @param spec a spec as a user wrote it, or one that is written out already; may be null
     * @return the spec with query, type and direction of every metric; a metric whose preset is refused by {@link #errors} is unchanged
     */
    public static ModelExperimentSpec expand(ModelExperimentSpec spec) {
        if (spec == null || spec.metrics().stream().noneMatch(Presets::isToBeExpanded)) {
            return spec;
        }
        List<Metric> metrics = new ArrayList<>();
        for (Metric metric : spec.metrics()) {
            metrics.add(isToBeExpanded(metric) && PresetValidator.validate("", metric, spec).isEmpty() ? expand(metric) : metric);
        }
        return new ModelExperimentSpec(spec.mode(), spec.desiredState(), spec.hypothesis(), spec.variants(), spec.routing(),
                spec.assignment(), spec.steps(), spec.prometheus(), metrics, spec.analysis(), spec.decision(), spec.schedule(),
                spec.promotion(), spec.notifications());
    }

    /**
     * What is wrong with the presets of a spec.
     *
     * @param spec a spec as a user wrote it; may be null
     * @return what a source cannot give and what contradicts a preset; empty when {@link #expand} writes out every preset
     */
    public static List<FieldError> errors(ModelExperimentSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; spec != null && i < spec.metrics().size(); i++) {
            if (spec.metrics().get(i).preset() != null) {
                errors.addAll(PresetValidator.validate("spec.metrics[" + i + "]", spec.metrics().get(i), spec));
            }
        }
        return errors;
    }

    private static boolean isToBeExpanded(Metric metric) {
        return metric.preset() != null && metric.query() == null;
    }

    private static Metric expand(Metric metric) {
        SignalSeries series = SourceTable.row(metric.preset().source(), metric.preset().signal()).orElseThrow().series();
        Metric.Type type = type(metric, series);
        Metric.Direction direction = type == Metric.Type.Drift ? metric.direction() : Metric.Direction.Decrease;
        TimeUnit unit = series instanceof SignalSeries.Times times ? times.unit() : TimeUnit.SECONDS;
        return new Metric(metric.name(), metric.role(), metric.priority(), type, direction,
                converted(metric.minimumDetectableEffect(), unit), converted(metric.practicalEffect(), unit),
                converted(metric.nonInferiorityMargin(), unit), metric.quantile(), metric.drift(), converted(metric.hardLimit(), unit),
                metric.onViolation(), metric.preset(), query(series, type, metric.preset().labels()), metric.maturationSeconds());
    }

    /** The type that is written, else the one that the fields beside it and the series tell. */
    static Metric.Type type(Metric metric, SignalSeries series) {
        if (metric.type() != null) {
            return metric.type();
        }
        return series instanceof SignalSeries.Times && metric.quantile() != null ? Metric.Type.Quantile : series.types().get(0);
    }

    private static Metric.Query query(SignalSeries series, Metric.Type type, Map<String, String> labels) {
        if (series instanceof SignalSeries.Share share) {
            return Metric.Query.of(text(share.events(), labels), text(share.trials(), labels));
        }
        if (series instanceof SignalSeries.Times times && type == Metric.Type.Mean) {
            return new Metric.Query(null, null, text(times.sum(), labels), text(times.count(), labels), null, null, null, null, null,
                    null);
        }
        Selector buckets = series instanceof SignalSeries.Times times ? times.buckets().orElseThrow()
                : ((SignalSeries.Distribution) series).buckets();
        return new Metric.Query(null, null, null, null, null, null, null, null, text(buckets, labels), null);
    }

    /** A label that the manifest names takes the place of what the preset says about it. */
    private static String text(Selector selector, Map<String, String> labels) {
        List<Matcher> matchers = new ArrayList<>(selector.matchers().stream().filter(own -> !labels.containsKey(own.label())).toList());
        labels.forEach((label, value) -> matchers.add(new Matcher(label, Matcher.Operator.EQUAL, value)));
        return new Selector(selector.names(), matchers).toPromQl();
    }

    private static EffectSize converted(EffectSize effect, TimeUnit unit) {
        return effect == null || effect.type() != EffectSize.Type.Absolute ? effect
                : new EffectSize(effect.type(), converted(effect.value(), unit));
    }

    private static Metric.HardLimit converted(Metric.HardLimit limit, TimeUnit unit) {
        return limit == null ? null : new Metric.HardLimit(converted(limit.maximum(), unit), converted(limit.minimum(), unit),
                limit.minimumSamples(), limit.periods());
    }

    private static String converted(String seconds, TimeUnit unit) {
        // What is no number is refused elsewhere, by the words of the user.
        return seconds == null || unit == TimeUnit.SECONDS || !seconds.matches("-?[0-9]+(\\.[0-9]+)?") ? seconds
                : unit.ofSeconds(new BigDecimal(seconds)).toPlainString();
    }
}
