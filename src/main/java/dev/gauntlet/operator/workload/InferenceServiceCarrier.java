package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * KServe InferenceServices. What is exchanged is the predictor's model: its URI, format and runtime. Containers, arguments and environment
 * stay; where they differ between champion and winner, the exchange is refused.
 */
record InferenceServiceCarrier() implements ModelCarrier {

    /** Fields of a predictor that can hold the model: the one for all formats, and the older ones for one each. */
    private static final List<String> FRAMEWORKS = List.of("model", "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx",
            "huggingface", "lightgbm", "paddle", "pmml");
    private static final List<String> CARRIED = List.of("storageUri", "modelFormat", "runtime", "runtimeVersion");
    private static final List<String> MODEL_FIELDS = List.of("modelFormat", "runtime", "runtimeVersion", "storage", "protocolVersion");
    private static final String URI = "storageUri";
    private static final String FRAMEWORK = "framework";

    private static JsonNode predictor(JsonNode service) {
        return service.at("/spec/predictor");
    }

    private static Optional<String> framework(JsonNode service) {
        return FRAMEWORKS.stream().filter(predictor(service)::has).findFirst();
    }

    @Override
    public SortedMap<String, String> served(JsonNode service) {
        SortedMap<String, String> served = new TreeMap<>();
        for (String component : List.of("predictor", "transformer")) {
            JsonNode spec = service.path("spec").path(component);
            served.putAll(PodSpecs.served(component + ".", spec));
            served.putAll(PodSpecs.served(component + ".workerSpec.", spec.path("workerSpec")));
            if (spec.has("storageUris")) {
                served.put(component + ".storageUris", Fingerprints.digest(spec.path("storageUris")));
            }
        }
        framework(service).ifPresent(name -> served.putAll(model("predictor." + name + ".", predictor(service).path(name))));
        return served;
    }

    private static SortedMap<String, String> model(String prefix, JsonNode model) {
        SortedMap<String, String> served = PodSpecs.container(prefix, model);
        if (model.has(URI)) {
            served.put(prefix + URI, model.path(URI).asText());
        }
        MODEL_FIELDS.stream().filter(model::has).forEach(field -> served.put(prefix + field, Fingerprints.digest(model.path(field))));
        return served;
    }

    @Override
    public Map<String, String> podLabels(JsonNode service) {
        return Map.of("serving.kserve.io/inferenceservice", service.at("/metadata/name").asText(), "component", "predictor");
    }

    @Override
    public Set<String> servingContainers(JsonNode service) {
        Set<String> names = new TreeSet<>(PodSpecs.names(predictor(service)));
        names.add("kserve-container");
        return names;
    }

    @Override
    public ObjectNode model(JsonNode service) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        framework(service).ifPresent(name -> {
            model.put(FRAMEWORK, name);
            JsonNode spec = predictor(service).path(name);
            CARRIED.stream().filter(spec::has).forEach(field -> model.set(field, spec.path(field).deepCopy()));
        });
        return model;
    }

    @Override
    public ObjectNode original(JsonNode service) {
        return model(service);
    }

    @Override
    public List<String> obstacles(JsonNode champion, JsonNode winner) {
        ObjectNode from = model(winner);
        ObjectNode to = model(champion);
        if (!from.hasNonNull(URI) || !to.hasNonNull(URI)) {
            return List.of("the " + (to.hasNonNull(URI) ? "winner" : "champion")
                    + " names no model by spec.predictor.model.storageUri, which is what is exchanged");
        }
        if (!from.path(FRAMEWORK).equals(to.path(FRAMEWORK))) {
            return List.of("the champion has spec.predictor." + to.path(FRAMEWORK).asText() + ", the winner spec.predictor."
                    + from.path(FRAMEWORK).asText() + "; describe both alike");
        }
        List<String> obstacles = new ArrayList<>();
        Set<String> others = new TreeSet<>(others(champion).keySet());
        others.addAll(others(winner).keySet());
        others.removeIf(path -> Objects.equals(others(champion).get(path), others(winner).get(path)));
        if (!others.isEmpty()) {
            obstacles.add("champion and winner also differ in spec." + String.join(", spec.", others)
                    + ", and only the model's URI, format and runtime are exchanged; make the rest alike");
        }
        JsonNode canary = predictor(champion).path("canaryTrafficPercent");
        if (!canary.isMissingNode() && canary.asInt() != 100) {
            obstacles.add("the champion's spec.predictor.canaryTrafficPercent is " + canary.asInt()
                    + ", so KServe would give the model only that share; remove it");
        }
        return obstacles;
    }

    /** What is served beside the fields that are exchanged. */
    private static SortedMap<String, String> others(JsonNode service) {
        SortedMap<String, String> served = new InferenceServiceCarrier().served(service);
        framework(service).ifPresent(name -> CARRIED.forEach(field -> served.remove("predictor." + name + "." + field)));
        return served;
    }

    @Override
    public ModelChange change(JsonNode service, ObjectNode model) {
        ModelChange change = new ModelChange();
        String framework = model.path(FRAMEWORK).asText();
        JsonNode current = predictor(service).path(framework);
        if (!current.isMissingNode()) {
            FieldPath path = FieldPath.of("spec", "predictor", framework);
            CARRIED.forEach(field -> change.set(path.field(field), current.path(field), model.path(field)));
        }
        return change;
    }

    @Override
    public PatchResult rollout(JsonNode service, Supplier<List<Pod>> pods) {
        return Rollouts.inferenceService(service, model(service).path(URI).asText(), pods);
    }
}
