package dev.gauntlet.routing.managedproxy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteClaim;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One change of a Service as a JSON patch (RFC 6902): where it leads, and what Gauntlet notes on it. Its first operation tests the
 * resource version, so it changes exactly the Service that was read or nothing.
 */
final class ServicePatch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Service service;
    private final Map<String, String> annotations;
    private final Map<String, String> labels;
    private final ArrayNode operations = JSON.createArrayNode();

    ServicePatch(Service service) {
        this.service = service;
        this.annotations = copy(service.getMetadata().getAnnotations());
        this.labels = copy(service.getMetadata().getLabels());
        operation("test", "/metadata/resourceVersion").put("value", service.getMetadata().getResourceVersion());
    }

    private static Map<String, String> copy(Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }

    /** Leads the Service along a route; a port that the route does not know keeps its target. */
    ServicePatch lead(ServiceRoute route) {
        operation("add", "/spec/selector").set("value", JSON.valueToTree(route.selector()));
        List<ServicePort> ports = service.getSpec().getPorts();
        for (int i = 0; i < ports.size(); i++) {
            Optional<IntOrString> target = route.targetOf(ports.get(i));
            if (target.isPresent()) {
                operation("add", "/spec/ports/" + i + "/targetPort").set("value", JSON.valueToTree(target.get().getValue()));
            }
        }
        return this;
    }

    /** Notes something on the Service. */
    ServicePatch annotate(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    /** Removes a note. */
    ServicePatch removeAnnotation(String name) {
        annotations.remove(name);
        return this;
    }

    /** Labels the Service as routed, or no longer. */
    ServicePatch routed(boolean routed) {
        if (routed) {
            labels.put(ProxyNames.ROUTED_LABEL, "true");
        } else {
            labels.remove(ProxyNames.ROUTED_LABEL);
        }
        return this;
    }

    /** Gives the Service back: no trace of Gauntlet is left on it. */
    ServicePatch unclaim() {
        return removeAnnotation(RouteClaim.ANNOTATION).removeAnnotation(ProxyNames.ORIGINAL_ROUTE).removeAnnotation(ProxyNames.BYPASSED)
                .routed(false);
    }

    /** The patch. */
    String toJson() {
        replaceMap("/metadata/annotations", service.getMetadata().getAnnotations(), annotations);
        replaceMap("/metadata/labels", service.getMetadata().getLabels(), labels);
        return operations.toString();
    }

    private void replaceMap(String path, Map<String, String> before, Map<String, String> after) {
        if (!copy(before).equals(after)) {
            operation("add", path).set("value", JSON.valueToTree(after));
        }
    }

    private ObjectNode operation(String name, String path) {
        return operations.addObject().put("op", name).put("path", path);
    }
}
