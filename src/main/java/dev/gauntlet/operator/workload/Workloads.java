package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.autoscaling.v1.ScaleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Workloads as the API server has them: JSON, so that no field is lost on the way. */
final class Workloads {

    private static final PatchContext JSON_PATCH = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .withFieldManager(FieldOwners.GAUNTLET).build();

    private final KubernetesClient client;

    Workloads(KubernetesClient client) {
        this.client = client;
    }

    /** Reads a workload, one GET; empty when it or its kind does not exist. */
    Optional<JsonNode> get(WorkloadKind kind, String namespace, String name) {
        return Optional.ofNullable(resource(kind, namespace, name).get())
                .map(object -> client.getKubernetesSerialization().convertValue(object, JsonNode.class));
    }

    /** Lists a workload's pods, one LIST. */
    List<Pod> pods(String namespace, Map<String, String> labels) {
        return client.pods().inNamespace(namespace).withLabels(labels).list().getItems();
    }

    /**
     * Changes exactly the version of a workload that was read, in one write.
     *
     * @param operations operations of a JSON patch
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 when somebody else wrote meanwhile
     */
    void patch(WorkloadKind kind, JsonNode workload, ArrayNode operations) {
        ArrayNode guarded = JsonNodeFactory.instance.arrayNode();
        // A failed "test" would answer 422 like an invalid object does; a version answers 409.
        guarded.addObject().put("op", "replace").put("path", "/metadata/resourceVersion")
                .put("value", workload.at("/metadata/resourceVersion").asText());
        guarded.addAll(operations);
        resource(kind, namespaceOf(workload), nameOf(workload)).patch(JSON_PATCH, guarded.toString());
    }

    /** Scales a Deployment or StatefulSet through its scale subresource, one PUT, unless it was changed or replaced since it was read. */
    void scale(WorkloadKind kind, JsonNode workload, int replicas) {
        String namespace = namespaceOf(workload);
        Scale scale = new ScaleBuilder().withNewMetadata().withName(nameOf(workload)).withNamespace(namespace)
                .withUid(workload.at("/metadata/uid").asText()).withResourceVersion(workload.at("/metadata/resourceVersion").asText())
                .endMetadata().withNewSpec().withReplicas(replicas).endSpec().build();
        if (kind == WorkloadKind.DEPLOYMENT) {
            client.apps().deployments().inNamespace(namespace).withName(nameOf(workload)).scale(scale);
        } else {
            client.apps().statefulSets().inNamespace(namespace).withName(nameOf(workload)).scale(scale);
        }
    }

    /** Kind and name for people. */
    static String named(WorkloadRef ref) {
        return ref.kind() + " " + ref.name();
    }

    /** Kind and name for people. */
    static String named(JsonNode workload) {
        return workload.path("kind").asText() + " " + nameOf(workload);
    }

    private Resource<GenericKubernetesResource> resource(WorkloadKind kind, String namespace, String name) {
        return client.genericKubernetesResources(kind.context()).inNamespace(namespace).withName(name);
    }

    private static String namespaceOf(JsonNode workload) {
        return workload.at("/metadata/namespace").asText();
    }

    private static String nameOf(JsonNode workload) {
        return workload.at("/metadata/name").asText();
    }
}
