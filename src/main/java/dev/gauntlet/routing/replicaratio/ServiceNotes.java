package dev.gauntlet.routing.replicaratio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gauntlet.routing.RouteClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Gauntlet notes on the Service while it holds it; where the Service leads never changes. */
final class ServiceNotes {

    static final String ORIGINAL_ROUTE = "gauntlet.dev/original-route";
    static final String GENERATION = "gauntlet.dev/generation";

    private static final String ROUTED_LABEL = "gauntlet.dev/routed";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PatchContext CONTEXT = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .withFieldManager("gauntlet").build();

    private final KubernetesClient client;

    ServiceNotes(KubernetesClient client) {
        this.client = client;
    }

    /** What an annotation says, if the Service has it. */
    static Optional<String> annotation(Service service, String name) {
        return Optional.ofNullable(service.getMetadata().getAnnotations()).map(annotations -> annotations.get(name));
    }

    /** Takes the Service, or completes the notes on one that is held. */
    boolean claim(Service service, RouteClaim claim, OriginalReplicas original) {
        Map<String, String> annotations = copy(service.getMetadata().getAnnotations());
        annotations.put(RouteClaim.ANNOTATION, claim.text());
        annotations.put(ORIGINAL_ROUTE, original.toJson());
        annotations.remove(GENERATION);
        Map<String, String> labels = copy(service.getMetadata().getLabels());
        labels.put(ROUTED_LABEL, "true");
        return write(service, annotations, labels);
    }

    /** Notes that a generation of the intent is in force, so that a later difference is somebody else's. */
    boolean reached(Service service, long generation) {
        Map<String, String> annotations = copy(service.getMetadata().getAnnotations());
        annotations.put(GENERATION, Long.toString(generation));
        return write(service, annotations, copy(service.getMetadata().getLabels()));
    }

    /** Gives the Service back: no note is left. */
    boolean giveBack(Service service) {
        Map<String, String> annotations = copy(service.getMetadata().getAnnotations());
        annotations.keySet().removeAll(List.of(RouteClaim.ANNOTATION, ORIGINAL_ROUTE, GENERATION));
        Map<String, String> labels = copy(service.getMetadata().getLabels());
        labels.remove(ROUTED_LABEL);
        return write(service, annotations, labels);
    }

    /** Writes the notes on exactly the Service that was read; false when somebody else was faster to change or delete it. */
    private boolean write(Service service, Map<String, String> annotations, Map<String, String> labels) {
        ArrayNode operations = JSON.createArrayNode();
        operations.addObject().put("op", "replace").put("path", "/metadata/resourceVersion")
                .put("value", service.getMetadata().getResourceVersion());
        replace(operations, "/metadata/annotations", service.getMetadata().getAnnotations(), annotations);
        replace(operations, "/metadata/labels", service.getMetadata().getLabels(), labels);
        try {
            client.services().inNamespace(service.getMetadata().getNamespace()).withName(service.getMetadata().getName())
                    .patch(CONTEXT, operations.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private static void replace(ArrayNode operations, String path, Map<String, String> before, Map<String, String> after) {
        if (!copy(before).equals(after)) {
            operations.addObject().put("op", "add").put("path", path).set("value", JSON.valueToTree(after));
        }
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
