package dev.gauntlet.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.LocalNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The local gateway between real clients, route objects of the real schemas and pods. */
@ExtendWith(LocalCluster.class)
class LocalGatewayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HTTP_ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: split}
            spec:
              parentRefs: [{name: edge}]
              rules:
              - backendRefs:
                - {name: a, port: 8080, weight: %d, filters: [
                    {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: v, value: a}]}}]}
                - {name: b, port: 8080, weight: %d}
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalControlPlane controlPlane;
    private KubernetesClient client;

    @BeforeEach
    void start(LocalControlPlane plane, LocalNode node, KubernetesClient admin) {
        controlPlane = plane;
        client = admin;
        node.register("test/echo", new JavaRecipe("dev.gauntlet.local.EchoServer"));
        Stream.of("a", "b").forEach(name -> apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, labels: {app: %1$s}}
                spec:
                  containers:
                  - {name: echo, image: test/echo, args: [%1$s], readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 1}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {selector: {app: %1$s}, ports: [{port: 8080, protocol: TCP}]}
                """.formatted(name)));
        new CrdInstaller(admin).install("gateway-api");
        new CrdInstaller(admin).install("istio");
        new CrdInstaller(admin).install("knative-serving");
    }

    private void apply(String manifests) {
        client.load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8))).inNamespace(client.getNamespace())
                .forceConflicts().serverSideApply();
    }

    private LocalGateway gateway(LocalGateway.Kind kind) {
        return LocalGateway.start(controlPlane.adminConfig(), kind, client.getNamespace(), "split");
    }

    private String get(URI uri) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200 ? response.body() : Integer.toString(response.statusCode());
    }

    /** How often each answer came. */
    private Map<String, Integer> answers(LocalGateway gateway, int requests) throws IOException, InterruptedException {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            answers.merge(get(gateway.uri()), 1, Integer::sum);
        }
        return answers;
    }

    private void awaitOnly(LocalGateway gateway, String answer) {
        await("only " + answer).atMost(PATIENCE).until(() -> answers(gateway, 20).equals(Map.of(answer, 20)));
    }

    @Test
    void requestsFollowAnHttpRouteAndItsStatusTellsWhichGenerationIsInForce() throws Exception {
        try (LocalGateway gateway = gateway(LocalGateway.Kind.HTTP_ROUTE)) {
            assertThat(answers(gateway, 1)).containsOnlyKeys("404");
            apply(HTTP_ROUTE.formatted(1, 0));
            awaitOnly(gateway, "a");
            apply(HTTP_ROUTE.formatted(0, 1));
            awaitOnly(gateway, "b");
            apply(HTTP_ROUTE.formatted(1, 1));
            await("both").atMost(PATIENCE).until(() -> answers(gateway, 20).size() == 2);
            await("status").atMost(PATIENCE).untilAsserted(() -> assertThat(accepted()).isEqualTo("True 3"));

            gateway.conduct(LocalGateway.Conduct.IGNORE);
            apply(HTTP_ROUTE.formatted(2, 1));
            gateway.conduct(LocalGateway.Conduct.REFUSE);
            await("refusal").atMost(PATIENCE).untilAsserted(() -> assertThat(accepted()).isEqualTo("False 4"));
            gateway.conduct(LocalGateway.Conduct.ACCEPT);
            await("acceptance").atMost(PATIENCE).untilAsserted(() -> assertThat(accepted()).isEqualTo("True 4"));

            assertThat(get(gateway.metricsUri())).contains("envoy_cluster_upstream_rq_xx{envoy_cluster_name=\"httproute/"
                    + client.getNamespace() + "/split/rule/0/backend/0\",envoy_response_code_class=\"2\",} ")
                    .contains("envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name=\"httproute/");
        }
    }

    private String accepted() {
        var condition = Serialization.jsonMapper().valueToTree(client
                .genericKubernetesResources("gateway.networking.k8s.io/v1", "HTTPRoute").withName("split").get())
                .at("/status/parents/0/conditions/0");
        return condition.path("status").asText() + " " + condition.path("observedGeneration").asInt();
    }

    @Test
    void copiesOfAVirtualServiceAreMadeAndCountedByTheirDestinationOnly() throws Exception {
        try (LocalGateway gateway = gateway(LocalGateway.Kind.VIRTUAL_SERVICE)) {
            apply("""
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: split}
                    spec:
                      hosts: [split]
                      http:
                      - route: [{destination: {host: a, port: {number: 8080}}, weight: 100}]
                        mirrors: [{destination: {host: b, port: {number: 8080}}, percentage: {value: 100}}]
                    """);
            awaitOnly(gateway, "a");
            await("copies counted").atMost(PATIENCE).untilAsserted(() -> {
                // Anew each time: copies are lost as long as their destination is not known.
                assertThat(get(gateway.uri())).isEqualTo("a");
                assertThat(get(gateway.metricsUri()))
                        .containsPattern("istio_requests_total\\{reporter=\"source\",.*destination_workload=\"a\"")
                        .containsPattern("istio_requests_total\\{reporter=\"destination\",.*destination_workload=\"b\".*response_code=\"200\"")
                        .doesNotContainPattern("istio_requests_total\\{reporter=\"source\",.*destination_workload=\"b\"");
            });
        }
    }

    @Test
    void requestsFollowTheTrafficBlockOfAKnativeService() throws Exception {
        try (LocalGateway gateway = gateway(LocalGateway.Kind.KNATIVE_SERVICE)) {
            apply("""
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    metadata: {name: split}
                    spec:
                      template: {metadata: {name: b}, spec: {containers: [{image: test/echo}]}}
                      traffic: [{revisionName: a, percent: 0}, {revisionName: b, percent: 100}]
                    """);
            awaitOnly(gateway, "b");
            await("status").atMost(PATIENCE).untilAsserted(() -> assertThat(Serialization.asJson(client
                    .genericKubernetesResources("serving.knative.dev/v1", "Service").withName("split").get()))
                    .contains("\"observedGeneration\":1").contains("\"latestReadyRevisionName\":\"b\""));
        }
    }
}
