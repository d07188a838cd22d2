package dev.gauntlet.evidence.presets;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Preset;
import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import dev.gauntlet.evidence.prometheus.SelectorSyntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of series as one source exports them, of two variants and with series beside them that no preset may count. Its first lines say
 * how the challenger's series are recognised and what each signal has to count of them.
 *
 * @param source the source
 * @param text the whole page
 */
record Exposition(Preset.Source source, String text) {

    private static final Path PAGES = Path.of(System.getProperty("project.basedir", "."), "src/test/resources/presets");

    /**
     * What a signal has to count.
     *
     * @param signal the signal
     * @param type the type of the metric
     * @param counts by field of the query; of buckets, what the bucket without bound holds
     */
    record Expected(Preset.Source source, Preset.Signal signal, Metric.Type type, Map<String, Double> counts) {

        @Override
        public String toString() {
            return source + " " + signal + " " + type;
        }

        /** The query that the preset stands for. */
        Metric.Query query() {
            String quantile = type == Metric.Type.Quantile ? ", quantile: '0.9'" : "";
            String drift = type == Metric.Type.Drift ? ", drift: {statistic: PSI}" : "";
            ModelExperimentSpec spec = Manifests.spec(Manifests.MINIMAL + "  - {name: other, role: Diagnostic" + quantile + drift
                    + ", preset: {source: " + source + ", signal: " + signal + "}}\n");
            Metric metric = Presets.expand(spec).metrics().get(1);
            if (metric.type() != type) {
                throw new IllegalStateException(this + " became a " + metric.type());
            }
            return metric.query();
        }
    }

    static Stream<Exposition> all() {
        return Stream.of(Preset.Source.values()).map(source -> {
            try {
                return new Exposition(source, Files.readString(PAGES.resolve(source + ".txt")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What every signal of the source has to count. */
    List<Expected> expected() {
        return text.lines().filter(line -> line.startsWith("# expect ")).map(line -> line.split(" ")).map(words -> {
            Map<String, Double> counts = new LinkedHashMap<>();
            Stream.of(words).skip(4).map(word -> word.split("=")).forEach(count -> counts.put(count[0], Double.parseDouble(count[1])));
            return new Expected(source, Preset.Signal.valueOf(words[2]), Metric.Type.valueOf(words[3]), counts);
        }).toList();
    }

    /** The label by which the challenger's series are recognised. */
    Matcher challenger() {
        String[] label = text.lines().filter(line -> line.startsWith("# variant ")).findFirst().orElseThrow().substring(10).split("=", 2);
        return new Matcher(label[0], Matcher.Operator.EQUAL, label[1]);
    }

    /** A selector of one field of a query, narrowed to the challenger and, of buckets, to the one without bound. */
    Selector ofChallenger(String field, String selector) {
        List<Matcher> more = new ArrayList<>(List.of(challenger()));
        if (field.equals("buckets")) {
            more.add(new Matcher("le", Matcher.Operator.EQUAL, "+Inf"));
        }
        return SelectorSyntax.parse(selector).and(more);
    }

    /** Labels, the name among them, and value of every series. */
    Map<Map<String, String>, Double> series() {
        return text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toMap(line -> {
            Selector notation = SelectorSyntax.parse(line.substring(0, line.lastIndexOf(' ')));
            Map<String, String> labels = new TreeMap<>(Map.of("__name__", notation.commonName()));
            notation.matchers().stream().filter(label -> !label.value().isEmpty())
                    .forEach(label -> labels.put(label.label(), label.value()));
            return labels;
        }, line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    }
}
