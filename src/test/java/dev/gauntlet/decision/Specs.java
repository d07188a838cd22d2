package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Assignment;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import java.util.List;

/** Specs with the metrics a test needs. */
final class Specs {

    private Specs() {
    }

    /** Requests are randomised one by one. */
    static ModelExperimentSpec perRequest(String deteriorationAlpha, Metric... metrics) {
        return spec(Assignment.Unit.Request, null, deteriorationAlpha, metrics);
    }

    /** Users keep their variant. */
    static ModelExperimentSpec perUser(String clusterLabel, Metric... metrics) {
        return spec(Assignment.Unit.User, clusterLabel, "0.01", metrics);
    }

    static Metric success(Direction direction, EffectSize minimumEffect) {
        return proportion("accuracy", Metric.Role.Success, direction, minimumEffect, null);
    }

    static Metric guardrail(String name, Direction direction, EffectSize margin) {
        return proportion(name, Metric.Role.Guardrail, direction, null, margin);
    }

    static Metric proportion(String name, Metric.Role role, Direction direction, EffectSize minimumEffect, EffectSize margin) {
        return metric(name, role, Metric.Type.Proportion, direction, minimumEffect, margin);
    }

    static Metric metric(String name, Metric.Role role, Metric.Type type, Direction direction, EffectSize minimumEffect, EffectSize margin) {
        return new Metric(name, role, null, type, direction, minimumEffect, null, margin,
                type == Metric.Type.Quantile ? "0.99" : null, null, null, null, null, null);
    }

    static EffectSize absolute(String value) {
        return new EffectSize(EffectSize.Type.Absolute, value);
    }

    static EffectSize relative(String value) {
        return new EffectSize(EffectSize.Type.Relative, value);
    }

    private static ModelExperimentSpec spec(Assignment.Unit unit, String clusterLabel, String deteriorationAlpha, Metric... metrics) {
        ModelExperimentSpec minimal = Manifests.spec(Manifests.MINIMAL);
        Assignment.Key key = new Assignment.Key(Assignment.Key.Type.Header, "X-User-Id");
        return new ModelExperimentSpec(null, null, null, minimal.variants(), minimal.routing(),
                new Assignment(unit, unit.sticky() ? key : null, null, null, null, null), minimal.steps(), null, List.of(metrics),
                new Analysis(null, null, new Analysis.ErrorRates(null, null, deteriorationAlpha, null), clusterLabel, null, null, null), null, null, null, null);
    }
}
