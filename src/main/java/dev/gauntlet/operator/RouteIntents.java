package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Assignment;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.WantedTraffic;
import dev.gauntlet.operator.shadow.ComparatorPlan;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.AttemptTimeouts;
import dev.gauntlet.routing.MissingKeyPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.UnitKey;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** Says what a state wants of the route. */
final class RouteIntents {

    private static final int LONGEST_SALT = 253;

    private RouteIntents() {
    }

    /**
     * The wanted route.
     *
     * @param experiment owner of the route
     * @param spec the spec in force
     * @param state where the experiment stands
     */
    static RouteIntent of(ModelExperiment experiment, ModelExperimentSpec spec, ExperimentState state) {
        RouteGoal goal = state instanceof Concluded concluded ? new RouteGoal.Release(concluded.serving()) : new RouteGoal.Split();
        return intent(experiment, spec, state, goal);
    }

    /** The route when the experiment is deleted: the promoted winner if there is one, else the champion. */
    static RouteIntent atDeletion(ModelExperiment experiment, ModelExperimentSpec spec, ExperimentState state) {
        String serving = state instanceof Concluded concluded ? concluded.serving() : spec.champion().name();
        return intent(experiment, spec, state, new RouteGoal.Release(serving));
    }

    /** The route given back to the champion, whatever was decided. */
    static RouteIntent toChampion(ModelExperiment experiment, ModelExperimentSpec spec, ExperimentState state) {
        return intent(experiment, spec, state, new RouteGoal.Release(spec.champion().name()));
    }

    /** Who owns the route. */
    static RouteOwner owner(ModelExperiment experiment) {
        return new RouteOwner(experiment.getApiVersion(), experiment.getKind(), experiment.getMetadata().getNamespace(),
                experiment.getMetadata().getName(), experiment.getMetadata().getUid());
    }

    private static RouteIntent intent(ModelExperiment experiment, ModelExperimentSpec spec, ExperimentState state, RouteGoal goal) {
        Routing routing = spec.routing();
        return new RouteIntent(owner(experiment), Optional.ofNullable(routing.serviceName()).orElse(""), target(routing),
                spec.variants().stream().map(RouteIntents::variant).toList(),
                assignment(experiment, spec.assignment(), state.number()), WantedTraffic.challengerShares(state, spec),
                WantedTraffic.mirrored(state, spec),
                ComparatorPlan.copyTargets(experiment.getMetadata().getName(), state, spec), state.generation(), goal);
    }

    private static Optional<RouteTarget> target(Routing routing) {
        return Optional.ofNullable(routing.routeRef()).map(ref -> new RouteTarget(ref.name(), Optional.ofNullable(ref.ruleName()),
                Optional.ofNullable(routing.create()).map(create -> new RouteTarget.Creation(
                        create.gateways().stream().map(gateway -> new RouteTarget.Gateway(gateway.name(),
                                Optional.ofNullable(gateway.namespace()), Optional.ofNullable(gateway.sectionName()))).toList(),
                        create.hostnames(), create.pathPrefix()))));
    }

    private static RouteVariant variant(Variant variant) {
        return new RouteVariant(variant.name(), variant.role() == Variant.Role.Champion, variant.serviceRef().name(),
                variant.serviceRef().port(), new AttemptTimeouts(Duration.ofMillis(variant.timeouts().connectMilliseconds()),
                Duration.ofMillis(variant.timeouts().readMilliseconds())), new TreeMap<>(variant.metricLabels()),
                Optional.ofNullable(variant.workloadRef()).filter(RouteIntents::isDeployment).map(WorkloadRef::name));
    }

    private static boolean isDeployment(WorkloadRef ref) {
        return ref.apiVersion().equals("apps/v1") && ref.kind().equals("Deployment");
    }

    private static AssignmentPolicy assignment(ModelExperiment experiment, Assignment assignment, int run) {
        AssignmentUnit unit = switch (assignment.unit()) {
            case Request -> AssignmentUnit.REQUEST;
            case Session -> AssignmentUnit.SESSION;
            case User -> AssignmentUnit.USER;
        };
        return new AssignmentPolicy(unit, Optional.ofNullable(assignment.key()).map(RouteIntents::key),
                salt(Optional.ofNullable(assignment.salt()).orElse(experiment.getMetadata().getUid()), assignment.saltOnRetry(), run),
                assignment.missingKeyPolicy() == Assignment.MissingKeyPolicy.Champion ? MissingKeyPolicy.CHAMPION : MissingKeyPolicy.RANDOM,
                Optional.ofNullable(assignment.overrideHeader()));
    }

    /** The salt of a run; the first run has the salt as it is written. */
    private static String salt(String salt, Assignment.SaltOnRetry onRetry, int run) {
        if (run == 1 || onRetry == Assignment.SaltOnRetry.Keep) {
            return salt;
        }
        String suffix = "/" + run;
        return salt.substring(0, Math.min(salt.length(), LONGEST_SALT - suffix.length())) + suffix;
    }

    private static UnitKey key(Assignment.Key key) {
        return new UnitKey(key.type() == Assignment.Key.Type.Header ? UnitKey.Type.HEADER : UnitKey.Type.COOKIE, key.name());
    }
}
