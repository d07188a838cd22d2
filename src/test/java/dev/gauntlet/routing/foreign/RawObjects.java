package dev.gauntlet.routing.foreign;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Objects of one kind as the text that the API server sends and gets, so that no field and no digit is lost on the way. */
final class RawObjects {

    private static final ObjectMapper EXACT = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private static final String JSON = "application/json";

    private final KubernetesClient client;
    private final String collection;

    /**
     * Objects of a kind.
     *
     * @param namespace empty for a kind without namespaces
     */
    RawObjects(KubernetesClient client, String apiVersion, String plural, String namespace) {
        this.client = client;
        this.collection = "/apis/" + apiVersion + (namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/") + plural;
    }

    /** Objects of the kind of a dialect. */
    static RawObjects of(KubernetesClient client, ObjectKind kind, String namespace) {
        return new RawObjects(client, kind.apiVersion(), kind.plural(), namespace);
    }

    /** Makes objects with their status as soon as their kinds are served; they must be of kinds with regular plurals. */
    static void surround(KubernetesClient client, String namespace, List<ObjectNode> objects) {
        for (ObjectNode object : objects) {
            String kind = object.path("kind").asText().toLowerCase(Locale.ROOT);
            boolean global = kind.equals("gatewayclass");
            RawObjects all = new RawObjects(client, object.path("apiVersion").asText(), kind + (global ? "es" : "s"),
                    global ? "" : namespace);
            ObjectNode declared = object.deepCopy();
            declared.remove("status");
            await(kind).atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> all.apply(declared, "admin") != null);
            if (object.has("status")) {
                ObjectNode made = all.get(object.at("/metadata/name").asText());
                made.set("status", object.get("status"));
                all.report(made);
            }
        }
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) EXACT.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    ObjectNode get(String name) {
        return send("GET", collection + "/" + name, JSON, null);
    }

    /** Creates an object as a field manager. */
    ObjectNode create(ObjectNode object, String manager) {
        return send("POST", collection + "?fieldManager=" + manager, JSON, object);
    }

    /** Replaces an object as a field manager. */
    ObjectNode replace(ObjectNode object, String manager) {
        return send("PUT", path(object) + "?fieldManager=" + manager, JSON, object);
    }

    /** Writes the status of an object, as its controller does. */
    ObjectNode report(ObjectNode object) {
        return send("PUT", path(object) + "/status?fieldManager=controller", JSON, object);
    }

    /** Declares fields by server-side apply, as delivery tools do. */
    ObjectNode apply(ObjectNode object, String manager) {
        return send("PATCH", path(object) + "?force=true&fieldManager=" + manager, "application/apply-patch+yaml", object);
    }

    void delete(String name) {
        send("DELETE", collection + "/" + name, JSON, null);
    }

    private String path(ObjectNode object) {
        return collection + "/" + object.at("/metadata/name").asText();
    }

    private ObjectNode send(String method, String path, String type, ObjectNode body) {
        String server = client.getConfiguration().getMasterUrl().replaceAll("/$", "");
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder().uri(URI.create(server + path))
                .method(method, type, body == null ? null : body.toString()).build();
        HttpResponse<String> response = client.getHttpClient().sendAsync(request, String.class).join();
        if (!response.isSuccessful()) {
            throw new IllegalStateException(method + " " + path + ": " + response.body());
        }
        return json(response.body());
    }
}
