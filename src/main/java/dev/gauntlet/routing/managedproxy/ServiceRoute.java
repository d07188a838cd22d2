package dev.gauntlet.routing.managedproxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a Service leads: which pods, and to which port of them for each of its own ports.
 *
 * @param selector labels of the pods
 * @param targetPorts port number or name at the pods, by {@code protocol/port} of the Service
 */
record ServiceRoute(SortedMap<String, String> selector, SortedMap<String, String> targetPorts) {

    private static final ObjectMapper JSON = new ObjectMapper();

    ServiceRoute {
        selector = new TreeMap<>(selector);
        targetPorts = new TreeMap<>(targetPorts);
    }

    /** Where a Service leads now. */
    static ServiceRoute of(Service service) {
        SortedMap<String, String> targets = new TreeMap<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            targets.put(key(port), text(target(port)));
        }
        Map<String, String> selector = service.getSpec().getSelector();
        return new ServiceRoute(selector == null ? new TreeMap<>() : new TreeMap<>(selector), targets);
    }

    /** All ports of a Service led to one port of the pods that a selector finds. */
    static ServiceRoute allPorts(Service service, Map<String, String> selector, IntOrString target) {
        SortedMap<String, String> targets = new TreeMap<>();
        service.getSpec().getPorts().forEach(port -> targets.put(key(port), text(target)));
        return new ServiceRoute(new TreeMap<>(selector), targets);
    }

    /** The target of a port: its target port, else its own number. */
    static IntOrString target(ServicePort port) {
        IntOrString target = port.getTargetPort();
        return target == null || target.getValue() == null || Objects.equals(target.getIntVal(), 0)
                ? new IntOrString(port.getPort()) : target;
    }

    /** Where a port of the Service is led to, if this route says. */
    Optional<IntOrString> targetOf(ServicePort port) {
        return Optional.ofNullable(targetPorts.get(key(port)))
                .map(text -> text.matches("\\d+") ? new IntOrString(Integer.parseInt(text)) : new IntOrString(text));
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a route is always serialisable", e);
        }
    }

    /** Reads what {@link #toJson} wrote; empty if it is absent or no longer readable. */
    static Optional<ServiceRoute> fromJson(String json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(json, ServiceRoute.class)).filter(route -> !route.selector().isEmpty());
        } catch (JsonProcessingException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static String key(ServicePort port) {
        return (port.getProtocol() == null ? "TCP" : port.getProtocol()) + "/" + port.getPort();
    }

    private static String text(IntOrString target) {
        return String.valueOf(target.getValue());
    }
}
