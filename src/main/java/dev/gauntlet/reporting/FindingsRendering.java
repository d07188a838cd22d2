package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DiagnosticStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PlanStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RobustnessStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.SegmentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.ShadowStatus;
import dev.gauntlet.decision.Findings.AlternativeMethod;
import dev.gauntlet.decision.Findings.SegmentEffect;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The part of status that stands beside the verdicts. */
final class FindingsRendering {

    /** The longest step there can be; what lies further away is no forecast. */
    private static final Duration FURTHEST_FORECAST = Duration.ofDays(365);

    /** Most entries of {@code status.robustness}. */
    static final int ROBUSTNESS_LIMIT = 16;
    /** Most entries of {@code status.diagnostics}, without the one that tells what was left out. */
    static final int DIAGNOSTIC_LIMIT = 16;
    /** Most entries of {@code status.segments}. */
    static final int SEGMENT_LIMIT = 16;
    /** Name of the diagnostic that tells what was left out. */
    static final String SHORTENED = "StatusShortened";

    private FindingsRendering() {
    }

    static PlanStatus plan(PassReport report) {
        return report.findings().forecast().map(plan -> new PlanStatus(plan.metric(), plan.samplesPerVariant(), plan.longestRunPerVariant(),
                String.format(Locale.ROOT, "%.0f", 100 * plan.informationFraction()), optional(plan.power(), 3),
                plan.detectableEffect().isPresent() ? MetricRendering.figure(plan.detectableEffect().getAsDouble()) : null,
                estimatedEnd(report, plan.informationFraction()))).orElse(null);
    }

    private static String optional(OptionalDouble value, int places) {
        return value.isPresent() ? MetricRendering.decimal(value.getAsDouble(), places) : null;
    }

    private static String estimatedEnd(PassReport report, double fraction) {
        if (!(report.state() instanceof Running running) || fraction <= 0 || fraction >= 1) {
            return null;
        }
        double seconds = Duration.between(running.run().startTime(), report.now()).toSeconds() / fraction;
        return seconds > FURTHEST_FORECAST.toSeconds() ? null
                : running.run().startTime().plusSeconds((long) seconds).truncatedTo(ChronoUnit.MINUTES).toString();
    }

    /** Other methods; of many, those that contradict first. */
    static List<RobustnessStatus> robustness(PassReport report) {
        return foremost(report.findings().alternatives(), Comparator.comparing(AlternativeMethod::agrees), ROBUSTNESS_LIMIT).stream()
                .map(other -> new RobustnessStatus(other.metric(), other.challenger(),
                        other.method(), other.scale(), MetricRendering.figure(other.interval().effect()),
                                MetricRendering.figure(other.interval().lower()),
                        MetricRendering.figure(other.interval().upper()), MetricRendering.pValue(other.pValue()), other.agrees())).toList();
    }

    /** Checks, of many those that are flagged first; and one that tells what was left out of status. */
    static List<DiagnosticStatus> diagnostics(PassReport report) {
        List<DiagnosticStatus> shown = new ArrayList<>();
        foremost(report.findings().diagnostics(), Comparator.comparing(finding -> !finding.flagged()), DIAGNOSTIC_LIMIT)
                .forEach(finding -> shown.add(new DiagnosticStatus(finding.name(), orNull(finding.metric()), orNull(finding.challenger()),
                        finding.flagged(), Abridged.sentence(finding.sentence()))));
        List<String> cut = new ArrayList<>();
        cut(cut, "other methods", report.findings().alternatives(), ROBUSTNESS_LIMIT);
        cut(cut, "checks", report.findings().diagnostics(), DIAGNOSTIC_LIMIT);
        cut(cut, "segments", report.findings().segments(), SEGMENT_LIMIT);
        if (!cut.isEmpty()) {
            shown.add(new DiagnosticStatus(SHORTENED, null, null, false, "to keep status small it shows " + String.join(", ", cut)
                    + "; what calls for attention comes first"));
        }
        return shown;
    }

    /** Comparisons of challengers in shadow. */
    static List<ShadowStatus> shadow(PassReport report) {
        return report.findings().comparisons().stream().map(found -> new ShadowStatus(found.challenger(), found.pairs(), found.divergent(),
                found.pairs() == 0 ? null : MetricRendering.decimal((double) found.divergent() / found.pairs(), 4),
                MetricRendering.decimal(found.lower(), 4), MetricRendering.decimal(found.upper(), 4),
                MetricRendering.decimal(found.maximum(), 4), found.verdict().name())).toList();
    }

    /** Effects by segment; of many, those that are proven worse and then those whose effect is clearest. */
    static List<SegmentStatus> segments(PassReport report) {
        Comparator<SegmentEffect> clearest = Comparator.comparing((SegmentEffect segment) -> !segment.deteriorated())
                .thenComparing(FindingsRendering::clarity, Comparator.reverseOrder());
        return foremost(report.findings().segments(), clearest, SEGMENT_LIMIT).stream().map(segment -> new SegmentStatus(segment.metric(),
                segment.challenger(), segment.segment(), MetricRendering.figure(segment.interval().effect()),
                MetricRendering.figure(segment.interval().lower()), MetricRendering.figure(segment.interval().upper()), segment.samples(),
                segment.deteriorated() ? true : null)).toList();
    }

    /** The effect in units of its interval's width; 0 for one that is open. */
    private static double clarity(SegmentEffect segment) {
        double width = segment.interval().upper() - segment.interval().lower();
        return width > 0 ? Math.abs(segment.interval().effect()) / width : 0;
    }

    /** The first of a list in an order, shown in their places. */
    private static <T> List<T> foremost(List<T> all, Comparator<T> order, int limit) {
        List<Integer> places = IntStream.range(0, all.size()).boxed().sorted(Comparator.comparing(all::get,
                order)).limit(limit).sorted().toList();
        return places.stream().map(all::get).toList();
    }

    private static void cut(List<String> sentences, String what, List<?> all, int limit) {
        if (all.size() > limit) {
            sentences.add(limit + " of " + all.size() + " " + what);
        }
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
