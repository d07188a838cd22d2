package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.Capabilities.Mirror;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import dev.gauntlet.routing.foreign.Objection;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.istio.RuleChoice.Chosen;
import dev.gauntlet.routing.istio.RuleChoice.Refused;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Splits an HTTP route of an Istio {@code VirtualService} by the weights of its destinations. */
public final class VirtualServiceDialect implements RouteDialect {

    private static final ObjectKind KIND =
            ObjectKind.namespaced("networking.istio.io", "v1", "VirtualService", "virtualservices");

    private static final Capabilities CAPABILITIES = Capabilities.splitter(BigDecimal.ONE, 8, true, Mirror.PERCENTAGE);

    @Override
    public ObjectKind kind() {
        return KIND;
    }

    @Override
    public String installation() {
        return "Install Istio 1.22 or later, which serves networking.istio.io/v1.";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public List<String> ownedFields() {
        return List.of("/spec/http");
    }

    @Override
    public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent, ClusterObjects cluster) {
        RuleChoice choice = RuleChoice.of(route, intent);
        boolean release = intent.goal() instanceof RouteGoal.Release;
        if (choice instanceof Refused refused) {
            // An HTTP route that is gone has nothing to give back.
            return release && refused.objection().reason() == RouteReason.RULE_NOT_FOUND ? Optional.empty()
                    : Optional.of(refused.objection());
        }
        return release ? Optional.empty() : new RuleObjections(route, ((Chosen) choice).rule(), original, intent, cluster).first()
                .or(() -> original.isPresent() ? Optional.empty() : notAccepted(route, intent));
    }

    /** A user's VirtualService that Istio does not accept as it is is not touched. */
    private Optional<Objection> notAccepted(ObjectNode route, RouteIntent intent) {
        return acceptance(route, intent) instanceof Acceptance.NotYet notYet ? Optional.of(new Objection(RouteReason.NOT_ACCEPTED,
                "VirtualService " + route.at("/metadata/name").asText() + " is not accepted as it is; " + notYet.message()
                        + "; mend it, it is not split before")) : Optional.empty();
    }

    /**
     * The whole HTTP route, of which later only the destinations and mirrors are used, and the order of the fields.
     *
     * @throws IllegalArgumentException if there is no single one, which {@link #objection} tells
     */
    @Override
    public ObjectNode original(ObjectNode route, RouteIntent intent) {
        RuleChoice choice = RuleChoice.of(route, intent);
        if (choice instanceof Refused refused) {
            throw new IllegalArgumentException(refused.objection().message());
        }
        return ((Chosen) choice).rule().deepCopy();
    }

    @Override
    public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
        RuleSplit split = new RuleSplit(original, intent);
        return rewritten(route, intent, split::split, rule -> Overrides.of(rule, split, intent));
    }

    @Override
    public ObjectNode release(ObjectNode route, ObjectNode original, RouteIntent intent, String variant) {
        RouteVariant serving = intent.variant(variant)
                .orElseThrow(() -> new IllegalArgumentException("the intent has no variant " + variant));
        return rewritten(route, intent, rule -> new RuleSplit(original, intent).released(rule, serving), rule -> List.of());
    }

    /** The route with the chosen HTTP route changed and others put before it, in place of those that stood there for overrides. */
    private static ObjectNode rewritten(ObjectNode route, RouteIntent intent, UnaryOperator<ObjectNode> change,
            Function<ObjectNode, List<ObjectNode>> before) {
        ObjectNode result = route.deepCopy();
        if (!(result.at("/spec/http") instanceof ArrayNode http)) {
            return result;
        }
        ObjectNode chosen = RuleChoice.of(result, intent) instanceof Chosen found ? found.rule() : null;
        ArrayNode rules = JsonNodeFactory.instance.arrayNode();
        for (JsonNode rule : http) {
            if (rule == chosen) {
                rules.addAll(before.apply(chosen)).add(change.apply(chosen));
            } else if (!Overrides.isOverride(rule, intent)) {
                rules.add(rule);
            }
        }
        ((ObjectNode) result.get("spec")).set("http", rules);
        return result;
    }

    /** Istio writes a status only if told to; without one nothing speaks against the route. */
    @Override
    public Acceptance acceptance(ObjectNode route, RouteIntent intent) {
        for (JsonNode message : route.at("/status/validationMessages")) {
            if (message.path("level").asText().equalsIgnoreCase("ERROR")) {
                return new Acceptance.NotYet("Istio finds an error in it: " + message.at("/type/code").asText() + " "
                        + message.at("/type/name").asText() + " " + message.path("documentationUrl").asText());
            }
        }
        for (JsonNode condition : route.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Reconciled") && condition.path("status").asText().equals("False")) {
                return new Acceptance.NotYet("not all proxies of the mesh work by it yet: " + condition.path("message").asText());
            }
        }
        return Acceptance.accepted();
    }

    /** A VirtualService that another one delegates to where neither gateways nor hosts are named, else a complete one. */
    @Override
    public Optional<ObjectNode> created(RouteIntent intent) {
        return intent.target().flatMap(target -> target.creation().map(creation -> created(target, creation, intent.champion())));
    }

    private static ObjectNode created(RouteTarget target, RouteTarget.Creation creation, RouteVariant champion) {
        ObjectNode route = JsonNodeFactory.instance.objectNode();
        route.put("apiVersion", KIND.apiVersion()).put("kind", KIND.kind());
        route.putObject("metadata").put("name", target.name());
        ObjectNode spec = route.putObject("spec");
        if (!creation.hostnames().isEmpty() || !creation.gateways().isEmpty()) {
            ArrayNode hosts = spec.putArray("hosts");
            (creation.hostnames().isEmpty() ? List.of("*") : creation.hostnames()).forEach(hosts::add);
        }
        if (!creation.gateways().isEmpty()) {
            ArrayNode gateways = spec.putArray("gateways");
            creation.gateways().forEach(gateway -> gateways.add(gateway.namespace().map(n -> n + "/").orElse("") + gateway.name()));
        }
        ObjectNode rule = spec.putArray("http").addObject();
        target.rule().ifPresent(name -> rule.put("name", name));
        if (!creation.pathPrefix().equals("/")) {
            rule.putArray("match").addObject().putObject("uri").put("prefix", creation.pathPrefix());
        }
        ObjectNode destination = rule.putArray("route").addObject().putObject("destination");
        destination.put("host", champion.serviceName()).putObject("port").put("number", champion.port());
        return route;
    }
}
