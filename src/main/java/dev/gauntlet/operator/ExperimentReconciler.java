package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.reporting.StatusChanges;
import dev.gauntlet.reporting.StatusEvents;
import dev.gauntlet.reporting.StatusRenderer;
import dev.gauntlet.routing.RouteObservation;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One pass per event or tick: read the state from status, run the pass for that state, persist what changed. A pass that
 * changes the wanted traffic only persists it; the next pass, which follows at once, acts. So nothing is done that is not
 * written down, and a crash anywhere repeats harmlessly.
 */
@ControllerConfiguration(name = "modelexperiment", finalizerName = ModelExperiment.FINALIZER, fieldManager = "gauntlet",
        generationAwareEventProcessing = false, informer = @Informer(onUpdateFilter = PrimaryUpdates.class),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
@GradualRetry(maxAttempts = -1, initialInterval = 500, intervalMultiplier = 2, maxInterval = 30_000)
public class ExperimentReconciler implements Reconciler<ModelExperiment>, Cleaner<ModelExperiment> {

    private static final String FIELD_MANAGER = "gauntlet";

    private final WaitingPass waiting;
    private final ActivePass running;
    private final ConcludedPass concluded;
    private final Deletion deletion;
    private final DeletionStatus deletionStatus;
    private final RouteEvents routeEvents;
    private final RouteWatches routeWatches;
    private final RouteTurns turns;
    private final ClockWatch clockWatch;
    private final RequestConsumer consumer;
    private final ReportWriter reports;
    private final Surroundings surroundings;
    private final EventPublisher events;
    private final OperatorMetrics metrics;
    private final NotificationDesk notifications;
    private final Tracing tracing;
    private final Clock clock;
    private final Duration statusInterval;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    ExperimentReconciler(WaitingPass waiting, ActivePass running, ConcludedPass concluded, Deletion deletion,
            DeletionStatus deletionStatus, RouteEvents routeEvents, RouteWatches routeWatches, RouteTurns turns, ClockWatch clockWatch,
            RequestConsumer consumer, ReportWriter reports, Surroundings surroundings, EventPublisher events, OperatorMetrics metrics,
            NotificationDesk notifications, Tracing tracing, Clock clock, GauntletConfig config) {
        this.waiting = waiting;
        this.running = running;
        this.concluded = concluded;
        this.deletion = deletion;
        this.deletionStatus = deletionStatus;
        this.routeEvents = routeEvents;
        this.routeWatches = routeWatches;
        this.turns = turns;
        this.clockWatch = clockWatch;
        this.consumer = consumer;
        this.reports = reports;
        this.surroundings = surroundings;
        this.events = events;
        this.metrics = metrics;
        this.notifications = notifications;
        this.tracing = tracing;
        this.clock = clock;
        this.statusInterval = config.statusInterval();
    }

    @Override
    public List<EventSource<?, ModelExperiment>> prepareEventSources(EventSourceContext<ModelExperiment> context) {
        List<EventSource<?, ModelExperiment>> sources = new ArrayList<>(routeEvents.sources(context));
        sources.add(routeWatches.source());
        sources.add(notifications.deliveries());
        sources.add(turns.source(context));
        sources.add(clockWatch.source(context));
        return sources;
    }

    @Override
    public UpdateControl<ModelExperiment> reconcile(ModelExperiment experiment, Context<ModelExperiment> context) {
        return tracing.reconcile(experiment, () -> look(experiment, context));
    }

    private UpdateControl<ModelExperiment> look(ModelExperiment experiment, Context<ModelExperiment> context) {
        ModelExperimentStatus previous = Optional.ofNullable(experiment.getStatus()).orElseGet(ModelExperimentStatus::empty);
        notifications.submit(experiment);
        PassOutcome outcome = pass(experiment, previous);
        routeWatches.follow(experiment, outcome.report().state(), outcome.report().spec());
        ModelExperimentStatus next = notifications.enclose(experiment, previous, StatusRenderer.render(previous, outcome.report()),
                outcome.report().spec());
        metrics.show(experiment, next);
        tracing.result(next);
        consumer.remove(experiment, outcome.answered());
        if (mustWrite(experiment, previous, next)) {
            write(experiment, previous, next, context);
        }
        UpdateControl<ModelExperiment> control = UpdateControl.noUpdate();
        turns.wakeOthers(experiment, next);
        NotificationDesk.next(outcome.next(), previous, next).ifPresent(control::rescheduleAfter);
        return control;
    }

    @Override
    public DeleteControl cleanup(ModelExperiment experiment, Context<ModelExperiment> context) {
        Deletion.Progress progress = leave(experiment);
        if (!progress.done()) {
            RouteObservation route = progress.route().orElseThrow();
            deletionStatus.waiting(experiment, route);
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(TickSchedule.untilRouted(
                    Optional.of(Instant.parse(experiment.getMetadata().getDeletionTimestamp())), route, clock.instant()).toMillis());
        }
        progress.route().ifPresent(route -> deletionStatus.done(experiment, route));
        routeWatches.forget(experiment);
        turns.wakeOthers(experiment);
        reports.forget(experiment);
        surroundings.forget(experiment);
        metrics.remove(experiment);
        notifications.forget(experiment);
        written.remove(experiment.getMetadata().getUid());
        return DeleteControl.defaultDelete();
    }

    /** The operator SDK tells nobody of a deletion that fails. */
    private Deletion.Progress leave(ModelExperiment experiment) {
        try {
            return deletion.run(experiment);
        } catch (RuntimeException e) {
            deletionStatus.failed(experiment, e);
            throw e;
        }
    }

    @Override
    public ErrorStatusUpdateControl<ModelExperiment> updateErrorStatus(ModelExperiment experiment, Context<ModelExperiment> context,
            Exception failure) {
        if (isConflict(failure) || failure.getCause() != null && isConflict(failure.getCause())) {
            // Somebody else wrote meanwhile; waiting longer each time would let a busy writer delay a rollback.
            return ErrorStatusUpdateControl.<ModelExperiment>noStatusUpdate().withNoRetry().rescheduleAfter(PassOutcome.SOON);
        }
        boolean first = context.getRetryInfo().map(retry -> retry.getAttemptCount() == 0).orElse(true);
        if (!first) {
            return ErrorStatusUpdateControl.noStatusUpdate();
        }
        ModelExperimentStatus previous = Optional.ofNullable(experiment.getStatus()).orElseGet(ModelExperimentStatus::empty);
        String message = Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.getClass().getSimpleName());
        events.publish(experiment, true, Reason.ReconcileFailed.name(), message);
        return ErrorStatusUpdateControl.patchStatus(withStatus(experiment, context.getClient(),
                StatusRenderer.failed(previous, experiment.getMetadata().getGeneration(), message, clock.instant())));
    }

    /** The operator SDK wraps what its cache meets while it writes. */
    private static boolean isConflict(Throwable failure) {
        return failure instanceof KubernetesClientException refused && refused.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    private PassOutcome pass(ModelExperiment experiment, ModelExperimentStatus status) {
        var state = StatePersistence.read(status);
        if (state instanceof Waiting now) {
            return waiting.run(experiment, status, now);
        }
        return state instanceof Active now ? running.run(experiment, status, now)
                : concluded.run(experiment, status, (Concluded) state);
    }

    private boolean mustWrite(ModelExperiment experiment, ModelExperimentStatus previous, ModelExperimentStatus next) {
        if (next.equals(previous)) {
            return false;
        }
        Instant last = written.get(experiment.getMetadata().getUid());
        Instant now = clock.instant();
        // A clock that was set back must not hold status back until it has caught up.
        return StatusChanges.significant(previous, next) || last == null || now.isBefore(last) || !now.isBefore(last.plus(statusInterval));
    }

    private void write(ModelExperiment experiment, ModelExperimentStatus previous, ModelExperimentStatus next,
            Context<ModelExperiment> context) {
        // What could not be written is decided again in the next pass, and is told and counted then.
        replace(withStatus(experiment, context.getClient(), next), context);
        written.put(experiment.getMetadata().getUid(), clock.instant());
        StatusEvents.between(previous, next).forEach(e -> events.publish(experiment, e.warning(), e.reason(), e.message()));
        if (next.decision() != null && (previous.decision() == null || !Objects.equals(previous.decision().time(), next.decision().time())
                || previous.decision().rule() != next.decision().rule())) {
            metrics.decided(next.decision());
        }
    }

    /**
     * Replaces the status as a whole, which the API server refuses when somebody wrote meanwhile. A server-side apply would leave it to the
     * server to remove what a new run or stage has no more: version 1.20 makes null of an object that loses all its fields, and then
     * refuses that. An update with nothing but the status would make it forget who wrote the annotations.
     */
    private static void replace(ModelExperiment fresh, Context<ModelExperiment> context) {
        String patch = context.getClient().getKubernetesSerialization().asJson(List.of(
                Map.of("op", "replace", "path", "/metadata/resourceVersion", "value", fresh.getMetadata().getResourceVersion()),
                Map.of("op", "add", "path", "/status", "value", fresh.getStatus())));
        PatchContext asGauntlet = new PatchContext.Builder().withPatchType(PatchType.JSON).withFieldManager(FIELD_MANAGER).build();
        context.resourceOperations().resourcePatch(fresh,
                experiment -> context.getClient().resource(experiment).subresource("status").patch(asGauntlet, patch),
                context.eventSourceRetriever().getControllerEventSource());
    }

    private static ModelExperiment withStatus(ModelExperiment experiment, KubernetesClient client, ModelExperimentStatus status) {
        ModelExperiment fresh = new ModelExperiment();
        // The version makes the API server refuse a status that was decided on an outdated one.
        fresh.setMetadata(new ObjectMetaBuilder().withName(experiment.getMetadata().getName())
                .withNamespace(experiment.getMetadata().getNamespace())
                .withResourceVersion(version(experiment, client)).build());
        fresh.setStatus(status);
        return fresh;
    }

    /** The newest version with the spec and status that were decided on; others may have written labels or annotations since. */
    private static String version(ModelExperiment decidedOn, KubernetesClient client) {
        ModelExperiment newest = client.resource(decidedOn).get();
        boolean same = newest != null && newest.getMetadata().getUid().equals(decidedOn.getMetadata().getUid())
                && Objects.equals(newest.getMetadata().getGeneration(), decidedOn.getMetadata().getGeneration())
                && Objects.equals(newest.getStatus(), decidedOn.getStatus());
        return (same ? newest : decidedOn).getMetadata().getResourceVersion();
    }
}
