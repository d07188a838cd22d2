package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests that reach an API server, and what its answers are taken for. */
class RouteStoreTest {

    private static final ObjectKind KIND = WeightsDialect.HTTP_ROUTE;
    private static final String ROUTES = "/apis/gateway.networking.k8s.io/v1/namespaces/ns/httproutes";

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private KubernetesClient client;
    private RouteStore store;
    private volatile int code = 200;
    private volatile String answer = "{\"apiVersion\":\"gateway.networking.k8s.io/v1\","
            + "\"kind\":\"HTTPRoute\",\"metadata\":{\"name\":\"fraud\"}}";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).withRequestRetryBackoffLimit(0).build()).build();
        store = new RouteStore(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Content-Type")
                + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static ObjectNode read() {
        ObjectNode route = JsonNodeFactory.instance.objectNode();
        route.withObject("/metadata").put("name", "fraud").put("namespace", "ns").put("resourceVersion", "7");
        return route;
    }

    private static RouteChange declare() {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.withObject("/spec").put("x", 1);
        return new RouteChange.Declare(read(), fields);
    }

    private static RouteChange patch() {
        return new RouteChange.Patch(read(), JsonNodeFactory.instance.arrayNode());
    }

    private static RouteChange change(String kind) {
        return switch (kind) {
            case "declare" -> declare();
            case "patch" -> patch();
            case "create" -> new RouteChange.Create(read());
            default -> new RouteChange.Delete(read());
        };
    }

    @Test
    void aDeclarationIsAForcedApplyOfTheVersionThatWasRead() {
        assertThat(store.write(KIND, declare())).isEqualTo(new WriteResult.Written());
        assertThat(requests).last().asString().startsWith("PATCH " + ROUTES + "/fraud?")
                .contains("fieldManager=gauntlet").contains("force=true").contains("application/apply-patch+yaml")
                .contains("{\"apiVersion\":\"gateway.networking.k8s.io/v1\",\"kind\":\"HTTPRoute\",\"spec\":{\"x\":1},"
                        + "\"metadata\":{\"name\":\"fraud\",\"namespace\":\"ns\",\"resourceVersion\":\"7\"}}");
    }

    @Test
    void aPatchReplacesTheVersionThatWasRead() {
        assertThat(store.write(KIND, patch())).isEqualTo(new WriteResult.Written());
        assertThat(requests).last().asString().startsWith("PATCH " + ROUTES + "/fraud?fieldManager=gauntlet")
                .contains("application/json-patch+json")
                .contains("[{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"7\"}]");
    }

    @Test
    void onlyTheVersionThatWasReadIsDeleted() {
        assertThat(store.write(KIND, change("delete"))).isEqualTo(new WriteResult.Written());
        assertThat(requests).last().asString().startsWith("DELETE " + ROUTES + "/fraud ").contains("\"resourceVersion\":\"7\"");
    }

    @Test
    void aRouteIsCreatedByGauntlet() {
        code = 201;
        assertThat(store.write(KIND, change("create"))).isEqualTo(new WriteResult.Written());
        assertThat(requests).hasSize(1).first().asString().startsWith("POST " + ROUTES + "?fieldManager=gauntlet application/json")
                .contains("\"name\":\"fraud\"");
    }

    @ParameterizedTest
    @CsvSource({"declare, 409", "declare, 404", "patch, 409", "patch, 404", "create, 409", "delete, 409"})
    void whatIsNotAsItWasReadIsOutdated(String kind, int status) {
        fail(status, "changed");
        assertThat(store.write(KIND, change(kind))).isEqualTo(new WriteResult.Outdated());
    }

    @ParameterizedTest
    @CsvSource({"declare, 422", "declare, 400", "declare, 403", "patch, 422", "create, 403", "create, 422", "delete, 403"})
    void aRefusalIsToldInTheServersWords(String kind, int status) {
        fail(status, "spec.rules is wrong");
        assertThat(store.write(KIND, change(kind))).isEqualTo(new WriteResult.Refused("spec.rules is wrong"));
    }

    @Test
    void aServerThatCannotAnswerIsNoRefusal() {
        fail(503, "down");
        assertThatThrownBy(() -> store.write(KIND, declare())).isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> store.write(KIND, change("create"))).isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> store.knows(KIND)).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void whatIsMissingIsReadAsMissing() {
        fail(404, "the server could not find the requested resource");
        assertThat(store.get(KIND, "ns", "fraud")).isEmpty();
        assertThat(store.knows(KIND)).isFalse();
        assertThat(requests).hasSize(2).first().asString().startsWith("GET " + ROUTES + "/fraud ");
    }

    @Test
    void aKindIsKnownOnceItsResourcesAreListed() {
        answer = "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"gateway.networking.k8s.io/v1\","
                + "\"resources\":[{\"name\":\"gateways\",\"kind\":\"Gateway\"}]}";
        assertThat(store.knows(KIND)).isFalse();
        answer = answer.replace("gateways", "httproutes");
        assertThat(store.knows(KIND)).isTrue();
    }

    private void fail(int status, String message) {
        code = status;
        answer = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\""
                + message + "\",\"code\":" + status + "}";
    }
}
