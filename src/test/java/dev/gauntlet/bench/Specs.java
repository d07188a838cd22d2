package dev.gauntlet.bench;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.MetricAssessor;
import java.util.List;

/** Experiments to analyse. */
final class Specs {

    private Specs() {
    }

    /** A guardrail, whose analysis holds everything: interval, p-value, non-inferiority, harm. */
    static Metric guardrail(String name, Metric.Type type) {
        return new Metric(name, Metric.Role.Guardrail, null, type,
                type == Metric.Type.Drift ? null : Metric.Direction.Decrease, null, null,
                type == Metric.Type.Drift ? null : new EffectSize(EffectSize.Type.Relative, "0.1"),
                type == Metric.Type.Quantile ? "0.99" : null,
                type == Metric.Type.Drift ? new Metric.Drift(null, null, null) : null, null, null, null, null);
    }

    static MetricAssessor assessor(Analysis.Method method, List<Metric> metrics) {
        ModelExperimentSpec minimal = Manifests.spec(Manifests.MINIMAL);
        return new MetricAssessor(new ModelExperimentSpec(null, null, null, minimal.variants(), minimal.routing(), minimal.assignment(),
                minimal.steps(), null, metrics, new Analysis(method, null, null, null, null, null, null), null, null, null, null), LookBook.EMPTY);
    }
}
