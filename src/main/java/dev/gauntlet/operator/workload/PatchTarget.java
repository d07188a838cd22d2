package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import dev.gauntlet.operator.workload.PatchResult.Failed;
import dev.gauntlet.operator.workload.PatchResult.InProgress;
import dev.gauntlet.operator.workload.PatchResult.RolledOut;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the champion's workload the winner's model, and takes it back. Every call compares what is with what should be and writes the
 * difference, if any, in one guarded write; so repeating a call is harmless, and a crash between two calls loses nothing.
 *
 * <p>The write is a JSON patch under the field manager {@code gauntlet}, not a server-side apply: an apply can add and change, but cannot
 * remove an environment variable, argument list or mount that the winner does not have, so that the champion would serve a mixture.
 * Before the write {@link FieldOwners} looks for somebody who would undo it; against them nothing is forced.
 */
@Singleton
public class PatchTarget {

    private static final String REMEDY = "; change it there and use promotion.strategy RecordOnly";
    /** Refusals of what was asked for, as opposed to an API server that cannot answer: bad request, forbidden, invalid. */
    private static final Set<Integer> REFUSALS = Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, 422);

    private final Workloads workloads;

    PatchTarget(KubernetesClient client) {
        this.workloads = new Workloads(client);
    }

    /**
     * Notes what a champion serves, to be stored before the first {@link #patch} of a promotion and given to {@link #restore}.
     *
     * @return empty when the champion names no workload, one of an unknown kind, or one that does not exist; then {@link #patch} fails too
     * @throws KubernetesClientException when the API server does not answer or refuses
     */
    public Optional<Original> original(String namespace, Variant champion) {
        return Optional.ofNullable(champion.workloadRef()).flatMap(ref -> WorkloadKind.of(ref)
                .flatMap(kind -> workloads.get(kind, namespace, ref.name())
                        .map(workload -> new Original(ref, kind.carrier().original(workload)))));
    }

    /**
     * Makes the champion's workload serve the winner's model and tells how far it is. Call it until it is rolled out or has failed.
     *
     * @throws KubernetesClientException when the API server does not answer
     */
    public PatchResult patch(String namespace, Variant champion, Variant winner) {
        WorkloadRef to = champion.workloadRef();
        WorkloadRef from = winner.workloadRef();
        if (to == null || from == null) {
            return failed("variant " + (to == null ? champion : winner).name() + " has no workloadRef");
        }
        Optional<WorkloadKind> kind = WorkloadKind.of(to);
        if (kind.isEmpty() || WorkloadKind.of(from).isEmpty()) {
            return failed(WorkloadKind.refusal(kind.isEmpty() ? to : from));
        }
        if (!kind.equals(WorkloadKind.of(from)) || to.name().equals(from.name())) {
            return failed(Workloads.named(to) + " cannot be given the model of " + Workloads.named(from)
                    + "; champion and challengers need different workloads of one kind");
        }
        Optional<JsonNode> target = workloads.get(kind.get(), namespace, to.name());
        Optional<JsonNode> source = workloads.get(kind.get(), namespace, from.name());
        if (target.isEmpty() || source.isEmpty()) {
            return new Failed(Reason.TargetMissing, target.isEmpty() ? WorkloadReader.missing(champion.name(), to)
                    : WorkloadReader.missing(winner.name(), from));
        }
        List<String> obstacles = kind.get().carrier().obstacles(target.get(), source.get());
        return obstacles.isEmpty() ? bring(kind.get(), namespace, target.get(), kind.get().carrier().model(source.get()))
                : failed(Workloads.named(to) + " cannot be given the model of " + Workloads.named(from) + ": "
                        + String.join("; ", obstacles));
    }

    /**
     * Puts back what the champion had and tells how far it is. Containers that somebody added meanwhile stay as they are.
     *
     * @throws KubernetesClientException when the API server does not answer
     */
    public PatchResult restore(String namespace, Original original) {
        WorkloadRef ref = original.workload();
        Optional<WorkloadKind> kind = WorkloadKind.of(ref);
        if (kind.isEmpty()) {
            return failed(WorkloadKind.refusal(ref));
        }
        return workloads.get(kind.get(), namespace, ref.name())
                .map(workload -> bring(kind.get(), namespace, workload, original.model()))
                .orElseGet(() -> new Failed(Reason.TargetMissing, Workloads.named(ref) + " does not exist any more"));
    }

    private PatchResult bring(WorkloadKind kind, String namespace, JsonNode workload, ObjectNode model) {
        ModelCarrier carrier = kind.carrier();
        ModelChange change = carrier.change(workload, model);
        if (!change.isEmpty()) {
            return FieldOwners.objection(workload, change.touched())
                    .<PatchResult>map(objection -> failed(Workloads.named(workload) + " was not changed: " + objection + REMEDY))
                    .orElseGet(() -> write(kind, workload, change.operations(), "was changed"));
        }
        PatchResult rollout = carrier.rollout(workload, () -> workloads.pods(namespace, carrier.podLabels(workload)));
        return rollout instanceof RolledOut && FieldOwners.isGauntletNoted(workload)
                ? write(kind, workload, withoutGauntlet(workload), "is rolled out, and its fields were given back") : rollout;
    }

    private PatchResult write(WorkloadKind kind, JsonNode workload, ArrayNode operations, String done) {
        try {
            workloads.patch(kind, workload, operations);
            return new InProgress(Workloads.named(workload) + " " + done);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return new InProgress(Workloads.named(workload) + " was written by somebody else at the same moment; it is tried again");
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return new Failed(Reason.TargetMissing, Workloads.named(workload) + " does not exist any more");
            }
            if (REFUSALS.contains(e.getCode())) {
                return failed(Workloads.named(workload) + " could not be changed, the API server says: "
                        + (e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
            }
            throw e;
        }
    }

    /** Removes Gauntlet from the managers; an empty apply would do it too, but delete every field that nobody else manages. */
    private static ArrayNode withoutGauntlet(JsonNode workload) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        JsonNode entries = workload.at("/metadata/managedFields");
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (FieldOwners.isGauntlets(entries.get(i))) {
                operations.addObject().put("op", "remove").put("path", "/metadata/managedFields/" + i);
            }
        }
        return operations;
    }

    private static Failed failed(String message) {
        return new Failed(Reason.PatchFailed, message);
    }
}
