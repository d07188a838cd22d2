package dev.gauntlet.evidence.presets;

import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Preset;
import dev.gauntlet.evidence.presets.SignalSeries.Missing;
import dev.gauntlet.evidence.presets.SignalSeries.Share;
import dev.gauntlet.evidence.presets.SignalSeries.Times;
import dev.gauntlet.evidence.prometheus.Matcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what is wrong with the preset of one metric. */
final class PresetValidator {

    private static final String OWN_SERIES = "or name series of your own in query in place of preset";
    private static final String LABEL_NAME = "[a-zA-Z_][a-zA-Z0-9_]*";

    private final String path;
    private final Metric metric;
    private final Preset preset;
    private final List<FieldError> errors = new ArrayList<>();

    private PresetValidator(String path, Metric metric) {
        this.path = path;
        this.metric = metric;
        this.preset = metric.preset();
    }

    /**
     * Checks one metric that has a preset.
     *
     * @param path path of the metric
     * @param metric the metric
     * @param spec the spec it is of
     */
    static List<FieldError> validate(String path, Metric metric, ModelExperimentSpec spec) {
        PresetValidator validator = new PresetValidator(path, metric);
        validator.check(spec);
        return validator.errors;
    }

    private void check(ModelExperimentSpec spec) {
        if (metric.query() != null) {
            add("query", "present", "preset, which stands beside it, names the series already; remove query or preset");
        }
        if (preset.source() == null) {
            add("preset.source", "absent", "write one of " + Arrays.toString(Preset.Source.values()));
        }
        if (preset.signal() == null) {
            add("preset.signal", "absent", "write one of " + Arrays.toString(Preset.Signal.values()));
        }
        if (preset.source() == null || preset.signal() == null) {
            return;
        }
        Optional<SignalRow> row = SourceTable.row(preset.source(), preset.signal());
        if (row.isEmpty()) {
            add("preset.signal", preset.signal().name(), preset.source() + " has no such series; it has "
                    + words(SourceTable.signals(preset.source())) + ". Take another source, or name series of your own in query");
        } else if (row.get().series() instanceof Missing missing) {
            add("preset.signal", preset.signal().name(), preset.source() + " " + missing.reason());
        } else {
            type(row.get().series());
            direction(row.get().series());
            labels(row.get().series(), spec);
        }
    }

    private void type(SignalSeries series) {
        Metric.Type type = Presets.type(metric, series);
        if (series.types().contains(type)) {
            return;
        }
        if (series instanceof Times && type == Metric.Type.Quantile) {
            String remedy = "a Quantile needs a histogram, and " + name() + " gives a sum and a count only; write type Mean without "
                    + "quantile, or take another source";
            add(metric.type() == null ? "quantile" : "type", metric.type() == null ? metric.quantile() : type.name(), remedy);
        } else {
            add("type", type.name(), name() + " is of type " + words(series.types()) + "; remove type, " + OWN_SERIES);
        }
    }

    private void direction(SignalSeries series) {
        if (metric.direction() == Metric.Direction.Increase && !(series instanceof SignalSeries.Distribution)) {
            add("direction", metric.direction().name(), "less is better of " + name() + "; remove direction, " + OWN_SERIES);
        }
    }

    private void labels(SignalSeries series, ModelExperimentSpec spec) {
        Set<String> ofVariants = spec.variants().stream().flatMap(variant -> variant.metricLabels().keySet().stream())
                .collect(Collectors.toSet());
        preset.labels().keySet().forEach(label -> {
            if (!label.matches(LABEL_NAME)) {
                add("preset.labels", label, "it is no label name (" + LABEL_NAME + ")");
            } else if (ofVariants.contains(label)) {
                add("preset.labels", label, "the metricLabels of a variant give it already; name it in one place");
            } else if (label.equals("le") || classifies(series, label)) {
                add("preset.labels", label, name() + " tells by it what it counts; remove it, " + OWN_SERIES);
            }
        });
    }

    /** Whether a label is what tells the events among the trials. */
    private static boolean classifies(SignalSeries series, String label) {
        return series instanceof Share share && share.events().matchers().stream()
                .filter(own -> !share.trials().matchers().contains(own)).map(Matcher::label).anyMatch(label::equals);
    }

    private String name() {
        return "preset " + preset.source() + " " + preset.signal();
    }

    private static String words(List<?> names) {
        return names.stream().map(Object::toString).collect(Collectors.joining(" and "));
    }

    private void add(String field, String value, String remedy) {
        boolean word = value.equals("absent") || value.equals("present");
        errors.add(new FieldError(path + "." + field, word ? value : "\"" + value + "\"", remedy));
    }
}
