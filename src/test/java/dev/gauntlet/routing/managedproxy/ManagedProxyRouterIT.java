package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalNode;
import dev.gauntlet.local.NginxRecipe;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.cluster.Pods;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider against a real API server, with real proxies and models behind its Services. */
@ExtendWith(LocalCluster.class)
class ManagedProxyRouterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final AdminTokens TOKENS = new AdminTokens("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private static final ManagedProxyConfig CONFIG = new ManagedProxyConfig("openresty/openresty:1", 2,
            new ProxyServer("0.0.0.0", 1, Duration.ofSeconds(5)), "1m", "1Mi", "256Mi", Duration.ofSeconds(3), Duration.ofSeconds(2),
            Duration.ofSeconds(2));
    private static final RouteGoal SPLIT = new RouteGoal.Split();

    private LocalNode node;
    private KubernetesClient client;
    private ManagedProxyRouter router;
    private RouteOwner owner;

    @BeforeEach
    void prepare(LocalNode localNode, KubernetesClient kubernetes) {
        node = localNode.register("openresty/openresty", new NginxRecipe(LocalBinaries.resolve()))
                .register("named", new JavaRecipe(NamedServer.class.getName()));
        client = kubernetes;
        router = new ManagedProxyRouter(client, CONFIG, TOKENS, Clock.systemUTC());
        owner = createOwner("digits");
    }

    /** Any object can own; a ConfigMap needs no definition of its own. */
    private RouteOwner createOwner(String name) {
        ConfigMap object = client.resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        return new RouteOwner("v1", "ConfigMap", client.getNamespace(), name, object.getMetadata().getUid());
    }

    private RouteIntent intent(long generation, String percent, RouteGoal goal) {
        return intent(owner, generation, percent, goal);
    }

    private static RouteIntent intent(RouteOwner owner, long generation, String percent, RouteGoal goal) {
        return new RouteIntent(owner, "web", List.of(new RouteVariant("baseline", true, "web-baseline", 8000),
                new RouteVariant("candidate", false, "web-candidate", 8000)), AssignmentPolicy.perRequest("salt"),
                Map.of("candidate", new BigDecimal(percent)), generation, goal);
    }

    private void createModels() {
        deploy("baseline");
        deploy("candidate");
        service("web-baseline", "baseline", 8000);
        service("web-candidate", "candidate", 8000);
        service("web", "baseline", ProxyServer.TRAFFIC_PORT);
    }

    private void deploy(String name) {
        client.resource(Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: model
                        image: named:1
                        args: [%1$s]
                        env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                        ports: [{name: model, containerPort: 9000}]
                        readinessProbe: {tcpSocket: {port: model}, periodSeconds: 1}
                """.formatted(name), Deployment.class)).create();
        await().atMost(PATIENCE).until(() -> Integer.valueOf(1)
                .equals(client.apps().deployments().withName(name).get().getStatus().getReadyReplicas()));
    }

    private Service service(String name, String app, int port) {
        return client.resource(new ServiceBuilder().withNewMetadata().withName(name).addToAnnotations("team", "scoring").endMetadata()
                .withNewSpec().withSelector(Map.of("app", app))
                .addNewPort().withName("http").withPort(port).withTargetPort(new IntOrString("model")).endPort()
                .endSpec().build()).create();
    }

    private Service web() {
        return client.services().withName("web").get();
    }

    private RouteObservation applyUntil(RouteState state, RouteReason reason, RouteIntent intent) {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> router.apply(intent),
                observation -> observation.state() == state && observation.reason() == reason);
    }

    private RouteObservation split(long generation, String percent) {
        return applyUntil(RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT, intent(generation, percent, SPLIT));
    }

    private Set<String> served(int requests) throws IOException {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < requests; i++) {
            try (KeepAliveClient caller = new KeepAliveClient(web().getSpec().getClusterIP(), ProxyServer.TRAFFIC_PORT)) {
                names.add(caller.get("/", Map.of()).body());
            }
        }
        return names;
    }

    private void awaitServed(String... names) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> assertThat(served(20)).containsExactly(names));
    }

    private List<HasMetadata> made() {
        return Stream.<Stream<? extends HasMetadata>>of(
                client.configMaps().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().stream(),
                client.services().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().stream(),
                client.apps().deployments().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().stream(),
                client.genericKubernetesResources(client.supports("policy/v1", "PodDisruptionBudget") ? "policy/v1" : "policy/v1beta1",
                        "PodDisruptionBudget").inNamespace(client.getNamespace()).list().getItems().stream())
                .flatMap(stream -> stream).map(HasMetadata.class::cast).toList();
    }

    @Test
    void theServiceLeadsToTheProxiesOnceTheyAreFitAndWeightsTakeEffectAtOnce() throws Exception {
        createModels();
        Service before = web();

        RouteObservation first = router.apply(intent(1, "50", SPLIT));
        assertThat(first.state()).isEqualTo(RouteState.PROGRESSING);
        assertThat(first.inPath()).isFalse();
        assertThat(web().getSpec()).as("clients stay where they are").isEqualTo(before.getSpec());
        RouteObservation split = split(1, "50");

        assertThat(split.inPath()).isTrue();
        assertThat(split.drifted()).isFalse();
        assertThat(split.observedGeneration()).hasValue(1);
        assertThat(split.proxiesReady()).isEqualTo(2);
        assertThat(split.variantsReady()).isEqualTo(Map.of("baseline", true, "candidate", true));
        assertThat(web().getMetadata().getLabels()).containsEntry("gauntlet.dev/routed", "true");
        assertThat(web().getMetadata().getAnnotations()).containsEntry("team", "scoring")
                .containsKeys("gauntlet.dev/claimed-by", "gauntlet.dev/original-route");
        assertThat(made()).hasSize(4).allSatisfy(object ->
                assertThat(object.getMetadata().getOwnerReferences().get(0).getUid()).isEqualTo(owner.uid()));
        awaitServed("baseline", "candidate");

        RouteObservation all = router.apply(intent(2, "100", SPLIT));
        assertThat(all.state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(all.observedGeneration()).hasValue(2);
        assertThat(served(20)).containsExactly("candidate");
        assertThat(router.observe(intent(2, "100", SPLIT))).isEqualTo(all);

        List<String> versions = versions();
        router.apply(intent(2, "100", SPLIT));
        assertThat(versions()).as("a repeated apply writes nothing").isEqualTo(versions);
    }

    private List<String> versions() {
        // A Deployment's status moves by itself.
        return Stream.concat(Stream.of(web()), made().stream())
                .filter(object -> !object.getKind().equals("Deployment"))
                .map(object -> object.getMetadata().getName() + object.getMetadata().getResourceVersion()).toList();
    }

    @Test
    void aPromotionGivesTheServiceToTheWinnerAndRemovesTheProxiesWithoutAFailedRequest() throws Exception {
        createModels();
        split(1, "50");
        awaitServed("baseline", "candidate");
        try (Load load = new Load(web().getSpec().getClusterIP(), 4)) {
            load.awaitMore(100);
            RouteIntent promoted = intent(2, "0", new RouteGoal.Release("candidate"));
            RouteObservation released = router.apply(promoted);
            assertThat(released.inPath()).isFalse();
            assertThat(released.reason()).isEqualTo(RouteReason.DRAINING);
            assertThat(ServiceRoute.of(web())).isEqualTo(new ServiceRoute(new TreeMap<>(Map.of("app", "candidate")),
                    new TreeMap<>(Map.of("TCP/8080", "model"))));
            assertThat(web().getMetadata().getAnnotations()).isEqualTo(Map.of("team", "scoring"));
            assertThat(web().getMetadata().getLabels()).doesNotContainKey("gauntlet.dev/routed");
            applyUntil(RouteState.PROGRAMMED, RouteReason.RELEASED, promoted);
            await().atMost(PATIENCE).until(() -> client.pods().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().isEmpty());
            load.awaitMore(100);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
        assertThat(made()).isEmpty();
        assertThat(served(10)).containsExactly("candidate");
        assertThat(router.apply(intent(2, "0", new RouteGoal.Release("candidate"))).drifted()).isFalse();
        edit(service -> service.getSpec().setSelector(Map.of("app", "baseline")));
        assertThat(router.apply(intent(2, "0", new RouteGoal.Release("candidate"))).drifted()).as("undone by hand").isTrue();
        assertThat(web().getSpec().getSelector()).as("ownership was given back").containsEntry("app", "baseline");
    }

    @Test
    void proxiesAreReplacedUnderLoadWithoutAFailedRequest() throws Exception {
        createModels();
        split(1, "50");
        Set<String> before = proxyPods();
        ManagedProxyRouter upgraded = new ManagedProxyRouter(client, new ManagedProxyConfig(CONFIG.image(), CONFIG.replicas(),
                new ProxyServer("0.0.0.0", 2, Duration.ofSeconds(5)), "1m", "1Mi", "256Mi", CONFIG.drain(), Duration.ofSeconds(4),
                CONFIG.pushTimeout()), TOKENS, Clock.systemUTC());
        try (Load load = new Load(web().getSpec().getClusterIP(), 4)) {
            load.awaitMore(100);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                assertThat(upgraded.apply(intent(1, "50", SPLIT)).inPath()).isTrue();
                Set<String> pods = proxyPods();
                return pods.size() == 2 && pods.stream().noneMatch(before::contains);
            });
            load.awaitMore(100);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    private Set<String> proxyPods() {
        return client.pods().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().stream()
                .map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
    }

    @Test
    void theChampionGetsEverythingBackEvenIfAllElseIsGone() throws Exception {
        createModels();
        Service before = web();
        split(1, "100");
        client.services().withName("web-candidate").delete();
        client.apps().deployments().withName("candidate").delete();
        client.apps().deployments().withName("gauntlet-digits").delete();
        client.configMaps().withName("gauntlet-digits").delete();

        RouteObservation released = router.apply(intent(2, "0", new RouteGoal.Release("baseline")));

        assertThat(released.inPath()).isFalse();
        assertThat(web().getSpec()).isEqualTo(before.getSpec());
        assertThat(web().getMetadata().getAnnotations()).isEqualTo(before.getMetadata().getAnnotations());
        awaitServed("baseline");
        applyUntil(RouteState.PROGRAMMED, RouteReason.RELEASED, intent(2, "0", new RouteGoal.Release("baseline")));
    }

    @Test
    void theReleaseFindsTheChampionWithoutItsNoteAndEndsWithoutAService() {
        createModels();
        split(1, "50");
        edit(service -> service.getMetadata().setAnnotations(null));
        router.apply(intent(2, "0", new RouteGoal.Release("baseline")));
        assertThat(web().getSpec().getSelector()).isEqualTo(Map.of("app", "baseline"));
        client.services().withName("web").delete();
        applyUntil(RouteState.PROGRAMMED, RouteReason.RELEASED, intent(2, "0", new RouteGoal.Release("baseline")));
    }

    @Test
    void aPromotionWaitsInsideThePathWhileTheWinnersServiceIsMissing() throws Exception {
        createModels();
        split(1, "50");
        client.services().withName("web-candidate").delete();
        RouteObservation blocked = router.apply(intent(2, "0", new RouteGoal.Release("candidate")));
        assertThat(blocked.state()).isEqualTo(RouteState.BLOCKED);
        assertThat(blocked.reason()).isEqualTo(RouteReason.VARIANT_SERVICE_NOT_FOUND);
        assertThat(blocked.inPath()).isTrue();
        assertThat(served(10)).isNotEmpty();
    }

    @Test
    void anEditByHandIsFoundAndRepaired() {
        createModels();
        split(1, "50");
        List<Consumer<Service>> edits = List.of(
                service -> service.getSpec().setSelector(Map.of("app", "baseline")),
                service -> service.getSpec().getPorts().get(0).setTargetPort(new IntOrString(9000)),
                service -> service.getMetadata().getAnnotations().keySet().removeIf(name -> name.startsWith("gauntlet.dev/")));
        for (Consumer<Service> change : edits) {
            edit(change);
            assertThat(router.observe(intent(1, "50", SPLIT)).drifted()).isTrue();
            RouteObservation repaired = router.apply(intent(1, "50", SPLIT));
            assertThat(repaired.drifted()).isTrue();
            assertThat(repaired.state()).isEqualTo(RouteState.PROGRAMMED);
            assertThat(router.observe(intent(1, "50", SPLIT)).drifted()).isFalse();
        }
        router.apply(intent(2, "0", new RouteGoal.Release("baseline")));
        assertThat(web().getSpec().getSelector()).isEqualTo(Map.of("app", "baseline"));
        assertThat(web().getSpec().getPorts().get(0).getTargetPort()).isEqualTo(new IntOrString("model"));
    }

    private void edit(Consumer<Service> change) {
        client.services().withName("web").edit(service -> {
            change.accept(service);
            return service;
        });
    }

    @Test
    void aChangeOfTheServiceBetweenReadAndWriteIsNeverOverwritten() {
        service("web", "baseline", 80);
        ClientService service = new ClientService(client);
        AtomicInteger reads = new AtomicInteger();
        ClientService.Outcome retried = service.change(client.getNamespace(), "web", read -> {
            if (reads.getAndIncrement() == 0) {
                edit(web -> web.getMetadata().getAnnotations().put("by", "somebody else"));
            }
            return Optional.of(new ServicePatch(read).annotate("ours", "yes"));
        });
        assertThat(retried).isEqualTo(ClientService.Outcome.CHANGED);
        assertThat(reads).hasValue(2);
        assertThat(web().getMetadata().getAnnotations()).containsEntry("by", "somebody else").containsEntry("ours", "yes");

        ClientService.Outcome beaten = service.change(client.getNamespace(), "web", read -> {
            edit(web -> web.getMetadata().getAnnotations().put("by", "version " + reads.incrementAndGet()));
            return Optional.of(new ServicePatch(read).annotate("ours", "no"));
        });
        assertThat(beaten).isEqualTo(ClientService.Outcome.CONFLICT);
        assertThat(web().getMetadata().getAnnotations()).containsEntry("ours", "yes");
        assertThat(service.change(client.getNamespace(), "nothing", read -> Optional.of(new ServicePatch(read))))
                .isEqualTo(ClientService.Outcome.UNCHANGED);
    }

    @Test
    void aSecondExperimentWaitsForTheFirstAndTakesOverFromOneThatIsGone() {
        createModels();
        RouteOwner second = createOwner("second");
        split(1, "50");
        RouteObservation busy = router.apply(intent(second, 1, "50", SPLIT));
        assertThat(busy.state()).isEqualTo(RouteState.BLOCKED);
        assertThat(busy.reason()).isEqualTo(RouteReason.ROUTE_BUSY);
        assertThat(busy.message()).contains("ConfigMap " + client.getNamespace() + "/digits");
        assertThat(made()).as("nothing is made for the one that waits").hasSize(4);
        router.remove(intent(second, 1, "50", SPLIT));
        assertThat(router.observe(intent(1, "50", SPLIT)).inPath()).as("its end changes nothing for the first").isTrue();

        client.configMaps().withName("digits").delete();
        applyUntil(RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT, intent(second, 1, "50", SPLIT));
        router.remove(intent(second, 2, "0", SPLIT));
        assertThat(web().getSpec().getSelector()).isEqualTo(Map.of("app", "baseline"));
        assertThat(web().getSpec().getPorts().get(0).getTargetPort()).isEqualTo(new IntOrString("model"));
    }

    @Test
    void clientsStayOnTheChampionUntilTheChallengerIsReady() {
        createModels();
        client.apps().deployments().withName("candidate").scale(0);
        await().atMost(PATIENCE).until(() -> client.pods().withLabel("app", "candidate").list().getItems().isEmpty());
        RouteObservation waiting = applyUntil(RouteState.PROGRESSING, RouteReason.VARIANT_NOT_READY, intent(1, "50", SPLIT));
        assertThat(waiting.inPath()).isFalse();
        assertThat(waiting.variantsReady()).isEqualTo(Map.of("baseline", true, "candidate", false));
        assertThat(web().getSpec().getSelector()).isEqualTo(Map.of("app", "baseline"));
        client.apps().deployments().withName("candidate").scale(1);
        split(1, "50");

        client.apps().deployments().withName("candidate").scale(0);
        await().atMost(PATIENCE).until(() -> client.pods().withLabel("app", "candidate").list().getItems().isEmpty());
        RouteObservation held = router.apply(intent(2, "80", SPLIT));
        assertThat(held.reason()).as("no more traffic for a variant without a pod").isEqualTo(RouteReason.VARIANT_NOT_READY);
        assertThat(held.observedGeneration()).hasValue(1);
        assertThat(router.apply(intent(3, "10", SPLIT)).state()).as("less traffic needs no pod").isEqualTo(RouteState.PROGRAMMED);
    }

    @Test
    void clientsPassByWhileNoProxyIsLeftAndComeBackWithTheProxies() throws Exception {
        createModels();
        split(1, "100");
        client.apps().deployments().withName("gauntlet-digits").scale(0);
        await().atMost(PATIENCE).until(() -> client.pods().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().isEmpty());
        RouteObservation bypassed = await().atMost(PATIENCE).until(() -> router.apply(intent(1, "100", SPLIT)),
                observation -> !observation.inPath());
        assertThat(bypassed.reason()).isEqualTo(RouteReason.PROXY_NOT_READY);
        assertThat(bypassed.drifted()).isFalse();
        awaitServed("baseline");
        split(1, "100");
        awaitServed("candidate");
    }

    @Test
    void aPodThatLostItsStateIsToldAgain() {
        createModels();
        split(1, "5");
        router.apply(intent(2, "50", SPLIT));
        client.configMaps().withName("gauntlet-digits").delete();
        String pod = client.pods().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().get(0).getMetadata().getName();
        node.kill(client.getNamespace(), pod, "proxy");
        RouteObservation told = applyUntil(RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT, intent(2, "50", SPLIT));
        assertThat(told.observedGeneration()).hasValue(2);
    }

    @Test
    void deletionReleasesAndRemovesAtOnceWhateverIsMissing() {
        createModels();
        split(1, "50");
        client.services().withName("web-candidate").delete();
        client.configMaps().withName("gauntlet-digits").delete();
        RouteObservation removed = router.remove(intent(2, "50", SPLIT));
        assertThat(removed.state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(web().getSpec().getSelector()).isEqualTo(Map.of("app", "baseline"));
        await().atMost(PATIENCE).until(() -> made().isEmpty());
        assertThat(router.remove(intent(2, "50", SPLIT)).state()).as("again").isEqualTo(RouteState.PROGRAMMED);
    }

    @Test
    void whatIsDisownedOutlivesItsOwnerUnchangedUntilANamesakeTakesItOver() throws Exception {
        createModels();
        split(1, "100");
        Service before = web();
        List<Object> specs = specs();

        router.disown(intent(1, "100", SPLIT));
        router.disown(intent(1, "100", SPLIT));
        client.configMaps().withName("digits").delete();

        ConfigMap owned = client.resource(new ConfigMapBuilder().withNewMetadata().withName("owned")
                .addNewOwnerReference().withApiVersion("v1").withKind("ConfigMap").withName("digits").withUid(owner.uid())
                .endOwnerReference()
                .endMetadata().build()).create();
        await().atMost(PATIENCE).until(() -> client.resource(owned).get() == null);
        assertThat(made()).as("the garbage collector came by").hasSize(4)
                .allSatisfy(object -> assertThat(object.getMetadata().getOwnerReferences()).isEmpty());
        assertThat(specs()).isEqualTo(specs);
        assertThat(web()).isEqualTo(before);
        assertThat(served(10)).containsExactly("candidate");

        owner = createOwner("digits");
        split(1, "100");
        assertThat(made()).hasSize(4).allSatisfy(object ->
                assertThat(object.getMetadata().getOwnerReferences()).singleElement().matches(r -> r.getUid().equals(owner.uid())));
        router.remove(intent(2, "0", SPLIT));
        assertThat(web().getSpec().getSelector()).isEqualTo(Map.of("app", "baseline"));
    }

    private List<Object> specs() {
        return Stream.of(client.apps().deployments().withName("gauntlet-digits").get().getSpec(),
                client.services().withName("gauntlet-digits").get().getSpec(),
                client.configMaps().withName("gauntlet-digits").get().getData()).map(Object.class::cast).toList();
    }

    @Test
    void copiesReachAChallengerThatServesNobody() throws Exception {
        createModels();
        RouteIntent shadow = new RouteIntent(owner, "web", intent(1, "0", SPLIT).variants(), AssignmentPolicy.perRequest("salt"), Map.of(),
                Map.of("candidate", new BigDecimal("100")), 1, SPLIT);
        assertThat(router.capabilities().mirror()).isEqualTo(Capabilities.Mirror.PERCENTAGE);
        applyUntil(RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT, shadow);
        awaitServed("baseline");
        String pod = client.pods().withLabel(ProxyNames.MANAGED_BY, "gauntlet").list().getItems().stream().map(Pods::address)
                .sorted().findFirst().orElseThrow();
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://" + pod + ":" + ProxyServer.METRICS_PORT + "/metrics")).build();
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(served(5)).containsExactly("baseline");
            assertThat(http.send(scrape, BodyHandlers.ofString()).body())
                    .contains("variant=\"candidate\",source=\"mirrored\",code=\"200\"").contains("outcome=\"answered\"");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "no Service,             SERVICE_NOT_FOUND",
        "headless,               UNSUPPORTED_SERVICE_TYPE",
        "without selector,       SERVICE_HAS_NO_SELECTOR",
        "two target ports,       AMBIGUOUS_PORTS",
        "no variant Service,     VARIANT_SERVICE_NOT_FOUND",
        "other variant port,     VARIANT_PORT_NOT_FOUND",
        "somebody's ConfigMap,   OWNERSHIP_CONFLICT"
    })
    void whatCannotBeDoneIsSaidAndNothingIsTouched(String situation, RouteReason reason) {
        if (!situation.equals("no variant Service")) {
            service("web-candidate", "candidate", situation.equals("other variant port") ? 8001 : 8000);
        }
        service("web-baseline", "baseline", 8000);
        Service web = new ServiceBuilder().withNewMetadata().withName("web").endMetadata().withNewSpec()
                .withSelector(situation.equals("without selector") ? null : Map.of("app", "baseline"))
                .withClusterIP(situation.equals("headless") ? "None" : null)
                .addNewPort().withName("http").withPort(80).withTargetPort(new IntOrString("model")).endPort()
                .addNewPort().withName("other").withPort(90)
                .withTargetPort(new IntOrString(situation.equals("two target ports") ? "other" : "model")).endPort()
                .endSpec().build();
        if (!situation.equals("no Service")) {
            client.resource(web).create();
        }
        if (situation.equals("somebody's ConfigMap")) {
            client.resource(new ConfigMapBuilder().withNewMetadata().withName("gauntlet-digits").endMetadata().build()).create();
        }

        RouteObservation blocked = router.apply(intent(1, "50", SPLIT));

        assertThat(blocked.state()).isEqualTo(RouteState.BLOCKED);
        assertThat(blocked.reason()).isEqualTo(reason);
        assertThat(blocked.inPath()).isFalse();
        assertThat(made()).isEmpty();
        assertThat(router.remove(intent(2, "0", SPLIT)).state()).isEqualTo(RouteState.PROGRAMMED);
    }

    @Test
    void whatIsMadeGoesWithItsOwner() {
        createModels();
        router.apply(intent(1, "50", SPLIT));
        assertThat(made()).hasSize(4);
        client.configMaps().withName("digits").delete();
        await().atMost(PATIENCE).until(() -> made().isEmpty());
    }
}
