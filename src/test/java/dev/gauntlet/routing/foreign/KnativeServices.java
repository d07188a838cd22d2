package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.knative.KnativeServiceDialect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Knative Services whose traffic follows the latest revision or names one, with and without tags of others. */
final class KnativeServices implements RouteFamily {

    @Override
    public RouteDialect dialect() {
        return new KnativeServiceDialect();
    }

    @Override
    public List<String> schemas() {
        return List.of("knative-serving/serving.knative.dev_services.yaml");
    }

    @Override
    public Sample sample(RandomJson random) {
        boolean latest = random.onceIn(3);
        ObjectNode route = yaml("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                spec: {template: {spec: {containers: [{image: "fraud:1"}]}}}
                status: {latestReadyRevisionName: %1$s, latestCreatedRevisionName: %1$s}
                """.formatted(latest ? "fraud-v1" : "fraud-v2"));
        ObjectNode template = (ObjectNode) route.at("/spec/template");
        template.set("metadata", random.fields(1).setAll(yaml("{annotations: {autoscaling.knative.dev/max-scale: '7'}}")));
        ((ObjectNode) template.get("spec")).setAll(yaml(random.oneOf("{}", "{timeoutSeconds: 30, containerConcurrency: 0}",
                "{volumes: [{name: a, emptyDir: {}}]}", "{nodeSelector: {gpu: 'true'}}")));
        String traffic = latest
                ? random.oneOf("", "{latestRevision: true, percent: 100}", "{latestRevision: true, percent: 100, tag: live}")
                : random.oneOf("{revisionName: fraud-v1, percent: 100}", "{latestRevision: false, revisionName: fraud-v1, percent: 100}",
                        "{revisionName: fraud-v1, percent: 100, tag: stable}");
        String others = random.oneOf("", ", {revisionName: fraud-v2, tag: candidate}", ", {latestRevision: true, percent: 0, tag: newest}",
                ", {revisionName: fraud-v0, percent: 0, tag: old}, {revisionName: fraud-v0, percent: 0}");
        if (!traffic.isEmpty()) {
            route.withObject("/spec").set("traffic", yaml("{traffic: [" + traffic + others + "]}").get("traffic"));
        }
        return new Sample(route, RouteFamily.variants(random.oneOf(1, 1, 2)), Optional.empty(), Optional.empty(), false);
    }

    /** Where a tag leads is the user's too. */
    @Override
    public String users(ObjectNode route, Sample sample) {
        ObjectNode users = route.deepCopy();
        Map<String, String> tags = new TreeMap<>();
        for (JsonNode entry : ((ObjectNode) users.get("spec")).path("traffic")) {
            if (entry.has("tag")) {
                tags.put(entry.path("tag").asText(), entry.path("revisionName").asText("latest"));
            }
        }
        ((ObjectNode) users.get("spec")).remove("traffic");
        return users.toString() + tags;
    }

    @Override
    public void disturb(ObjectNode route, Sample sample) {
        ObjectNode entry = (ObjectNode) route.at("/spec/traffic/0");
        entry.put("percent", entry.path("percent").asInt() + 1);
    }

    @Override
    public void edit(ObjectNode route) {
        ((ObjectNode) route.at("/spec/template/spec/containers/0")).put("image", "fraud:2");
    }

    @Override
    public String toString() {
        return "Knative Service";
    }
}
