package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.operator.RouteQueue.Contender;
import dev.gauntlet.operator.RouteQueue.Place;
import dev.gauntlet.operator.RouteQueue.Route;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows every waiting experiment its place in the {@link RouteQueue}, and wakes those who wait when a route may have become free. */
@Singleton
class RouteTurns {

    private final SimpleInboundEventSource<ModelExperiment> wakeUps = new SimpleInboundEventSource<>("route-turns");
    private final Predicate<ModelExperimentSpec> valid;
    private IndexerResourceCache<ModelExperiment> experiments;

    @Inject
    RouteTurns(SpecChecks checks) {
        this(spec -> !checks.beforeStart(spec).invalid());
    }

    RouteTurns(Predicate<ModelExperimentSpec> valid) {
        this.valid = valid;
    }

    /** The event source that wakes waiting experiments; to be registered with the reconciler before it starts. */
    EventSource<?, ModelExperiment> source(EventSourceContext<ModelExperiment> context) {
        experiments = context.getPrimaryCache();
        return wakeUps;
    }

    /**
     * Whether somebody else goes first.
     *
     * @param experiment one that has everything it needs to start
     * @param spec its valid spec
     * @param now the present time
     * @return empty when it is its turn; the route itself may still be held by an experiment that runs
     */
    Optional<Place> before(ModelExperiment experiment, ModelExperimentSpec spec, Instant now) {
        Contender self = contender(experiment, spec);
        List<Contender> others = experiments.list(experiment.getMetadata().getNamespace(), other -> wants(other, self, now))
                .map(other -> contender(other, other.getSpec())).toList();
        return RouteQueue.place(self, others);
    }

    /**
     * The experiment that has started on the same route. From its start on it goes first, also in the moments before its name stands on
     * the route itself.
     *
     * @param experiment one that waits
     * @param spec its valid spec
     * @return its name; empty when none has started
     */
    Optional<String> started(ModelExperiment experiment, ModelExperimentSpec spec) {
        Contender self = contender(experiment, spec);
        return experiments.list(experiment.getMetadata().getNamespace(), other -> !other.getMetadata().getName().equals(self.name())
                        && !other.isMarkedForDeletion() && StatePersistence.read(status(other)) instanceof Active
                        && sharesRoute(other, self))
                .map(other -> other.getMetadata().getName()).sorted().findFirst();
    }

    /**
     * Wakes the others of the namespace that wait, when an experiment has changed so that one of them may start: its spec is another, it
     * has handed its route back, or it is being deleted. Which of them starts is seen when they look.
     *
     * @param experiment the one that changed
     * @param next its status after this pass
     */
    void wakeOthers(ModelExperiment experiment, ModelExperimentStatus next) {
        ModelExperimentStatus previous = status(experiment);
        boolean rewritten = !Objects.equals(previous.observedGeneration(), next.observedGeneration());
        if (rewritten || released(next) && !released(previous)) {
            wakeOthers(experiment);
        }
    }

    /** Wakes the others of the namespace that wait, because this one is gone. */
    void wakeOthers(ModelExperiment experiment) {
        experiments.list(experiment.getMetadata().getNamespace(), other -> waits(other)
                        && !other.getMetadata().getName().equals(experiment.getMetadata().getName()))
                .forEach(other -> wakeUps.propagateEvent(ResourceID.fromResource(other)));
    }

    private boolean wants(ModelExperiment other, Contender self, Instant now) {
        ModelExperimentSpec spec = other.getSpec();
        return waits(other) && !other.getMetadata().getName().equals(self.name()) && sharesRoute(other, self)
                && spec.desiredState() == DesiredState.Running && valid.test(spec) && due(spec, now);
    }

    private static boolean sharesRoute(ModelExperiment other, Contender self) {
        ModelExperimentSpec spec = other.getSpec();
        return spec != null && spec.routing() != null && contender(other, spec).route().equals(self.route()) && RouteLook.enforced(spec);
    }

    private static boolean waits(ModelExperiment experiment) {
        return !experiment.isMarkedForDeletion() && StatePersistence.read(status(experiment)) instanceof Waiting;
    }

    private static boolean due(ModelExperimentSpec spec, Instant now) {
        String start = spec.schedule().startTime();
        return start == null || !OffsetDateTime.parse(start).toInstant().isAfter(now);
    }

    private static boolean released(ModelExperimentStatus status) {
        return status.route() != null && Boolean.TRUE.equals(status.route().released());
    }

    private static ModelExperimentStatus status(ModelExperiment experiment) {
        return Optional.ofNullable(experiment.getStatus()).orElseGet(ModelExperimentStatus::empty);
    }

    private static Contender contender(ModelExperiment experiment, ModelExperimentSpec spec) {
        return new Contender(experiment.getMetadata().getName(), Instant.parse(experiment.getMetadata().getCreationTimestamp()),
                Route.of(spec));
    }
}
