package dev.gauntlet.routing.foreign;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells when somebody changes one route. What is told is a hint to look, and no more: a change may be missed while the API server cannot
 * be reached, and Gauntlet's own writes are told as well. What others write to status, labels and annotations of their own is not.
 */
public final class RouteWatch implements AutoCloseable {

    private final Runnable changed;
    private final Runnable ended;
    private List<String> known;
    private Watch watch;

    private RouteWatch(List<String> known, Runnable changed, Runnable ended) {
        this.known = known;
        this.changed = changed;
        this.ended = ended;
    }

    /**
     * Begins to watch, which takes some requests.
     *
     * @param client access to the cluster
     * @param kind kind of the route
     * @param namespace namespace of the route
     * @param name name of the route, which need not exist
     * @param changed called, on a thread of the client, when it is not as it was
     * @param ended called when nothing is watched any more although it was not closed
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not know the kind, refuses or does not answer
     */
    public static RouteWatch open(KubernetesClient client, ObjectKind kind, String namespace, String name, Runnable changed,
            Runnable ended) {
        Resource<GenericKubernetesResource> route = RouteStore.resource(client, kind, namespace, name);
        RouteWatch watch = new RouteWatch(Optional.ofNullable(route.get()).map(found -> essence(found.getMetadata())).orElse(List.of()),
                changed, ended);
        watch.watch = route.watch(watch.new Events());
        return watch;
    }

    private synchronized void see(List<String> essence) {
        if (!essence.equals(known)) {
            known = essence;
            changed.run();
        }
    }

    /** What is the user's or Gauntlet's to change. */
    private static List<String> essence(ObjectMeta route) {
        Map<String, String> annotations = Optional.ofNullable(route.getAnnotations()).orElse(Map.of());
        return Stream.concat(Stream.of(route.getUid(), String.valueOf(route.getGeneration())),
                RouteNotes.ALL.stream().map(note -> annotations.getOrDefault(note, ""))).toList();
    }

    private final class Events implements Watcher<GenericKubernetesResource> {

        @Override
        public void eventReceived(Action action, GenericKubernetesResource route) {
            if (action != Action.BOOKMARK && action != Action.ERROR) {
                see(action == Action.DELETED ? List.of() : essence(route.getMetadata()));
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            ended.run();
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
