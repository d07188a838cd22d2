package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DiagnosticStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PlanStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RobustnessStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.SegmentStatus;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The part of status that stands beside the verdicts. */
final class FindingsRendering {

    /** The longest step there can be; what lies further away is no forecast. */
    private static final Duration FURTHEST_FORECAST = Duration.ofDays(365);

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

    static List<RobustnessStatus> robustness(PassReport report) {
        return report.findings().alternatives().stream().map(other -> new RobustnessStatus(other.metric(), other.challenger(),
                other.method(), other.scale(), MetricRendering.figure(other.interval().effect()), MetricRendering.figure(other.interval().lower()),
                MetricRendering.figure(other.interval().upper()), MetricRendering.pValue(other.pValue()), other.agrees())).toList();
    }

    static List<DiagnosticStatus> diagnostics(PassReport report) {
        return report.findings().diagnostics().stream().map(finding -> new DiagnosticStatus(finding.name(), orNull(finding.metric()),
                orNull(finding.challenger()), finding.flagged(), finding.sentence())).toList();
    }

    static List<SegmentStatus> segments(PassReport report) {
        return report.findings().segments().stream().map(segment -> new SegmentStatus(segment.metric(), segment.challenger(),
                segment.segment(), MetricRendering.figure(segment.interval().effect()), MetricRendering.figure(segment.interval().lower()),
                MetricRendering.figure(segment.interval().upper()), segment.samples(), segment.deteriorated() ? true : null)).toList();
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
