package dev.gauntlet.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.evidence.presets.Presets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What may still change once traffic has moved: desiredState, mode, routing.onDelete, schedule, notifications and, unless looks are
 * planned by them, deadlines.
 */
final class FrozenSpec {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FrozenSpec() {
    }

    /** The frozen spec with the fields that may change taken from the spec as written now. */
    static ModelExperimentSpec withChangeable(ModelExperimentSpec frozen, ModelExperimentSpec written) {
        // Planned looks spend alpha by the schedule; a deadline that may move with the data would break their error rate.
        List<Step> steps = frozen.analysis().method().plansItsLooks() ? frozen.steps()
                : frozen.steps().stream().map(step -> withDeadlineOf(written, step)).toList();
        return new ModelExperimentSpec(written.mode(), written.desiredState(), frozen.hypothesis(), frozen.variants(),
                new Routing(frozen.routing().provider(), frozen.routing().serviceName(), frozen.routing().routeRef(),
                        frozen.routing().create(), onDelete(written)), frozen.assignment(), steps,
                frozen.prometheus(), frozen.metrics(), frozen.analysis(),
                frozen.decision(), written.schedule(), frozen.promotion(), written.notifications());
    }

    private static Routing.OnDelete onDelete(ModelExperimentSpec written) {
        return written.routing() == null ? null : written.routing().onDelete();
    }

    /**
     * Paths of frozen fields that were changed, such as {@code spec.steps[1].trafficPercent}.
     *
     * @return empty when only changeable fields differ
     */
    static List<String> violations(ModelExperimentSpec frozen, ModelExperimentSpec written) {
        List<String> paths = new ArrayList<>();
        compare("spec", MAPPER.valueToTree(withChangeable(frozen, written)), MAPPER.valueToTree(Presets.expand(written)), paths);
        return paths;
    }

    private static Step withDeadlineOf(ModelExperimentSpec written, Step step) {
        Step same = written.steps().stream().filter(s -> step.name().equals(s.name())).findFirst().orElse(step);
        return new Step(step.name(), step.type(), step.trafficPercent(), step.samplePercent(), step.minimumSeconds(), step.minimumSamples(),
                same.deadlineSeconds(), step.extension(), step.timeoutSeconds(), step.timeoutAction(), step.comparison());
    }

    private static void compare(String path, JsonNode frozen, JsonNode written, List<String> paths) {
        if (frozen.equals(written)) {
            return;
        }
        if (frozen.isObject() && written.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            frozen.fieldNames().forEachRemaining(names::add);
            written.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(path + "." + name, frozen.path(name), written.path(name), paths));
        } else if (frozen.isArray() && written.isArray() && frozen.size() == written.size()) {
            for (int i = 0; i < frozen.size(); i++) {
                compare(path + "[" + i + "]", frozen.get(i), written.get(i), paths);
            }
        } else {
            paths.add(path);
        }
    }
}
