package dev.gauntlet.operator.workload;

import dev.gauntlet.api.v1alpha1.WorkloadRef;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of workload that a variant can name. */
enum WorkloadKind {

    DEPLOYMENT("apps", "v1", "Deployment", "deployments", new PodTemplateCarrier(false)),
    STATEFUL_SET("apps", "v1", "StatefulSet", "statefulsets", new PodTemplateCarrier(true)),
    INFERENCE_SERVICE("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices", new InferenceServiceCarrier());

    private final String apiVersion;
    private final String kind;
    private final ResourceDefinitionContext context;
    private final ModelCarrier carrier;

    WorkloadKind(String group, String version, String kind, String plural, ModelCarrier carrier) {
        this.apiVersion = group + "/" + version;
        this.kind = kind;
        // Written out, because looking it up costs a request and fails where KServe is not installed.
        this.context = new ResourceDefinitionContext.Builder().withGroup(group).withVersion(version).withKind(kind).withPlural(plural)
                .withNamespaced(true).build();
        this.carrier = carrier;
    }

    /** The kind that a reference names; empty when Gauntlet does not know it. */
    static Optional<WorkloadKind> of(WorkloadRef ref) {
        return Arrays.stream(values()).filter(k -> k.apiVersion.equals(ref.apiVersion()) && k.kind.equals(ref.kind())).findFirst();
    }

    /** Why a reference of another kind is refused, and what to write. */
    static String refusal(WorkloadRef ref) {
        return "workloadRef " + ref.apiVersion() + " " + ref.kind() + " " + ref.name() + " is of a kind that Gauntlet does not know; "
                + "name an apps/v1 Deployment or StatefulSet or a serving.kserve.io/v1beta1 InferenceService, or remove workloadRef";
    }

    ResourceDefinitionContext context() {
        return context;
    }

    /** How models of this kind are read and changed. */
    ModelCarrier carrier() {
        return carrier;
    }
}
