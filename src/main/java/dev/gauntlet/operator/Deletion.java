package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Routing.OnDelete;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.operator.shadow.Comparators;
import dev.gauntlet.operator.workload.PatchTarget;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Brings the route to the champion, or keeps the promoted winner, before a resource goes. With {@code routing.onDelete: LeaveAsIs} the
 * route of an experiment that has not ended stays with all that carries it: proxies, their files and Services, and what takes the copies
 * are disowned, because the garbage collector would take what is owned by a resource that is gone. The client-facing Service keeps the
 * note of its holder; the note of a holder that is gone keeps nobody out.
 */
@Singleton
class Deletion {

    private final EvidenceKeeper keeper;
    private final PatchTarget patches;
    private final Routers routers;
    private final Comparators comparators;

    Deletion(EvidenceKeeper keeper, PatchTarget patches, Routers routers, Comparators comparators) {
        this.keeper = keeper;
        this.patches = patches;
        this.routers = routers;
        this.comparators = comparators;
    }

    /**
     * How far a deletion is.
     *
     * @param done whether nothing of the experiment is left in anybody's way
     * @param route what is true of the route; empty if it was not looked at
     */
    record Progress(boolean done, Optional<RouteObservation> route) {
    }

    /** Works on the deletion; to be called again until it is done. */
    Progress run(ModelExperiment experiment) {
        ModelExperimentStatus status = Optional.ofNullable(experiment.getStatus()).orElseGet(ModelExperimentStatus::empty);
        ExperimentState state = StatePersistence.read(status);
        Optional<RouteObservation> route = Optional.empty();
        boolean nothingRouted = state instanceof Waiting || state instanceof Concluded concluded && concluded.released();
        if (!nothingRouted) {
            Optional<Held> evidence = keeper.load(experiment);
            ModelExperimentSpec spec = evidence.map(Held::frozenSpec).orElse(experiment.getSpec());
            if (state instanceof Active) {
                // A champion that was being replaced in place serves again, so it gets back what it had.
                evidence.flatMap(Surroundings::original)
                        .ifPresent(original -> patches.restore(experiment.getMetadata().getNamespace(), original));
            }
            if (state instanceof Active && experiment.getSpec().routing().onDelete() == OnDelete.LeaveAsIs) {
                routers.of(spec).disown(RouteIntents.atDeletion(experiment, spec, state));
                comparators.disown(RouteIntents.owner(experiment), spec);
            } else {
                route = Optional.of(routers.of(spec).remove(RouteIntents.atDeletion(experiment, spec, state)));
                if (route.get().state() != RouteState.PROGRAMMED) {
                    return new Progress(false, route);
                }
            }
        }
        keeper.forget(experiment);
        return new Progress(true, route);
    }
}
