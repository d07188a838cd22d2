package dev.gauntlet.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Objects by path, read and written as with a Kubernetes API server: GET, POST, PUT with the version it is based on, JSON patch, and
 * lists that are always empty. It knows no schemas, no rights and no field managers.
 */
final class InMemoryApiServer implements AutoCloseable {

    private final HttpServer server;
    private final KubernetesClient client;
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<String> writes = new ArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private int version;

    InMemoryApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder().withAutoConfigure(false)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort()).withRequestRetryBackoffLimit(0).build()).build();
    }

    KubernetesClient client() {
        return client;
    }

    /** Puts an object in place, such as {@code apps/v1} {@code deployments}. */
    synchronized void put(String api, String plural, String manifest) {
        ObjectNode object = Serialization.unmarshal(manifest, ObjectNode.class);
        String collection = api + "/namespaces/" + object.at("/metadata/namespace").asText() + "/" + plural;
        stored(collection + "/" + object.at("/metadata/name").asText(), object);
    }

    /** The object at a path below {@code /api} or {@code /apis}, such as {@code /api/v1/namespaces/demo/configmaps/digits-ledger}. */
    synchronized Optional<JsonNode> object(String path) {
        return Optional.ofNullable(objects.get(path));
    }

    /** Method and path of every write that was accepted, in order. */
    synchronized List<String> writes() {
        return List.copyOf(writes);
    }

    synchronized void remove(String path) {
        objects.remove(path);
    }

    /** From now on, or no longer, every request fails. */
    void fail(boolean wanted) {
        broken.set(wanted);
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (broken.get()) {
                send(exchange, 403, failure(403, "Forbidden"));
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET" -> get(exchange, path);
                case "POST" -> post(exchange, path, Serialization.unmarshal(body, ObjectNode.class));
                case "PUT" -> replace(exchange, path, Serialization.unmarshal(body, ObjectNode.class));
                case "PATCH" -> patch(exchange, path, Serialization.unmarshal(body, JsonNode.class));
                default -> send(exchange, 405, failure(405, "MethodNotAllowed"));
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        if (objects.containsKey(path)) {
            send(exchange, 200, objects.get(path));
        } else if (path.endsWith("/pods")) {
            ObjectNode list = JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "PodList");
            list.putObject("metadata");
            list.putArray("items");
            send(exchange, 200, list);
        } else {
            send(exchange, 404, failure(404, "NotFound"));
        }
    }

    private void post(HttpExchange exchange, String collection, ObjectNode object) throws IOException {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        if (!metadata.has("name")) {
            metadata.put("name", metadata.path("generateName").asText() + version);
        }
        String path = collection + "/" + metadata.get("name").asText();
        if (objects.containsKey(path)) {
            send(exchange, 409, failure(409, "AlreadyExists"));
        } else {
            writes.add("POST " + path);
            send(exchange, 201, stored(path, object));
        }
    }

    private void replace(HttpExchange exchange, String path, ObjectNode object) throws IOException {
        JsonNode based = object.at("/metadata/resourceVersion");
        if (!objects.containsKey(path)) {
            send(exchange, 404, failure(404, "NotFound"));
        } else if (!based.isMissingNode() && !based.equals(objects.get(path).at("/metadata/resourceVersion"))) {
            send(exchange, 409, failure(409, "Conflict"));
        } else {
            writes.add("PUT " + path);
            send(exchange, 200, stored(path, object));
        }
    }

    private void patch(HttpExchange exchange, String patched, JsonNode operations) throws IOException {
        String path = patched.replaceFirst("/status$", "");
        if (!objects.containsKey(path)) {
            send(exchange, 404, failure(404, "NotFound"));
        } else {
            writes.add("PATCH " + path);
            send(exchange, 200, stored(path, (ObjectNode) JsonPatch.apply(operations, objects.get(path))));
        }
    }

    private ObjectNode stored(String path, ObjectNode object) {
        ObjectNode kept = object.deepCopy();
        version++;
        ((ObjectNode) kept.get("metadata")).put("resourceVersion", Integer.toString(version));
        objects.put(path, kept);
        return kept;
    }

    private static ObjectNode failure(int code, String reason) {
        return JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Status").put("status", "Failure")
                .put("message", reason).put("reason", reason).put("code", code);
    }

    private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = Serialization.asJson(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
