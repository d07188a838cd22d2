package dev.gauntlet.operator.shadow;

import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.routing.ObjectNames;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which comparator an experiment needs, and at which of its ports copies for a challenger arrive. */
public final class ComparatorPlan {

    private static final int FIRST_PORT = 8100;

    private ComparatorPlan() {
    }

    /**
     * How the running step compares answers.
     *
     * @return empty unless it is a Shadow step that does, and its traffic is not suspended
     */
    public static Optional<Comparison> comparison(ExperimentState state, ModelExperimentSpec spec) {
        return state instanceof Running running && !running.suspended()
                ? Optional.of(spec.steps().get(running.stepIndex())).map(Step::comparison) : Optional.empty();
    }

    /** Whether any step compares answers, so that a comparator may be there. */
    static boolean compares(ModelExperimentSpec spec) {
        return spec.steps().stream().anyMatch(step -> step.comparison() != null);
    }

    /**
     * Where copies go instead of to the challengers.
     *
     * @param experiment name of the experiment
     * @return by challenger; empty when the challengers get them
     */
    public static Map<String, CopyTarget> copyTargets(String experiment, ExperimentState state, ModelExperimentSpec spec) {
        Map<String, CopyTarget> targets = new TreeMap<>();
        if (comparison(state, spec).isPresent()) {
            spec.challengers().forEach(challenger ->
                    targets.put(challenger.name(), new CopyTarget(objectName(experiment), port(spec, challenger))));
        }
        return targets;
    }

    /** Name of the comparator's objects. */
    static String objectName(String experiment) {
        return ObjectNames.label("gauntlet-" + experiment + "-comparator");
    }

    /** Port at which copies for a challenger arrive; each has its own, because not every mirror can say for whom a copy is. */
    static int port(ModelExperimentSpec spec, Variant challenger) {
        return FIRST_PORT + spec.challengers().indexOf(challenger);
    }
}
