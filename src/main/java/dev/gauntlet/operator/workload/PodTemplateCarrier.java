package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Deployments and StatefulSets. What is exchanged are the {@link ServedField}s of containers of the same name and the volumes that they
 * mount; labels, annotations, selectors, replicas, resources, probes, service account and scheduling stay.
 *
 * @param stateful whether it is a StatefulSet
 */
record PodTemplateCarrier(boolean stateful) implements ModelCarrier {

    private static final FieldPath POD = FieldPath.of("spec", "template", "spec");

    private static JsonNode podSpec(JsonNode workload) {
        return workload.at(POD.pointer());
    }

    @Override
    public SortedMap<String, String> served(JsonNode workload) {
        return PodSpecs.served("", podSpec(workload));
    }

    @Override
    public Map<String, String> podLabels(JsonNode workload) {
        Map<String, String> labels = new TreeMap<>();
        // The template's, because a selector may also hold expressions; it must match the template.
        workload.at("/spec/template/metadata/labels").fields()
                .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    @Override
    public Set<String> servingContainers(JsonNode workload) {
        return PodSpecs.names(podSpec(workload));
    }

    @Override
    public ObjectNode model(JsonNode workload) {
        return extract(podSpec(workload), PodSpecs.mounted(podSpec(workload)));
    }

    @Override
    public ObjectNode original(JsonNode workload) {
        return extract(podSpec(workload), PodSpecs.byName(podSpec(workload).path("volumes")).keySet());
    }

    private static ObjectNode extract(JsonNode podSpec, Set<String> volumes) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        for (String list : PodSpecs.CONTAINER_LISTS) {
            ArrayNode containers = model.putArray(list);
            podSpec.path(list).forEach(container -> containers.add(ServedField.reduced(container)));
        }
        ArrayNode kept = model.putArray("volumes");
        PodSpecs.byName(podSpec.path("volumes")).forEach((name, volume) -> {
            if (volumes.contains(name)) {
                kept.add(volume.deepCopy());
            }
        });
        return model;
    }

    @Override
    public List<String> obstacles(JsonNode champion, JsonNode winner) {
        List<String> obstacles = new ArrayList<>();
        for (String list : PodSpecs.CONTAINER_LISTS) {
            Set<String> here = PodSpecs.byName(podSpec(champion).path(list)).keySet();
            Set<String> there = PodSpecs.byName(podSpec(winner).path(list)).keySet();
            here.stream().filter(name -> !there.contains(name))
                    .forEach(name -> obstacles.add("only the champion has " + list + "[" + name
                            + "]; give both workloads the same containers"));
            there.stream().filter(name -> !here.contains(name))
                    .forEach(name -> obstacles.add("only the winner has " + list + "[" + name
                            + "]; give both workloads the same containers"));
        }
        Set<String> claims = new TreeSet<>(PodSpecs.mounted(podSpec(winner)));
        claims.removeAll(PodSpecs.byName(podSpec(winner).path("volumes")).keySet());
        champion.at("/spec/volumeClaimTemplates").forEach(claim -> claims.remove(claim.at("/metadata/name").asText()));
        claims.forEach(claim -> obstacles.add("the winner mounts its volumeClaimTemplate " + claim
                + ", which the champion has not and which cannot be added to a StatefulSet"));
        held(champion).ifPresent(obstacles::add);
        return obstacles;
    }

    /** Why a changed template would not reach all pods. */
    private Optional<String> held(JsonNode workload) {
        if (workload.at("/spec/paused").asBoolean()) {
            return Optional.of("the champion's rollout is paused (spec.paused); resume it");
        }
        if ("OnDelete".equals(workload.at("/spec/updateStrategy/type").asText())) {
            return Optional.of("the champion's updateStrategy OnDelete leaves old pods running; use RollingUpdate");
        }
        return workload.at("/spec/updateStrategy/rollingUpdate/partition").asInt() > 0
                ? Optional.of("the champion's updateStrategy has a partition, which leaves old pods running; set it to 0")
                : Optional.empty();
    }

    @Override
    public ModelChange change(JsonNode workload, ObjectNode model) {
        JsonNode podSpec = podSpec(workload);
        ModelChange change = new ModelChange();
        for (String list : PodSpecs.CONTAINER_LISTS) {
            Map<String, JsonNode> wanted = PodSpecs.byName(model.path(list));
            int index = 0;
            for (JsonNode container : podSpec.path(list)) {
                String name = container.path("name").asText();
                FieldPath path = POD.field(list).item(index++, "name", name);
                if (wanted.containsKey(name)) {
                    for (ServedField field : ServedField.values()) {
                        change.set(path, field, container, wanted.get(name));
                    }
                }
            }
        }
        change.setList(POD.field("volumes"), "name", podSpec.path("volumes"), volumes(podSpec, model));
        return change;
    }

    /** The model's volumes instead of those that the containers mount now; volumes that nobody mounts stay. */
    private static JsonNode volumes(JsonNode podSpec, ObjectNode model) {
        Map<String, JsonNode> wanted = PodSpecs.byName(model.path("volumes"));
        Set<String> mounted = PodSpecs.mounted(podSpec);
        Map<String, JsonNode> volumes = PodSpecs.byName(podSpec.path("volumes"));
        volumes.keySet().removeIf(name -> mounted.contains(name) && !wanted.containsKey(name));
        volumes.putAll(wanted);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        volumes.values().forEach(list::add);
        return list.isEmpty() ? MissingNode.getInstance() : list;
    }

    @Override
    public PatchResult rollout(JsonNode workload, Supplier<List<Pod>> pods) {
        return stateful ? Rollouts.statefulSet(workload) : Rollouts.deployment(workload);
    }
}
