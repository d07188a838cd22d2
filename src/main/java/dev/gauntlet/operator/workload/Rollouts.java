package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.operator.workload.PatchResult.Failed;
import dev.gauntlet.operator.workload.PatchResult.InProgress;
import dev.gauntlet.operator.workload.PatchResult.RolledOut;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads from status how far a rollout is. */
final class Rollouts {

    /** Noted by KServe on the pods of a predictor: the model URI that they were started with. */
    static final String SOURCE_URI = "internal.serving.kserve.io/storage-initializer-sourceuri";

    private Rollouts() {
    }

    static PatchResult deployment(JsonNode deployment) {
        for (JsonNode condition : deployment.at("/status/conditions")) {
            // The condition of an older generation says nothing about this one.
            if (isObserved(deployment) && "ProgressDeadlineExceeded".equals(condition.path("reason").asText())) {
                return failed(deployment, condition.path("message").asText());
            }
        }
        return replicas(deployment, "availableReplicas");
    }

    static PatchResult statefulSet(JsonNode statefulSet) {
        // availableReplicas is known to API servers from 1.22 on only.
        String available = statefulSet.at("/status/availableReplicas").isMissingNode() ? "readyReplicas" : "availableReplicas";
        return replicas(statefulSet, available);
    }

    private static PatchResult replicas(JsonNode workload, String available) {
        if (!isObserved(workload)) {
            return inProgress(workload, "was changed, and its controller has not noticed yet");
        }
        int wanted = workload.at("/spec/replicas").asInt(1);
        if (wanted == 0) {
            return failed(workload, "it has 0 replicas; scale it up");
        }
        int updated = workload.at("/status/updatedReplicas").asInt();
        int ready = workload.at("/status/" + available).asInt();
        int all = workload.at("/status/replicas").asInt();
        return updated == wanted && ready == wanted && all == wanted
                ? rolledOut(workload, wanted + " of " + wanted + " replicas are new and available")
                : inProgress(workload, "has " + updated + " of " + wanted + " replicas replaced, " + ready + " available, "
                        + Math.max(0, all - updated) + " old");
    }

    private static boolean isObserved(JsonNode workload) {
        return workload.at("/status/observedGeneration").asLong() >= workload.at("/metadata/generation").asLong();
    }

    /**
     * KServe's observedGeneration is that of another object, so status alone cannot be told from an older one: the pods have to serve the
     * wanted URI, where there are any.
     */
    static PatchResult inferenceService(JsonNode service, String uri, Supplier<List<Pod>> pods) {
        String transition = service.at("/status/modelStatus/transitionStatus").asText();
        if ("InvalidSpec".equals(transition) || "BlockedByFailedLoad".equals(transition)) {
            return failed(service, transition + ": " + service.at("/status/modelStatus/lastFailureInfo/message").asText("no message"));
        }
        if ("InProgress".equals(transition) || !isReady(service)) {
            return inProgress(service, "is loading the model");
        }
        JsonNode predictor = service.at("/status/components/predictor");
        if (!predictor.path("latestCreatedRevision").equals(predictor.path("latestReadyRevision"))
                && predictor.has("latestReadyRevision")) {
            return inProgress(service, "has revision " + predictor.path("latestCreatedRevision").asText() + " not ready yet");
        }
        boolean old = pods.get().stream()
                .map(pod -> Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of()).get(SOURCE_URI))
                .filter(Objects::nonNull).anyMatch(served -> !served.equals(uri));
        return old ? inProgress(service, "has pods that serve another model URI") : rolledOut(service, "it serves " + uri);
    }

    private static boolean isReady(JsonNode service) {
        for (JsonNode condition : service.at("/status/conditions")) {
            if ("Ready".equals(condition.path("type").asText())) {
                return "True".equals(condition.path("status").asText());
            }
        }
        return false;
    }

    private static RolledOut rolledOut(JsonNode workload, String message) {
        return new RolledOut(Workloads.named(workload) + " is rolled out: " + message);
    }

    private static InProgress inProgress(JsonNode workload, String message) {
        return new InProgress(Workloads.named(workload) + " " + message);
    }

    private static Failed failed(JsonNode workload, String message) {
        return new Failed(Reason.PatchFailed, Workloads.named(workload) + " does not roll out: " + message);
    }
}
