package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.RouteWatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Wakes an experiment when somebody touches the route of another system that it splits, so that a foreign change is undone at once and not
 * with the next tick. Each route is watched by itself, from the first step to the end: whole kinds may not be installed, and may have many
 * objects that are nobody's business. Where a watch is not to be had, the tick is left.
 */
class RouteWatches {

    private static final Logger LOG = Logger.getLogger(RouteWatches.class);

    private final SimpleInboundEventSource<ModelExperiment> wakeUps = new SimpleInboundEventSource<>("route-watches");
    private final Map<ResourceID, Entry> entries = new HashMap<>();
    private final Map<Routing.Provider, ObjectKind> kinds;
    private final Opener opener;
    private final Executor executor;

    /**
     * Watches through a client.
     *
     * @param client access to the cluster
     * @param kinds kind of route of those providers that have one
     */
    RouteWatches(KubernetesClient client, Map<Routing.Provider, ObjectKind> kinds) {
        this(kinds, (route, changed, ended) ->
                        RouteWatch.open(client, route.kind(), route.namespace(), route.name(), changed, ended)::close,
                Executors.newSingleThreadExecutor(work -> {
                    Thread thread = new Thread(work, "route-watches");
                    thread.setDaemon(true);
                    return thread;
                }));
    }

    /**
     * Watches in some way.
     *
     * @param kinds kind of route of those providers that have one
     * @param opener how
     * @param executor opens and closes, since a pass must not wait for that
     */
    RouteWatches(Map<Routing.Provider, ObjectKind> kinds, Opener opener, Executor executor) {
        this.kinds = Map.copyOf(kinds);
        this.opener = opener;
        this.executor = executor;
    }

    /** Opens a watch. */
    @FunctionalInterface
    interface Opener {

        /**
         * Begins to watch.
         *
         * @param changed to be called when the route is not as it was
         * @param ended to be called when it is watched no more
         * @return what ends it
         * @throws KubernetesClientException when it cannot be watched
         */
        Runnable open(Watched route, Runnable changed, Runnable ended);
    }

    /**
     * A route.
     *
     * @param kind its kind
     * @param namespace its namespace
     * @param name its name
     */
    record Watched(ObjectKind kind, String namespace, String name) {
    }

    private static final class Entry {

        private final Watched route;
        private Optional<Runnable> close = Optional.empty();

        private Entry(Watched route) {
            this.route = route;
        }
    }

    /** The event source that wakes experiments; to be registered with the reconciler before it starts. */
    EventSource<?, ModelExperiment> source() {
        return wakeUps;
    }

    /**
     * Watches the route of an experiment that has one now, and no other; to be called in every pass, which also begins anew what has ended.
     *
     * @param state where the experiment stands
     * @param spec the spec in force, if there is one
     */
    synchronized void follow(ModelExperiment experiment, ExperimentState state, Optional<ModelExperimentSpec> spec) {
        ResourceID id = ResourceID.fromResource(experiment);
        Optional<Watched> wanted = spec.filter(s -> state instanceof Active && RouteLook.enforced(s)).map(ModelExperimentSpec::routing)
                .filter(routing -> routing.routeRef() != null && kinds.containsKey(routing.provider()))
                .map(routing -> new Watched(kinds.get(routing.provider()), id.getNamespace().orElseThrow(), routing.routeRef().name()));
        if (!wanted.equals(Optional.ofNullable(entries.get(id)).map(entry -> entry.route))) {
            forget(experiment);
            wanted.ifPresent(route -> {
                Entry entry = new Entry(route);
                entries.put(id, entry);
                executor.execute(() -> open(id, entry));
            });
        }
    }

    /** Watches nothing for an experiment any more. */
    synchronized void forget(ModelExperiment experiment) {
        Optional.ofNullable(entries.remove(ResourceID.fromResource(experiment))).flatMap(entry -> entry.close).ifPresent(executor::execute);
    }

    private void open(ResourceID id, Entry entry) {
        try {
            Runnable close = opener.open(entry.route, () -> wake(id, entry), () -> ended(id, entry));
            synchronized (this) {
                if (entries.get(id) == entry) {
                    entry.close = Optional.of(close);
                    return;
                }
            }
            close.run();
        } catch (KubernetesClientException e) {
            LOG.debugf("The route %s is looked at with every tick only: %s", entry.route, e.getMessage());
            ended(id, entry);
        }
    }

    private void wake(ResourceID id, Entry entry) {
        boolean current;
        synchronized (this) {
            current = entries.get(id) == entry;
        }
        if (current) {
            wakeUps.propagateEvent(id);
        }
    }

    private synchronized void ended(ResourceID id, Entry entry) {
        entries.remove(id, entry);
    }
}
