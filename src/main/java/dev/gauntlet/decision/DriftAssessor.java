package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.MetricAssessment.Levels;
import dev.gauntlet.decision.MetricAssessment.PlanProgress;
import dev.gauntlet.stats.histogram.Drift;
import dev.gauntlet.stats.histogram.DriftMeasure;
import dev.gauntlet.stats.histogram.DriftResult;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.Comparator;
import java.util.Optional;

/**
 * Judges how far the challenger's distribution lies from the champion's, within the epoch of constant weights that holds most information:
 * across epochs the two saw different hours. The maximum is a size, and a distance exceeds it when even its lower confidence bound does.
 */
final class DriftAssessor {

    private static final double ALPHA = 0.01;

    private DriftAssessor() {
    }

    static TypeAssessment assess(Metric metric, MetricData data) {
        if (!(data instanceof MetricData.Histograms histograms)) {
            return TypeAssessment.noData(data instanceof MetricData.Unusable unusable ? unusable.reason() : "");
        }
        Optional<TwoArmHistograms> epoch = histograms.strata().stream().map(HistogramStratum::totals)
                .max(Comparator.comparingDouble(DriftAssessor::weight));
        if (epoch.isEmpty()) {
            return TypeAssessment.noData("");
        }
        DriftResult result = Drift.of(epoch.get(), measure(metric), Double.parseDouble(metric.drift().maximum()), ALPHA);
        if (!(result instanceof DriftResult.Measured measured)) {
            return TypeAssessment.noData(Reason.TooFewValues.name());
        }
        boolean exceeded = measured.exceedsMaximum();
        Claims claims = new Claims(false, exceeded, !exceeded, false, false, false, false);
        return new TypeAssessment(Optional.empty(), Optional.empty(),
                new Levels(0, measured.value(), epoch.get().champion().count(), epoch.get().challenger().count()), 1, "",
                PlanProgress.NONE, claims, exceeded ? Reason.DriftExceeded.name() : "", Optional.empty());
    }

    /** A guardrail's drift acts as a hard limit; of a diagnostic it is only shown. */
    static Optional<HardLimitState> limit(Metric metric, TypeAssessment found) {
        if (metric.role() != Metric.Role.Guardrail || !found.measured()) {
            return Optional.empty();
        }
        return Optional.of(new HardLimitState(found.claims().inferior(), found.levels().challenger(), found.levels().challengerSamples(),
                "maximum " + metric.drift().maximum(), metric.onViolation()));
    }

    private static double weight(TwoArmHistograms histograms) {
        double challenger = histograms.challenger().count();
        double champion = histograms.champion().count();
        return challenger + champion == 0 ? 0 : challenger / (challenger + champion) * champion;
    }

    private static DriftMeasure measure(Metric metric) {
        return switch (metric.drift().statistic()) {
            case PSI -> DriftMeasure.PSI;
            case JensenShannon -> DriftMeasure.JENSEN_SHANNON;
            case KolmogorovSmirnov -> DriftMeasure.KOLMOGOROV_SMIRNOV;
        };
    }
}
