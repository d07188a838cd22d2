package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.kserve.InferenceServiceDialect;
import java.util.List;
import java.util.Optional;

/**
 * InferenceServices under the full schema.
 *
 * @param standard in KServe's deployment mode Standard, or else Knative
 */
record InferenceServices(boolean standard) implements RouteFamily {

    @Override
    public RouteDialect dialect() {
        return new InferenceServiceDialect();
    }

    @Override
    public List<String> schemas() {
        return List.of("kserve/serving.kserve.io_inferenceservices.yaml");
    }

    /** Under the minimal schema the spec has one owner as a whole. */
    @Override
    public boolean isServed(ObjectNode route) {
        return route.at("/metadata/managedFields").findValues("f:spec").stream().noneMatch(JsonNode::isEmpty);
    }

    private static ObjectNode model(RandomJson random, String uri) {
        return yaml("{modelFormat: {name: sklearn, version: '1'}, storageUri: 's3://models/" + uri + "'}")
                .setAll(yaml(random.oneOf("{}", "{runtime: mlserver, protocolVersion: v2}",
                        "{args: [--workers=2], env: [{name: A, value: ''}]}",
                        "{resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {nvidia.com/gpu: 1}}}")));
    }

    @Override
    public Sample sample(RandomJson random) {
        ObjectNode route = yaml("{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, spec: {predictor: {}}}");
        ObjectNode predictor = (ObjectNode) route.at("/spec/predictor");
        predictor.setAll(yaml(random.oneOf("{}", "{minReplicas: 2, timeout: 30}", "{serviceAccountName: reader, tolerations: [{key: gpu}]}",
                "{batcher: {maxBatchSize: 8, maxLatency: 5}}")));
        predictor.set("model", model(random, "1"));
        ((ObjectNode) route.get("spec")).setAll(yaml(random.oneOf("{}",
                "{transformer: {containers: [{name: c, image: 'prepare:1', env: [{name: X, value: '1.0'}]}]}}")));
        return standard ? standard(random, route) : knative(route);
    }

    private static Sample knative(ObjectNode route) {
        ((ObjectNode) route.at("/spec/predictor")).put("canaryTrafficPercent", 0);
        route.set("status", yaml("""
                {deploymentMode: Knative, components: {predictor: {latestRolledoutRevision: fraud-v1, latestCreatedRevision: fraud-v2,
                  latestReadyRevision: fraud-v2}}}"""));
        return new Sample(route, RouteFamily.variants(1), Optional.empty(), Optional.empty(), false);
    }

    private static Sample standard(RandomJson random, ObjectNode route) {
        route.set("metadata", yaml("{annotations: {serving.kserve.io/deploymentMode: Standard}}"));
        for (String name : List.of("v2", "other")) {
            ObjectNode entry = route.withArray("/spec/canary").addObject().put("trafficPercent", 0);
            entry.putObject("predictor").put("name", name).put("minReplicas", 1)
                    .set("model", model(random, name).put("name", "kserve-container"));
        }
        route.set("status", yaml("{deploymentMode: Standard, canaryStatuses: [{name: v2, ready: true, trafficPercent: 0}]}"));
        return new Sample(route, List.of(new RouteVariant("v1", true, "fraud-predictor", 80),
                new RouteVariant("v2", false, "fraud-v2-predictor", 80)), Optional.empty(), Optional.empty(), false);
    }

    @Override
    public String users(ObjectNode route, Sample sample) {
        ObjectNode users = route.deepCopy();
        ((ObjectNode) users.at("/spec/predictor")).remove("canaryTrafficPercent");
        users.at("/spec/canary").forEach(entry -> ((ObjectNode) entry).remove("trafficPercent"));
        return users.toString();
    }

    @Override
    public void disturb(ObjectNode route, Sample sample) {
        if (standard) {
            ObjectNode entry = (ObjectNode) route.at("/spec/canary/0");
            entry.put("trafficPercent", entry.path("trafficPercent").asInt() + 1);
        } else {
            ((ObjectNode) route.at("/spec/predictor")).put("canaryTrafficPercent", 99);
        }
    }

    @Override
    public void edit(ObjectNode route) {
        ((ObjectNode) route.at("/spec/predictor/model")).put("storageUri", "s3://models/3");
    }

    @Override
    public String toString() {
        return "InferenceService in mode " + (standard ? "Standard" : "Knative");
    }
}
