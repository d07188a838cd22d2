package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.reporting.StatusRenderer;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells in status and Events what the deletion of an experiment waits for, so that nobody wonders why it stays. What cannot be told never
 * holds the deletion up.
 */
@Singleton
class DeletionStatus {

    private static final Logger LOG = Logger.getLogger(DeletionStatus.class);
    /** A release takes a moment, which is nobody's business. */
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final PatchContext PATCH = new PatchContext.Builder().withPatchType(PatchType.JSON).withFieldManager("gauntlet").build();

    private final KubernetesClient client;
    private final EventPublisher events;
    private final Clock clock;

    DeletionStatus(KubernetesClient client, EventPublisher events, Clock clock) {
        this.client = client;
        this.events = events;
        this.clock = clock;
    }

    /** The route is not handed back yet. */
    void waiting(ModelExperiment experiment, RouteObservation route) {
        Instant since = Instant.parse(experiment.getMetadata().getDeletionTimestamp());
        if (route.state() == RouteState.BLOCKED || clock.instant().isAfter(since.plus(MOMENT))) {
            tell(experiment, ConditionType.RouteProgrammed, route.reason().label(), "the deletion waits for the route: " + route.message());
        }
    }

    /** Something refused, mostly the API server; it is tried again. */
    void failed(ModelExperiment experiment, RuntimeException failure) {
        tell(experiment, ConditionType.Progressing, Reason.ReconcileFailed.name(), "the deletion is tried again: "
                + Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.getClass().getSimpleName()));
    }

    /** The route is handed back, as far as Gauntlet can do that. */
    void done(ModelExperiment experiment, RouteObservation route) {
        events.publish(experiment, false, Reason.RouteReleased.name(), route.message());
    }

    private void tell(ModelExperiment experiment, ConditionType type, String reason, String message) {
        ModelExperimentStatus status = Optional.ofNullable(experiment.getStatus()).orElseGet(ModelExperimentStatus::empty);
        Optional<Condition> told = Conditions.find(status.conditions(), type)
                .filter(condition -> "False".equals(condition.getStatus()) && reason.equals(condition.getReason()));
        if (told.filter(condition -> message.equals(condition.getMessage())).isPresent()) {
            return;
        }
        Long generation = experiment.getMetadata().getGeneration();
        write(experiment, type == ConditionType.RouteProgrammed
                ? StatusRenderer.leaving(status, generation, reason, message, clock.instant())
                : StatusRenderer.failed(status, generation, message, clock.instant()));
        if (told.isEmpty()) {
            events.publish(experiment, true, reason, message);
        }
    }

    private void write(ModelExperiment experiment, ModelExperimentStatus status) {
        String patch = client.getKubernetesSerialization().asJson(List.of(
                Map.of("op", "replace", "path", "/metadata/resourceVersion", "value", experiment.getMetadata().getResourceVersion()),
                Map.of("op", "add", "path", "/status", "value", status)));
        try {
            client.resources(ModelExperiment.class).inNamespace(experiment.getMetadata().getNamespace())
                    .withName(experiment.getMetadata().getName()).subresource("status").patch(PATCH, patch);
        } catch (KubernetesClientException e) {
            LOG.debugf("What the deletion waits for could not be written: %s", e.getMessage());
        }
    }
}
