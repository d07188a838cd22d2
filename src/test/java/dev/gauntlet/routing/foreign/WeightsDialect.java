package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The least that a dialect can do: weights in the last rule of an HTTPRoute, or of something shaped like one. */
class WeightsDialect implements RouteDialect {

    static final ObjectKind HTTP_ROUTE = ObjectKind.namespaced("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes");

    private final ObjectKind kind;

    WeightsDialect(ObjectKind kind) {
        this.kind = kind;
    }

    @Override
    public ObjectKind kind() {
        return kind;
    }

    @Override
    public String installation() {
        return "install the Gateway API";
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.splitter(new BigDecimal("0.01"), 8, false, Capabilities.Mirror.NONE);
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/rules");
    }

    private static ObjectNode rule(ObjectNode route) {
        JsonNode rules = route.at("/spec/rules");
        return (ObjectNode) rules.get(rules.size() - 1);
    }

    private static Set<String> backends(ObjectNode route) {
        return rule(route).path("backendRefs").findValuesAsText("name").stream().collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        Set<String> backends = backends(route);
        Set<String> known = original.isEmpty() ? Set.of(intent.champion().serviceName())
                : intent.variants().stream().map(RouteVariant::serviceName).collect(Collectors.toSet());
        return known.containsAll(backends) ? Optional.empty()
                : Optional.of(new Objection(RouteReason.FOREIGN_BACKENDS, "the rule leads to " + backends + ", not only to " + known));
    }

    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        return JsonNodeFactory.instance.objectNode().set("backendRefs", rule(route).path("backendRefs").deepCopy());
    }

    private static ObjectNode backend(ObjectNode original, RouteVariant variant) {
        return ((ObjectNode) original.path("backendRefs").get(0).deepCopy()).put("name", variant.serviceName()).put("port", variant.port());
    }

    private static ObjectNode with(ObjectNode route, JsonNode backends) {
        ObjectNode changed = route.deepCopy();
        rule(changed).set("backendRefs", backends);
        return changed;
    }

    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        ArrayNode backends = JsonNodeFactory.instance.arrayNode();
        intent.variants().forEach(variant -> backends.add(backend(original, variant).put("weight", weight(intent, variant))));
        return with(route, backends);
    }

    int weight(RouteIntent intent, RouteVariant variant) {
        return (variant.champion() ? intent.championShare() : intent.share(variant.name())).movePointRight(2).intValueExact();
    }

    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        return with(route, variant.equals(intent.champion().name()) ? original.path("backendRefs")
                : JsonNodeFactory.instance.arrayNode().add(backend(original, intent.variant(variant).orElseThrow())));
    }

    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        return route.at("/status/parents").findValuesAsText("status").contains("False") ? new Acceptance.NotYet("the gateway refuses it")
                : Acceptance.accepted();
    }

    @Override
    public Optional<ObjectNode> created(RouteIntent intent) {
        return intent.target().flatMap(target -> target.creation()).map(creation -> {
            ObjectNode route = JsonNodeFactory.instance.objectNode();
            route.withObject("/metadata").put("name", intent.target().orElseThrow().name());
            creation.gateways().forEach(gateway -> route.withArray("/spec/parentRefs").addObject().put("name", gateway.name()));
            route.withArray("/spec/rules").addObject().withArray("/backendRefs").addObject().put("name", intent.champion().serviceName())
                    .put("port", intent.champion().port());
            return route;
        });
    }
}
