package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import dev.gauntlet.operator.workload.WorkloadReading.Unreadable;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads which model each variant serves. A variant without workloadRef is passed over.
 *
 * <p>It costs one GET for each workloadRef, and with digests one LIST of pods besides. Workloads change seldom: an informer on each kind,
 * filtered to the names that experiments refer to, would serve the GETs from memory at the price of list and watch rights on every
 * workload of the cluster.
 */
@Singleton
public class WorkloadReader {

    /** An image identified by its repository and content; a bare content id differs from one container runtime to the next. */
    private static final Pattern REPOSITORY_DIGEST = Pattern.compile("(?:docker-pullable://)?([^@\\s]+@sha256:[0-9a-f]{64})");

    private final Workloads workloads;

    WorkloadReader(KubernetesClient client) {
        this.workloads = new Workloads(client);
    }

    /**
     * Reads the models without asking pods.
     *
     * @param namespace the experiment's namespace
     * @param variants the variants of the spec in force
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer or refuses
     */
    public WorkloadReading read(String namespace, List<Variant> variants) {
        return read(namespace, variants, false);
    }

    /**
     * Reads the models and the digests of the images that their pods run; none for a workload without pods.
     *
     * @param namespace the experiment's namespace
     * @param variants the variants of the spec in force
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer or refuses
     */
    public WorkloadReading readWithDigests(String namespace, List<Variant> variants) {
        return read(namespace, variants, true);
    }

    private WorkloadReading read(String namespace, List<Variant> variants, boolean withDigests) {
        List<VariantModel> models = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (Variant variant : variants) {
            WorkloadRef ref = variant.workloadRef();
            if (ref == null) {
                continue;
            }
            Optional<WorkloadKind> kind = WorkloadKind.of(ref);
            if (kind.isEmpty()) {
                unreadable.add(new Unreadable(variant.name(), Reason.InvalidSpec, WorkloadKind.refusal(ref)));
                continue;
            }
            workloads.get(kind.get(), namespace, ref.name()).ifPresentOrElse(
                    workload -> models.add(model(variant.name(), namespace, kind.get(), workload, withDigests)),
                    () -> unreadable.add(new Unreadable(variant.name(), Reason.TargetMissing, missing(variant.name(), ref))));
        }
        return new WorkloadReading(new VariantModels(models), unreadable);
    }

    static String missing(String variant, WorkloadRef ref) {
        return "variant " + variant + " refers to " + Workloads.named(ref) + ", which does not exist; create it or correct workloadRef";
    }

    private VariantModel model(String variant, String namespace, WorkloadKind kind, JsonNode workload, boolean withDigests) {
        ModelCarrier carrier = kind.carrier();
        return new VariantModel(variant, workload.path("kind").asText(), workload.at("/metadata/name").asText(), carrier.served(workload),
                withDigests ? digests(workloads.pods(namespace, carrier.podLabels(workload)), carrier.servingContainers(workload))
                        : Collections.emptySortedMap());
    }

    /** Container to the digests that pods run, pods on their way out aside. */
    static SortedMap<String, List<String>> digests(List<Pod> pods, Set<String> containers) {
        SortedMap<String, Set<String>> found = new TreeMap<>();
        pods.stream().filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && pod.getStatus() != null)
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .filter(status -> containers.contains(status.getName()))
                .forEach(status -> digest(status).ifPresent(digest ->
                        found.computeIfAbsent(status.getName(), name -> new TreeSet<>()).add(digest)));
        SortedMap<String, List<String>> digests = new TreeMap<>();
        found.forEach((container, set) -> digests.put(container, List.copyOf(set)));
        return digests;
    }

    private static Optional<String> digest(ContainerStatus status) {
        Matcher digest = REPOSITORY_DIGEST.matcher(status.getImageID() == null ? "" : status.getImageID());
        return digest.matches() ? Optional.of(digest.group(1)) : Optional.empty();
    }
}
