package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.routing.foreign.ObjectKind;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteWatchesTest {

    private static final ExperimentState RUNNING = Transitions.start(Waiting.NEW, Instant.EPOCH);
    private static final String ROUTED = "provider: GatewayAPI, routeRef: {name: fraud}";

    private final List<Opened> opened = new ArrayList<>();
    private final List<String> woken = new ArrayList<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private boolean refused;
    private final RouteWatches watches = new RouteWatches(
            Map.of(Routing.Provider.GatewayAPI, ObjectKind.namespaced("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes")),
            this::open, later::add);

    /** A watch that a test moves. */
    private static final class Opened {

        private final RouteWatches.Watched route;
        private final Runnable changed;
        private final Runnable ended;
        private boolean closed;

        private Opened(RouteWatches.Watched route, Runnable changed, Runnable ended) {
            this.route = route;
            this.changed = changed;
            this.ended = ended;
        }
    }

    private Runnable open(RouteWatches.Watched route, Runnable changed, Runnable ended) {
        Opened watch = new Opened(route, changed, ended);
        opened.add(watch);
        if (refused) {
            throw new KubernetesClientException("the server could not find the requested resource");
        }
        return () -> watch.closed = true;
    }

    @BeforeEach
    void start() {
        EventSource<?, ModelExperiment> source = watches.source();
        source.setEventHandler(event -> woken.add(event.getRelatedCustomResourceID().getName()));
        source.start();
    }

    @Test
    void aRouteIsWatchedFromTheStartToTheEnd() {
        pass(ROUTED, RUNNING);
        pass(ROUTED, RUNNING);
        assertThat(opened).singleElement().satisfies(watch -> assertThat(watch.route.name()).isEqualTo("fraud"));
        opened.get(0).changed.run();
        assertThat(woken).containsExactly("digits");

        pass(ROUTED, new Waiting(2, 1));
        opened.get(0).changed.run();
        assertThat(opened.get(0).closed).isTrue();
        assertThat(woken).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider: ManagedProxy, serviceName: digits", "provider: Istio, routeRef: {name: fraud}", "provider: External"})
    void whatHasNoKnownRouteIsNotWatched(String routing) {
        pass(routing, RUNNING);
        assertThat(opened).isEmpty();
    }

    @Test
    void whatWaitsOrOnlyObservesWatchesNothing() {
        pass(ROUTED, Waiting.NEW);
        watches.follow(experiment(ROUTED), RUNNING, Optional.empty());
        pass(ROUTED + "}\n  mode: Observe\n  prometheus: {connection: default", RUNNING);
        assertThat(opened).isEmpty();
    }

    @Test
    void whatCannotBeWatchedOrIsNoMoreIsTriedAgainInALaterPass() {
        refused = true;
        pass(ROUTED, RUNNING);
        assertThat(opened).hasSize(1);
        refused = false;
        pass(ROUTED, RUNNING);
        assertThat(opened).hasSize(2);
        opened.get(1).ended.run();
        assertThat(opened).as("not before the next pass").hasSize(2);
        pass(ROUTED, RUNNING);
        assertThat(opened).hasSize(3);
        opened.get(1).changed.run();
        assertThat(woken).as("an old watch wakes nobody").isEmpty();
    }

    @Test
    void anotherRouteIsWatchedInItsPlace() {
        pass(ROUTED, RUNNING);
        pass(ROUTED.replace("fraud", "loans"), RUNNING);
        assertThat(opened).extracting(watch -> watch.route.name()).containsExactly("fraud", "loans");
        assertThat(opened).extracting(watch -> watch.closed).containsExactly(true, false);
    }

    @Test
    void aWatchThatOpensTooLateIsClosed() {
        watches.follow(experiment(ROUTED), RUNNING, Optional.of(experiment(ROUTED).getSpec()));
        watches.forget(experiment(ROUTED));
        runLater();
        assertThat(opened).singleElement().satisfies(watch -> assertThat(watch.closed).isTrue());
    }

    private void pass(String routing, ExperimentState state) {
        ModelExperiment experiment = experiment(routing);
        watches.follow(experiment, state, Optional.of(experiment.getSpec()));
        runLater();
    }

    private void runLater() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static ModelExperiment experiment(String routing) {
        return Serialization.unmarshal(Manifests.MINIMAL.replace("provider: ManagedProxy, serviceName: digits", routing),
                ModelExperiment.class);
    }
}
