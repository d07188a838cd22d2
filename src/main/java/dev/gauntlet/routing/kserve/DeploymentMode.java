package dev.gauntlet.routing.kserve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import java.util.Optional;

/** How KServe deploys an InferenceService. */
enum DeploymentMode {
    /** As a Knative Service; formerly named Serverless. */
    KNATIVE,
    /** As Deployments and Services; formerly named RawDeployment. */
    STANDARD,
    /** By ModelMesh. */
    MODEL_MESH;

    /** Annotation by which an InferenceService names its mode. */
    static final String ANNOTATION = "serving.kserve.io/deploymentMode";

    /**
     * The mode of an InferenceService, found as KServe 0.20 finds it: what its status has recorded, else what its annotation asks for, else
     * the default of the installation, else the default that KServe is shipped with, Knative.
     */
    static DeploymentMode of(ObjectNode service, ClusterObjects cluster) {
        return parse(service.at("/status/deploymentMode").asText())
                .or(() -> parse(service.path("metadata").path("annotations").path(ANNOTATION).asText()))
                .or(() -> KServeConfig.read(cluster).defaultDeploymentMode().flatMap(DeploymentMode::parse))
                .orElse(KNATIVE);
    }

    private static Optional<DeploymentMode> parse(String mode) {
        return switch (mode) {
            case "Knative", "Serverless" -> Optional.of(KNATIVE);
            case "Standard", "RawDeployment" -> Optional.of(STANDARD);
            case "ModelMesh" -> Optional.of(MODEL_MESH);
            default -> Optional.empty();
        };
    }
}
