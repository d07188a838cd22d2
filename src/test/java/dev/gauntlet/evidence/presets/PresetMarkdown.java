package dev.gauntlet.evidence.presets;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Preset;
import dev.gauntlet.evidence.prometheus.Matcher;
import dev.gauntlet.evidence.prometheus.Selector;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of the presets as users read them. */
public final class PresetMarkdown {

    private PresetMarkdown() {
    }

    /** What every source gives. */
    public static String signals() {
        return table("| source | signal | type | counted | unit | good to know |", 6, SourceTable.rows().stream().map(PresetMarkdown::line));
    }

    /** How the variants are told apart in the series of every source. */
    public static String variants() {
        return table("| source | the variants' `metricLabels` |", 2, Stream.of(Preset.Source.values())
                .map(source -> "| `" + source + "` | " + SourceTable.variantLabels(source) + " |"));
    }

    private static String table(String head, int columns, Stream<String> lines) {
        return Stream.concat(Stream.of(head, "|" + "---|".repeat(columns)), lines).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(SignalRow row) {
        List<String> cells = List.of("`" + row.source() + "`", "`" + row.signal() + "`",
                row.series().types().stream().map(Metric.Type::name).collect(Collectors.joining(" or ")),
                counted(row.series()), unit(row.series()),
                row.series() instanceof SignalSeries.Missing missing ? row.source() + " " + missing.reason() : row.caveat());
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String counted(SignalSeries series) {
        if (series instanceof SignalSeries.Share share) {
            return code(share.events()) + " out of " + code(share.trials());
        }
        if (series instanceof SignalSeries.Times times) {
            return code(times.sum()) + " and " + code(times.count()) + times.buckets().map(b -> ", or " + code(b)).orElse("");
        }
        return series instanceof SignalSeries.Distribution distribution ? code(distribution.buckets()) : "refused";
    }

    private static String unit(SignalSeries series) {
        return series instanceof SignalSeries.Times times ? times.unit().symbol() : "";
    }

    /** Names that differ by {@code _total} only are shown once. */
    private static String code(Selector selector) {
        String names = selector.names().stream()
                .filter(name -> selector.names().stream().noneMatch(other -> name.equals(other + "_total")))
                .collect(Collectors.joining(" + "));
        String matchers = selector.matchers().stream().map(Matcher::toPromQl).collect(Collectors.joining(","));
        return "`" + (names + (matchers.isEmpty() ? "" : "{" + matchers + "}")).replace("|", "\\|") + "`";
    }
}
