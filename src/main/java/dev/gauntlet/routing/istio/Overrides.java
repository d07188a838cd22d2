package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The HTTP routes before the chosen one that serve requests which name their variant in the override header: one for each variant, with
 * everything that the chosen one does, but no split.
 */
final class Overrides {

    private Overrides() {
    }

    /** Name of the HTTP route that serves one variant by the override header. */
    static String name(RouteIntent intent, RouteVariant variant) {
        return "gauntlet-" + intent.target().flatMap(RouteTarget::rule).map(rule -> rule + "-").orElse("") + variant.name();
    }

    /** Whether an HTTP route has the name of one that is made here. */
    static boolean isOverride(JsonNode rule, RouteIntent intent) {
        return intent.variants().stream().anyMatch(variant -> rule.path("name").asText().equals(name(intent, variant)));
    }

    /** Name of the override header as Istio wants it; empty where requests cannot name their variant. */
    static Optional<String> header(RouteIntent intent) {
        return intent.assignment().overrideHeader().map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** Whether a rule matches on the override header itself, so that nothing can be added to its matches. */
    static boolean isMatchedBy(JsonNode rule, String header) {
        for (JsonNode match : rule.path("match")) {
            for (String conditions : List.of("headers", "withoutHeaders")) {
                if (match.path(conditions).properties().stream().anyMatch(field -> field.getKey().equalsIgnoreCase(header))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The HTTP routes for all variants; none without an override header. */
    static List<ObjectNode> of(ObjectNode rule, RuleSplit split, RouteIntent intent) {
        return header(intent).map(header -> intent.variants().stream().map(variant -> of(rule, split, intent, variant, header)).toList())
                .orElse(List.of());
    }

    private static ObjectNode of(ObjectNode rule, RuleSplit split, RouteIntent intent, RouteVariant variant, String header) {
        ObjectNode entry = split.leadingTo(variant);
        entry.remove("weight");
        VariantHeader.set(entry, variant, VariantHeader.OVERRIDE);
        ObjectNode override = split.withRoute(rule, JsonNodeFactory.instance.arrayNode().add(entry));
        override.put("name", name(intent, variant));
        override.set("match", matches(rule, header, variant.name()));
        return override;
    }

    private static ArrayNode matches(ObjectNode rule, String header, String variant) {
        ArrayNode matches = JsonNodeFactory.instance.arrayNode();
        rule.path("match").forEach(match -> matches.add(match.deepCopy()));
        if (matches.isEmpty()) {
            matches.addObject();
        }
        matches.forEach(match -> ((ObjectNode) match).withObjectProperty("headers").putObject(header).put("exact", variant));
        return matches;
    }
}
