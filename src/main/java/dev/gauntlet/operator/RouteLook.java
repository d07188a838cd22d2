package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.Mode;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The route as seen in one pass.
 *
 * @param intent what is wanted
 * @param observation what was seen; empty in Observe mode, where routes are not touched
 */
record RouteLook(RouteIntent intent, Optional<RouteObservation> observation) {

    private static final Set<String> UNTOUCHED = Set.of(Reason.ObserveOnly.name(), Reason.NotRouted.name());

    /** Whether a route may have been taken over and not been handed back, by the status of its experiment. */
    static boolean wasTaken(ModelExperimentStatus status) {
        return Conditions.find(status.conditions(), ConditionType.RouteProgrammed)
                .filter(condition -> !UNTOUCHED.contains(condition.getReason())).isPresent();
    }

    /** Whether the mode of a spec asks for a route. */
    static boolean enforced(ModelExperimentSpec spec) {
        return spec.mode() == Mode.Enforce;
    }

    /** Whether the wanted weights are in force, or somebody else is responsible for them. */
    boolean inForce() {
        return observation.isEmpty() || observation.get().state() == RouteState.PROGRAMMED && !observation.get().drifted();
    }

    /** Whether traffic may have been split by other weights since the route was last seen in order. */
    boolean weightsUncertain() {
        return observation.filter(o -> o.drifted() || !o.inPath() || o.observedGeneration().orElse(-1) != intent.generation()).isPresent();
    }

    /**
     * What is wrong when a variant has no ready pod.
     *
     * @param matters whether a variant is needed now
     */
    Optional<String> unreadyVariant(Predicate<String> matters) {
        return observation.flatMap(seen -> unreadyVariant(seen, matters));
    }

    /** What is wrong when a variant that is needed now has no ready pod. */
    static Optional<String> unreadyVariant(RouteObservation seen, Predicate<String> matters) {
        return seen.variantsReady().entrySet().stream().filter(ready -> !ready.getValue()).map(Map.Entry::getKey).filter(matters).sorted()
                .findFirst()
                .map(variant -> "variant " + variant + " has no ready pod; traffic is not moved to it");
    }

    /** The route in the words of conditions. */
    RouteView view(int driftRepairs) {
        if (observation.isEmpty()) {
            return new RouteView(null, Reason.ObserveOnly.name(), "mode Observe: the route is not touched", driftRepairs);
        }
        RouteObservation seen = observation.get();
        return seen.state() == RouteState.PROGRAMMED
                ? new RouteView(true, Reason.WeightsProgrammed.name(), seen.message(), driftRepairs)
                : new RouteView(false, seen.reason().label(), seen.message(), driftRepairs);
    }
}
