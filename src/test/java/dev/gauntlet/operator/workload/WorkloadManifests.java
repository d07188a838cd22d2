package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;

/** Workloads as the API server shows them. */
final class WorkloadManifests {

    static final String CHAMPION = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: fraud-v1, labels: {app: fraud}, annotations: {team: scoring}, generation: 1, resourceVersion: "7"}
            spec:
              replicas: 3
              selector: {matchLabels: {app: fraud, version: v1}}
              template:
                metadata: {labels: {app: fraud, version: v1}}
                spec:
                  serviceAccountName: fraud
                  initContainers:
                  - {name: fetch, image: "registry/fetch:1", args: ["s3://models/1"], volumeMounts: [{name: model, mountPath: /model}]}
                  containers:
                  - name: model
                    image: registry/fraud:1
                    command: [serve]
                    env: [{name: THRESHOLD, value: "0.5"}, {name: OLD, value: "yes"}]
                    envFrom: [{configMapRef: {name: fraud-v1}}]
                    volumeMounts: [{name: model, mountPath: /model}, {name: cache, mountPath: /cache}]
                    resources: {limits: {cpu: "2"}}
                    readinessProbe: {httpGet: {path: /ready, port: 8080}}
                    ports: [{containerPort: 8080}]
                  - {name: metrics, image: "registry/metrics:1"}
                  volumes:
                  - {name: model, emptyDir: {}}
                  - {name: cache, emptyDir: {medium: Memory}}
                  - {name: unused, configMap: {name: kept}}
            """;

    static final String WINNER = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: fraud-v2, labels: {app: fraud}, generation: 1, resourceVersion: "8"}
            spec:
              replicas: 1
              selector: {matchLabels: {app: fraud, version: v2}}
              template:
                metadata: {labels: {app: fraud, version: v2}}
                spec:
                  initContainers:
                  - {name: fetch, image: "registry/fetch:1", args: ["s3://models/2"], volumeMounts: [{name: model, mountPath: /model}]}
                  containers:
                  - {name: metrics, image: "registry/metrics:2"}
                  - name: model
                    image: registry/fraud:2
                    args: ["--fast"]
                    env: [{name: THRESHOLD, value: "0.7"}, {name: NEW, value: "yes"}]
                    volumeMounts: [{name: model, mountPath: /model}, {name: rules, mountPath: /rules}]
                    resources: {limits: {cpu: "1"}}
                  volumes:
                  - {name: model, emptyDir: {sizeLimit: 1Gi}}
                  - {name: rules, configMap: {name: rules-v2}}
                  - {name: scratch, emptyDir: {}}
            """;

    static final String INFERENCE = """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: fraud-v1, generation: 1, resourceVersion: "9"}
            spec:
              predictor:
                minReplicas: 1
                model: {modelFormat: {name: sklearn}, storageUri: "s3://models/1", resources: {limits: {cpu: "1"}}}
            """;

    private WorkloadManifests() {
    }

    static ObjectNode yaml(String yaml) {
        return Serialization.unmarshal(yaml, ObjectNode.class);
    }

    /** A workload with a value replaced, or added; the value is YAML. */
    static ObjectNode with(String workload, String pointer, String value) {
        ObjectNode changed = yaml(workload);
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = changed.at(pointer.substring(0, slash));
        JsonNode wanted = Serialization.unmarshal("v: " + value, ObjectNode.class).path("v");
        if (parent instanceof ObjectNode object) {
            object.set(pointer.substring(slash + 1), wanted);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(pointer.substring(slash + 1)), wanted);
        }
        return changed;
    }

    /** A workload after a change. */
    static JsonNode changed(JsonNode workload, ModelChange change) {
        return JsonPatch.apply(change.operations(), workload);
    }
}
