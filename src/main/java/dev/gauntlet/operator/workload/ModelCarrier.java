package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Where a kind of workload keeps what it serves, and how that is exchanged. Pure; workloads are JSON as the API server gave it. */
sealed interface ModelCarrier permits PodTemplateCarrier, InferenceServiceCarrier {

    /**
     * What the workload serves: path within the workload to value. Images and model URIs are written out, everything else is a short
     * digest.
     */
    SortedMap<String, String> served(JsonNode workload);

    /** Labels that all pods of the workload have, and no others. */
    Map<String, String> podLabels(JsonNode workload);

    /** The containers of those pods that serve, as opposed to what was injected into them. */
    Set<String> servingContainers(JsonNode workload);

    /** The model as another workload needs it, to be given to {@link #change}. */
    ObjectNode model(JsonNode workload);

    /** All that {@link #change} may replace, to be given to it when the change is undone. */
    ObjectNode original(JsonNode workload);

    /** Why a winner's model cannot be given to a champion, one sentence each; empty when it can. */
    List<String> obstacles(JsonNode champion, JsonNode winner);

    /** How a workload must be changed to serve a model; no edits when it does. */
    ModelChange change(JsonNode workload, ObjectNode model);

    /**
     * How far the workload is with serving its newest specification.
     *
     * @param pods lists its pods; asked only where the workload's own status does not tell
     */
    PatchResult rollout(JsonNode workload, Supplier<List<Pod>> pods);
}
