package dev.gauntlet.routing.kserve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.Optional;

/**
 * KServe's own configuration, where it can be read.
 *
 * @param data the data of its ConfigMap; missing if there is none
 */
record KServeConfig(JsonNode data) {

    /** Namespace that KServe is installed to by its charts and manifests. */
    static final String NAMESPACE = "kserve";
    /** Name of the ConfigMap. */
    static final String NAME = "inferenceservice-config";

    private static final ObjectKind CONFIG_MAP = ObjectKind.namespaced("", "v1", "ConfigMap", "configmaps");
    private static final ObjectMapper JSON = new ObjectMapper();

    static KServeConfig read(ClusterObjects cluster) {
        return new KServeConfig(cluster.get(CONFIG_MAP, NAMESPACE, NAME).map(map -> map.path("data")).orElse(MissingNode.getInstance()));
    }

    /** The deployment mode of InferenceServices that name none. */
    Optional<String> defaultDeploymentMode() {
        return Optional.of(section("deploy").path("defaultDeploymentMode").asText()).filter(mode -> !mode.isEmpty());
    }

    /** Whether it is known that KServe makes no HTTPRoutes, which alone carry the percentages of Standard mode. */
    boolean withoutHttpRoutes() {
        JsonNode ingress = section("ingress");
        return ingress.isObject() && (!ingress.path("enableGatewayApi").asBoolean() || ingress.path("disableIngressCreation").asBoolean());
    }

    private JsonNode section(String key) {
        try {
            return JSON.readTree(data.path(key).asText());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
