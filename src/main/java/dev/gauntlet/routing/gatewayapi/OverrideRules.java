package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules by which a request gets the variant that it asks for in the override header: one for each variant, just before the rule that
 * is split, with its matches and one header match more. So they win over that rule, and over no rule that is more specific than it
 * was by a longer path or a method; a rule of the same path and method with headers of its own loses requests that carry the override
 * header as well.
 *
 * <p>They are told from the user's rules by their names, {@code gauntlet-<rule>-<variant>}, where a rule without a name is {@code 0}.
 * They carry the user's filters but no copies: a forced request does not enter the analysis.
 */
final class OverrideRules {

    private static final int LONGEST_NAME = 253;

    private OverrideRules() {
    }

    /** The name of a variant's rule: an RFC 1123 subdomain. */
    static String name(RouteIntent intent, RouteVariant variant) {
        String rule = intent.target().flatMap(RouteTarget::rule).orElse("0");
        String name = "gauntlet-" + rule + "-" + variant.name();
        return name.length() <= LONGEST_NAME ? name : "gauntlet-%08x-%s".formatted(rule.hashCode(), variant.name());
    }

    /** The names of all these rules, whether there are any or not. */
    static Set<String> names(RouteIntent intent) {
        return intent.variants().stream().map(variant -> name(intent, variant)).collect(Collectors.toSet());
    }

    /**
     * Makes the rules.
     *
     * @param rule the rule that is split
     * @param filters the user's filters of that rule
     * @param backend makes the only backend of a variant's rule
     * @return none if the intent has no override header
     */
    static List<ObjectNode> of(ObjectNode rule, List<ObjectNode> filters, RouteIntent intent, Function<RouteVariant, ObjectNode> backend) {
        return intent.assignment().overrideHeader().stream().flatMap(header -> intent.variants().stream()
                .map(variant -> of(rule, filters, name(intent, variant), header, variant, backend.apply(variant)))).toList();
    }

    private static ObjectNode of(ObjectNode rule, List<ObjectNode> filters, String name, String header, RouteVariant variant,
            ObjectNode backend) {
        ObjectNode copy = rule.deepCopy();
        copy.put("name", name);
        copy.set("backendRefs", Nodes.array(List.of(backend)));
        copy.set("matches", matches(rule.path("matches"), header, variant.name()));
        copy.remove("filters");
        if (!filters.isEmpty()) {
            copy.set("filters", Nodes.array(filters).deepCopy());
        }
        return Nodes.sorted(copy);
    }

    private static ArrayNode matches(JsonNode matches, String header, String variant) {
        List<ObjectNode> wanted = Nodes.objects(matches).stream().map(ObjectNode::deepCopy).toList();
        if (wanted.isEmpty()) {
            wanted = List.of(NewRoute.match("/"));
        }
        for (ObjectNode match : wanted) {
            ArrayNode headers = match.path("headers") instanceof ArrayNode present ? present : match.putArray("headers");
            headers.addObject().put("name", header).put("type", "Exact").put("value", variant);
        }
        return Nodes.array(wanted.stream().map(Nodes::sorted).toList());
    }
}
