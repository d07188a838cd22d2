package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Objects of other systems as the API server has them: JSON, so that no field is lost on the way, and without discovery, so that a kind
 * that is installed later needs no restart. Every write is guarded by the resource version that was read.
 */
final class RouteStore {

    private static final String VERSION = "/metadata/resourceVersion";
    private static final PatchContext APPLY = new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FieldOwnership.GAUNTLET).withForce(true).build();
    private static final PatchContext PATCH = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .withFieldManager(FieldOwnership.GAUNTLET).build();
    /** The object is not as it was read: gone, or of another version. */
    private static final Set<Integer> OUTDATED = Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT);
    /** Refusals of what was asked for, as opposed to an API server that cannot answer: bad request, forbidden, invalid. */
    private static final Set<Integer> REFUSALS = Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, 422);

    private final KubernetesClient client;

    RouteStore(KubernetesClient client) {
        this.client = client;
    }

    /** The object; empty if it or its kind does not exist. */
    Optional<ObjectNode> get(ObjectKind kind, String namespace, String name) {
        return Optional.ofNullable(resource(kind, namespace, name).get())
                .map(object -> client.getKubernetesSerialization().convertValue(object, ObjectNode.class));
    }

    /** The same for what a dialect looks at beside the route: an object that Gauntlet may not read counts as not there. */
    Optional<ObjectNode> readable(ObjectKind kind, String namespace, String name) {
        try {
            return get(kind, namespace, name);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether the cluster knows a kind now. */
    boolean knows(ObjectKind kind) {
        APIResourceList resources = client.getApiResources(kind.apiVersion());
        return resources != null && resources.getResources().stream().anyMatch(resource -> resource.getName().equals(kind.plural()));
    }

    /** Makes a change, in one write. */
    WriteResult write(ObjectKind kind, RouteChange change) {
        if (change instanceof RouteChange.Declare declare) {
            String body = declared(kind, declare).toString();
            return attempt(() -> resource(kind, declare.read()).patch(APPLY, body));
        } else if (change instanceof RouteChange.Patch patch) {
            String operations = guarded(patch).toString();
            return attempt(() -> resource(kind, patch.read()).patch(PATCH, operations));
        } else if (change instanceof RouteChange.Create create) {
            String path = collection(kind, create.object().at("/metadata/namespace").asText()) + "?fieldManager=" + FieldOwnership.GAUNTLET;
            return attempt(() -> client.raw(path, "POST", create.object().toString()));
        }
        ObjectNode doomed = ((RouteChange.Delete) change).read();
        return attempt(() -> resource(kind, doomed).lockResourceVersion(doomed.at(VERSION).asText()).delete());
    }

    private static ObjectNode declared(ObjectKind kind, RouteChange.Declare change) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        body.setAll(change.fields());
        ObjectNode metadata = body.withObject("/metadata");
        for (String field : List.of("name", "namespace", "resourceVersion")) {
            metadata.set(field, change.read().at("/metadata/" + field));
        }
        return body;
    }

    private static ArrayNode guarded(RouteChange.Patch change) {
        ArrayNode guarded = JsonNodeFactory.instance.arrayNode();
        // A failed "test" would answer 422 like an invalid object does; a version answers 409.
        guarded.addObject().put("op", "replace").put("path", VERSION).put("value", change.read().at(VERSION).asText());
        return guarded.addAll(change.operations());
    }

    private static WriteResult attempt(Runnable action) {
        try {
            action.run();
            return new WriteResult.Written();
        } catch (KubernetesClientException e) {
            if (OUTDATED.contains(e.getCode())) {
                return new WriteResult.Outdated();
            }
            if (REFUSALS.contains(e.getCode())) {
                return new WriteResult.Refused(words(e));
            }
            throw e;
        }
    }

    /** What the API server says of a failure. */
    static String words(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null ? e.getMessage() : e.getStatus().getMessage();
    }

    private Resource<GenericKubernetesResource> resource(ObjectKind kind, ObjectNode object) {
        return resource(kind, object.at("/metadata/namespace").asText(), object.at("/metadata/name").asText());
    }

    private Resource<GenericKubernetesResource> resource(ObjectKind kind, String namespace, String name) {
        return resource(client, kind, namespace, name);
    }

    /** An object, whether it and its kind exist or not. */
    static Resource<GenericKubernetesResource> resource(KubernetesClient client, ObjectKind kind, String namespace, String name) {
        MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> all = client.genericKubernetesResources(
                new ResourceDefinitionContext.Builder().withGroup(kind.group()).withVersion(kind.version()).withKind(kind.kind())
                        .withPlural(kind.plural()).withNamespaced(kind.namespaced()).build());
        return kind.namespaced() ? all.inNamespace(namespace).withName(name) : all.withName(name);
    }

    private static String collection(ObjectKind kind, String namespace) {
        return (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion() + (kind.namespaced() ? "/namespaces/" + namespace : "")
                + "/" + kind.plural();
    }
}
