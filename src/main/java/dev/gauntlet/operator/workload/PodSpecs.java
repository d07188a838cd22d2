package dev.gauntlet.operator.workload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is read of the specification of a pod. */
final class PodSpecs {

    /** Init containers often fetch the model, so they belong to what is served. */
    static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers");

    private PodSpecs() {
    }

    /** The containers of a list by name, in their order. */
    static Map<String, JsonNode> byName(JsonNode containers) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        containers.forEach(container -> named.put(container.path("name").asText(), container));
        return named;
    }

    /** Names of the volumes that the containers mount. */
    static Set<String> mounted(JsonNode podSpec) {
        Set<String> names = new TreeSet<>();
        for (String list : CONTAINER_LISTS) {
            for (JsonNode container : podSpec.path(list)) {
                container.path("volumeMounts").forEach(mount -> names.add(mount.path("name").asText()));
                container.path("volumeDevices").forEach(device -> names.add(device.path("name").asText()));
            }
        }
        return names;
    }

    /** What a pod serves, see {@link ModelCarrier#served}. */
    static SortedMap<String, String> served(String prefix, JsonNode podSpec) {
        SortedMap<String, String> served = new TreeMap<>();
        for (String list : CONTAINER_LISTS) {
            byName(podSpec.path(list)).forEach((name, container) -> served.putAll(container(prefix + list + "[" + name + "].", container)));
        }
        Set<String> mounted = mounted(podSpec);
        byName(podSpec.path("volumes")).forEach((name, volume) -> {
            if (mounted.contains(name)) {
                served.put(prefix + "volumes[" + name + "]", Fingerprints.digest(volume));
            }
        });
        return served;
    }

    /** What a container serves: path to value. */
    static SortedMap<String, String> container(String prefix, JsonNode container) {
        SortedMap<String, String> served = new TreeMap<>();
        for (ServedField field : ServedField.values()) {
            JsonNode value = field.of(container);
            if (!value.isMissingNode() && !value.isEmpty() || value.isTextual()) {
                served.put(prefix + field.json(), field == ServedField.IMAGE ? value.asText()
                        : Fingerprints.digest(field.itemKey().map(key -> Fingerprints.sorted(value, key)).orElse(value)));
            }
        }
        return served;
    }

    /** Names of the containers that serve. */
    static Set<String> names(JsonNode podSpec) {
        return byName(podSpec.path("containers")).keySet().stream().collect(Collectors.toUnmodifiableSet());
    }
}
