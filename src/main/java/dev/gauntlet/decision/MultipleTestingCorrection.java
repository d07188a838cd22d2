package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.multiplicity.MultipleTesting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lets several success metrics and challengers share alpha by their p-values. Always-valid p-values are p-values at whatever time one
 * stops, so Holm (1979) and Benjamini and Hochberg (1995, for metrics that depend positively) keep their promise under continuous looking.
 * The intervals in status stay at alpha/(S K), where all of them hold together; so a metric may be superior by Holm although its interval
 * still holds zero.
 *
 * <p>The repeated p-values of planned looks are p-values whenever a test stops, so they are corrected alike. Posterior probabilities are
 * no p-values: under {@code Bayesian} each metric is held against its even share.
 */
public final class MultipleTestingCorrection {

    private MultipleTestingCorrection() {
    }

    /**
     * Corrects the verdicts of the success metrics.
     *
     * @param spec the spec in force
     * @param metrics every metric of every challenger
     */
    public static List<MetricAssessment> correct(ModelExperimentSpec spec, List<MetricAssessment> metrics) {
        Analysis analysis = spec.analysis();
        List<MetricAssessment> success = metrics.stream().filter(m -> m.role() == Metric.Role.Success).toList();
        if (analysis.method() == Analysis.Method.Bayesian || success.isEmpty()) {
            return metrics;
        }
        List<Double> adjusted = adjusted(analysis.multipleTesting(), success.stream().map(MetricAssessment::pValue).toList());
        double alpha = Double.parseDouble(analysis.errorRates().alpha());
        List<MetricAssessment> corrected = new ArrayList<>(metrics);
        IntStream.range(0, success.size()).forEach(i -> corrected.set(metrics.indexOf(success.get(i)),
                correct(success.get(i), adjusted.get(i), alpha, spec)));
        return List.copyOf(corrected);
    }

    private static MetricAssessment correct(MetricAssessment metric, double adjusted, double alpha, ModelExperimentSpec spec) {
        if (metric.verdict() == Verdict.Deteriorated || metric.verdict() == Verdict.NoData || metric.deciding().isEmpty()) {
            return metric.adjusted(metric.verdict(), adjusted);
        }
        int sign = spec.metrics().stream().filter(m -> m.name().equals(metric.metric())).findFirst().orElseThrow().direction().sign();
        boolean better = sign * metric.deciding().get().effect() > 0;
        Verdict open = metric.standing().held() ? Verdict.NonInferior : Verdict.Inconclusive;
        Verdict verdict = adjusted > alpha ? open : better ? Verdict.Superior : Verdict.Inferior;
        return metric.adjusted(verdict, adjusted);
    }

    private static List<Double> adjusted(Analysis.MultipleTesting procedure, List<Double> pValues) {
        return switch (procedure) {
            case Holm -> MultipleTesting.holm(pValues);
            case Bonferroni -> MultipleTesting.bonferroni(pValues);
            case BenjaminiHochberg -> MultipleTesting.benjaminiHochberg(pValues);
            case None -> pValues;
        };
    }
}
