package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Routes, intents and clusters to test with. */
final class Cases {

    static final String NAMESPACE = "demo";
    static final RouteVariant CHAMPION = new RouteVariant("v1", true, "fraud-v1", 80);
    static final RouteVariant CHALLENGER = new RouteVariant("v2", false, "fraud-v2", 8080);
    static final RouteVariant RIVAL = new RouteVariant("v3", false, "fraud-v3", 80);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final RouteOwner OWNER = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", NAMESPACE, "fraud", "uid");

    private Cases() {
    }

    static ObjectNode yaml(String yaml) {
        try {
            return YAML.readValue(yaml, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    /** A route that leads to the champion and that Envoy Gateway has taken, with fields of the one rule appended. */
    static ObjectNode route(String... fieldsOfTheRule) {
        return withRules("- backendRefs: [{group: \"\", kind: Service, name: fraud-v1, port: 80, weight: 1}]\n"
                + "  matches: [{path: {type: PathPrefix, value: /predict}}]\n  " + String.join("\n  ", fieldsOfTheRule));
    }

    static ObjectNode withRules(String rules) {
        return accepted(yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {generation: 3, name: fraud, namespace: demo}
                spec:
                  parentRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: public, namespace: infra}]
                  rules:
                """ + rules.indent(4)), "gateway.envoyproxy.io/gatewayclass-controller");
    }

    /** The route as a controller has taken it. */
    static ObjectNode accepted(ObjectNode route, String controller) {
        ObjectNode taken = route.deepCopy();
        taken.set("status", yaml("""
                parents:
                - parentRef: {group: gateway.networking.k8s.io, kind: Gateway, name: public, namespace: infra}
                  controllerName: %s
                  conditions:
                  - {type: Accepted, status: "True", reason: Accepted, message: taken, observedGeneration: 3}
                  - {type: ResolvedRefs, status: "True", reason: ResolvedRefs, message: found, observedGeneration: 3}
                """.formatted(controller)));
        return taken;
    }

    static RouteIntent intent(Map<String, String> shares, Map<String, String> mirrored) {
        return intent(Optional.empty(), Optional.empty(), List.of(CHAMPION, CHALLENGER), shares, mirrored);
    }

    static RouteIntent share(String percent) {
        return intent(Map.of("v2", percent), Map.of());
    }

    static RouteIntent copies(String percent) {
        return intent(Map.of(), Map.of("v2", percent));
    }

    static RouteIntent named(String rule, String percent) {
        return intent(Optional.of(rule), Optional.empty(), List.of(CHAMPION, CHALLENGER), Map.of("v2", percent), Map.of());
    }

    static RouteIntent overriding(String header, String percent) {
        return intent(Optional.empty(), Optional.of(header), List.of(CHAMPION, CHALLENGER), Map.of("v2", percent), Map.of());
    }

    static RouteIntent intent(Optional<String> rule, Optional<String> overrideHeader, List<RouteVariant> variants, Map<String, String> shares,
            Map<String, String> mirrored) {
        AssignmentPolicy perRequest = AssignmentPolicy.perRequest("salt");
        return new RouteIntent(OWNER, "", Optional.of(new RouteTarget("fraud", rule, Optional.empty())), variants,
                new AssignmentPolicy(perRequest.unit(), perRequest.key(), perRequest.salt(), perRequest.missingKey(), overrideHeader),
                percent(shares), percent(mirrored), Map.of(), 1, new RouteGoal.Split());
    }

    private static Map<String, BigDecimal> percent(Map<String, String> texts) {
        Map<String, BigDecimal> percent = new HashMap<>();
        texts.forEach((name, text) -> percent.put(name, new BigDecimal(text)));
        return percent;
    }

    /** A cluster with the Gateway infra/public of a class with these fields. */
    static ClusterObjects gateway(String controller, String status) {
        ObjectNode gateway = yaml("spec: {gatewayClassName: shared}");
        ObjectNode gatewayClass = yaml("{spec: {controllerName: %s}, status: {%s}}".formatted(controller, status));
        return (kind, namespace, name) -> read(gateway, gatewayClass, kind, namespace, name);
    }

    private static Optional<ObjectNode> read(ObjectNode gateway, ObjectNode gatewayClass, ObjectKind kind, String namespace, String name) {
        if (kind.equals(GatewayApiKinds.GATEWAY) && namespace.equals("infra") && name.equals("public")) {
            return Optional.of(gateway.deepCopy());
        }
        return kind.equals(GatewayApiKinds.GATEWAY_CLASS) && name.equals("shared") ? Optional.of(gatewayClass.deepCopy()) : Optional.empty();
    }

    /** A cluster without any gateway. */
    static ClusterObjects noGateway() {
        return (kind, namespace, name) -> Optional.empty();
    }
}
