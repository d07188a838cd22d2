package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.seldon.SeldonExperimentDialect;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Experiments of Seldon Core 2, some with candidates and a mirror of others. */
final class SeldonExperiments implements RouteFamily {

    @Override
    public RouteDialect dialect() {
        return new SeldonExperimentDialect();
    }

    @Override
    public List<String> schemas() {
        return List.of("seldon-core/mlops.seldon.io_experiments.yaml", "seldon-core/mlops.seldon.io_models.yaml");
    }

    @Override
    public List<ObjectNode> surroundings() {
        return Stream.of("fraud-v1", "fraud-v2").map(name -> yaml("""
                apiVersion: mlops.seldon.io/v1alpha1
                kind: Model
                metadata: {name: %s}
                spec: {storageUri: "gs://models/x"}
                status: {conditions: [{type: Ready, status: 'True'}]}
                """.formatted(name))).toList();
    }

    @Override
    public Sample sample(RandomJson random) {
        boolean mirrored = random.onceIn(3);
        ObjectNode route = yaml("""
                apiVersion: mlops.seldon.io/v1alpha1
                kind: Experiment
                spec: {candidates: [%s]}
                status: {conditions: [{type: Ready, status: 'True'}]}
                """.formatted(random.oneOf("{name: fraud-v1, weight: 1}", "{name: other, weight: 0}, {name: fraud-v1, weight: 100}",
                        "{name: fraud-v2, weight: 0}, {name: fraud-v1, weight: 100}, {name: other, weight: 0}")));
        ((ObjectNode) route.get("spec")).setAll(yaml(random.oneOf("{}", "{default: fraud-v1}",
                "{default: fraud-v1, resourceType: model}")));
        if (mirrored) {
            ((ObjectNode) route.get("spec")).setAll(yaml("{mirror: {name: audit, percent: 7}}"));
        }
        return new Sample(route, RouteFamily.variants(1), Optional.empty(), Optional.empty(), !mirrored);
    }

    /** Candidates and a mirror of others are the user's. */
    @Override
    public String users(ObjectNode route, Sample sample) {
        ObjectNode users = route.deepCopy();
        ((ArrayNode) users.at("/spec/candidates")).removeIf(candidate -> candidate.path("name").asText().startsWith("fraud-"));
        if (users.at("/spec/mirror/name").asText().startsWith("fraud-")) {
            ((ObjectNode) users.get("spec")).remove("mirror");
        }
        return users.toString();
    }

    @Override
    public void disturb(ObjectNode route, Sample sample) {
        ObjectNode candidate = (ObjectNode) route.at("/spec/candidates/0");
        candidate.put("weight", candidate.path("weight").asInt() + 1);
    }

    /** There is nothing in the spec but what is split. */
    @Override
    public void edit(ObjectNode route) {
        ((ObjectNode) route.at("/metadata/labels")).put("app", "edited");
    }

    @Override
    public String toString() {
        return "Seldon Experiment";
    }
}
