package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.operator.RouteQueue.Place;
import dev.gauntlet.routing.Capabilities;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteQueueTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Set<String> CONNECTIONS = Set.of("default");

    private final List<ModelExperiment> present = new ArrayList<>();
    private final List<String> woken = new ArrayList<>();
    private final SortedMap<Routing.Provider, Capabilities> providers = new TreeMap<>(CapabilityCheckTest.PROVIDERS);
    private final RouteTurns turns = new RouteTurns(spec -> !SpecCheck.beforeStart(spec, CONNECTIONS, Set.of(), providers).invalid());

    @BeforeEach
    void start() {
        providers.put(Routing.Provider.External, providers.get(Routing.Provider.GatewayAPI));
        EventSource<?, ModelExperiment> source = turns.source(
                new EventSourceContext<>(new PresentExperiments(present), null, null, ModelExperiment.class));
        source.setEventHandler(event -> woken.add(event.getRelatedCustomResourceID().getName()));
        source.start();
    }

    @Test
    void goesByAgeAndThenByName() {
        ModelExperiment young = add("young", "10:00");
        ModelExperiment b = add("b", "09:00");
        ModelExperiment a = add("a", "09:00");

        assertThat(before(a)).isEmpty();
        assertThat(before(b)).get().extracting(Place::first, Place::position, Place::length).containsExactly("a", 2, 3);
        assertThat(before(young)).get().extracting(Place::first, Place::position, Place::length).containsExactly("a", 3, 3);
        assertThat(before(young).get().message()).isEqualTo("experiment a was created earlier and waits for Service digits too, "
                + "so it goes first; this one is number 3 of 3");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "waits for another route      | serviceName: digits}             | serviceName: other}",
        "is paused                    | routing:                         | desiredState: Paused / routing:",
        "is aborted                   | routing:                         | desiredState: Aborted / routing:",
        "touches no route             | routing:                         | mode: Observe / routing:",
        "is not due                   | routing:                         | schedule: {startTime: '2026-11-20T14:00:01+02:00'} / routing:",
        "is invalid                   | minimumSeconds: 20               | minimumSeconds: -1",
        "names an unknown connection  | routing:                         | prometheus: {connection: elsewhere} / routing:",
        "lives in another namespace   | namespace: demo                  | namespace: elsewhere",
        "is being deleted             | namespace: demo                  | namespace: demo, deletionTimestamp: '2026-11-20T11:00:00Z'"})
    void anOlderOneThatDoesNotWantToStartIsNotWaitedFor(String what, String written, String instead) {
        present.add(experiment("old", "09:00", Manifests.MINIMAL.replace(written, instead.replace(" / ", "\n  ")), ""));

        assertThat(before(add("young", "10:00"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "another rule of the same route | {provider: GatewayAPI, routeRef: {name: fraud, ruleName: explain}}  | true",
        "the route without a rule       | {provider: GatewayAPI, routeRef: {name: fraud}}                     | true",
        "another route                  | {provider: GatewayAPI, routeRef: {name: loans, ruleName: predict}}  | false",
        "another kind of that name      | {provider: Istio, routeRef: {name: fraud, ruleName: predict}}       | false",
        "a Service of that name         | {provider: ManagedProxy, serviceName: fraud}                        | false"})
    void aRouteIsTakenAsAWhole(String what, String routing, boolean waits) {
        present.add(experiment("old", "09:00", routed("{provider: GatewayAPI, routeRef: {name: fraud, ruleName: predict}}"), ""));

        assertThat(before(experiment("young", "10:00", routed(routing), "")).isPresent()).isEqualTo(waits);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "a Service of Knative                | {provider: Knative, routeRef: {name: digits}}    | false",
        "somebody else who leads the Service | {provider: External, serviceName: digits}        | true",
        "another Service                     | {provider: External, serviceName: loans}         | false",
        "nothing by name                     | {provider: External}                             | false"})
    void aServiceIsTakenWhoeverLeadsIt(String what, String routing, boolean waits) {
        add("old", "09:00");

        assertThat(before(experiment("young", "10:00", routed(routing), "")).isPresent()).isEqualTo(waits);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"digits-baseline | true", "loans-baseline | false"})
    void thoseThatNameNoRouteShareOneIfTheyShareTheirChampion(String champion, boolean waits) {
        present.add(experiment("old", "09:00", routed("{provider: External}"), ""));

        assertThat(before(experiment("young", "10:00", routed("{provider: External}").replace("digits-baseline", champion), ""))
                .isPresent()).isEqualTo(waits);
    }

    private static String routed(String routing) {
        return Manifests.MINIMAL.replace("{provider: ManagedProxy, serviceName: digits}", routing);
    }

    @Test
    void oneThatIsDueGoesFirst() {
        present.add(experiment("old", "09:00",
                Manifests.MINIMAL.replace("routing:", "schedule: {startTime: '2026-11-20T14:00:00+02:00'}\n  routing:"), ""));

        assertThat(before(add("young", "10:00"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "status: {outcome: {result: Aborted, winner: baseline, serving: baseline, time: '2026-11-20T10:00:00Z'}, route: {released: true}}",
        "status: {startTime: '2026-11-20T10:00:00Z', step: {name: canary, index: 0, count: 2}}"})
    void oneThatRunsOrHasEndedIsInNoQueue(String status) {
        present.add(experiment("old", "09:00", Manifests.MINIMAL, status));

        assertThat(before(add("young", "10:00"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "runs on it            | namespace: demo    | namespace: demo                                              | true",
        "runs on another route | serviceName: digits} | serviceName: other}                                        | false",
        "touches no route      | routing:           | mode: Observe / routing:                                     | false",
        "is being deleted      | namespace: demo    | namespace: demo, deletionTimestamp: '2026-11-20T11:00:00Z'   | false"})
    void oneThatHasStartedGoesFirstEvenWhileTheRouteDoesNotShowIt(String what, String written, String instead, boolean first) {
        present.add(experiment("starts", "11:00", Manifests.MINIMAL.replace(written, instead.replace(" / ", "\n  ")),
                "status: {startTime: '2026-11-20T10:00:00Z', step: {name: canary, index: 0, count: 2}}"));
        ModelExperiment older = add("older", "09:00");

        assertThat(turns.started(older, older.getSpec())).isEqualTo(first ? Optional.of("starts") : Optional.empty());
    }

    @Test
    void everybodyElseWhoWaitsIsWokenWhenARouteMayBeFree() {
        ModelExperiment ended = experiment("ended", "08:00", Manifests.MINIMAL, "status: {observedGeneration: 1}");
        present.add(ended);
        add("first", "09:00");
        add("second", "10:00");
        present.add(experiment("runs", "07:00", Manifests.MINIMAL,
                "status: {startTime: '2026-11-20T10:00:00Z', step: {name: canary, index: 0}}"));
        present.add(experiment("far", "07:00", Manifests.MINIMAL.replace("namespace: demo", "namespace: elsewhere"), ""));

        turns.wakeOthers(ended);

        assertThat(woken).containsExactlyInAnyOrder("first", "second");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "observedGeneration: 1 | observedGeneration: 1                           | false",
        "observedGeneration: 1 | observedGeneration: 2                           | true",
        "observedGeneration: 1 | 'observedGeneration: 1, route: {released: true}' | true",
        "'observedGeneration: 1, route: {released: true}' | 'observedGeneration: 1, route: {released: true}' | false"})
    void nobodyIsWokenWhenNothingChanged(String before, String after, boolean wakes) {
        ModelExperiment changed = experiment("changed", "08:00", Manifests.MINIMAL, "status: {" + before + "}");
        add("waits", "09:00");

        turns.wakeOthers(changed, Serialization.unmarshal("---\n{" + after + "}", ModelExperimentStatus.class));

        assertThat(woken).hasSize(wakes ? 1 : 0);
    }

    private Optional<Place> before(ModelExperiment experiment) {
        return turns.before(experiment, experiment.getSpec(), NOW);
    }

    private ModelExperiment add(String name, String created) {
        ModelExperiment experiment = experiment(name, created, Manifests.MINIMAL, "");
        present.add(experiment);
        return experiment;
    }

    private static ModelExperiment experiment(String name, String created, String manifest, String status) {
        return Serialization.unmarshal(manifest.replace("name: digits, namespace", "creationTimestamp: '2026-11-20T" + created
                + ":00Z', name: " + name + ", namespace") + status, ModelExperiment.class);
    }
}
