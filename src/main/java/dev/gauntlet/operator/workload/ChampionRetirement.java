package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/**
 * Scales a replaced champion's workload to zero, for {@code promotion.retirement} ScaleDown and once {@code retireAfterSeconds} are over;
 * whoever calls it has made sure that no request reaches the champion any more. Repeating a call is harmless.
 */
@Singleton
public class ChampionRetirement {

    private static final FieldPath REPLICAS = FieldPath.of("spec", "replicas");

    private final Workloads workloads;

    ChampionRetirement(KubernetesClient client) {
        this.workloads = new Workloads(client);
    }

    /**
     * How the retirement stands.
     *
     * @param state whether to ask again
     * @param message one sentence
     */
    public record Retirement(State state, String message) {
    }

    /** Whether to ask again. */
    public enum State {
        /** The workload has been asked for no replicas, or does not exist any more. */
        Retired,
        /** Somebody else wrote at the same moment; ask again. */
        Retry,
        /** It cannot be scaled by Gauntlet; the message says who has to. */
        Refused
    }

    /**
     * Scales the champion's workload to zero.
     *
     * @throws KubernetesClientException when the API server does not answer or refuses
     */
    public Retirement scaleDown(String namespace, Variant champion) {
        WorkloadRef ref = champion.workloadRef();
        if (ref == null) {
            return refused("variant " + champion.name() + " has no workloadRef, so nothing is scaled down");
        }
        Optional<WorkloadKind> kind = WorkloadKind.of(ref);
        if (kind.isEmpty()) {
            return refused(WorkloadKind.refusal(ref));
        }
        if (kind.get() == WorkloadKind.INFERENCE_SERVICE) {
            return refused(Workloads.named(ref) + " cannot be scaled down from outside; KServe scales it by its minReplicas, or delete it");
        }
        return workloads.get(kind.get(), namespace, ref.name()).map(workload -> scaleDown(kind.get(), ref, workload))
                .orElseGet(() -> new Retirement(State.Retired, Workloads.named(ref) + " does not exist any more"));
    }

    private Retirement scaleDown(WorkloadKind kind, WorkloadRef ref, JsonNode workload) {
        int replicas = workload.at(REPLICAS.pointer()).asInt(1);
        if (replicas == 0) {
            return new Retirement(State.Retired, Workloads.named(ref) + " has 0 replicas");
        }
        Optional<String> objection = FieldOwners.objection(workload, List.of(REPLICAS));
        if (objection.isPresent()) {
            return refused(Workloads.named(ref) + " was not scaled down: " + objection.get() + "; scale it down or remove it there");
        }
        try {
            workloads.scale(kind, workload, 0);
            return new Retirement(State.Retired, Workloads.named(ref) + " was scaled from " + replicas + " to 0 replicas");
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return new Retirement(State.Retry, Workloads.named(ref)
                        + " was written by somebody else at the same moment; it is tried again");
            }
            throw e;
        }
    }

    private static Retirement refused(String message) {
        return new Retirement(State.Refused, message);
    }
}
