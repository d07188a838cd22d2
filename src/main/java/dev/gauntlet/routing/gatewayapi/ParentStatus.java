package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.foreign.Acceptance;
import java.util.List;
import java.util.Optional;

/** Whether everything that a route attaches to has accepted it as it is written. */
final class ParentStatus {

    private ParentStatus() {
    }

    /**
     * The first thing that speaks against it, or the acceptance.
     *
     * @param generation lowest generation of the route that counts as looked at
     */
    static Acceptance of(ObjectNode route, RouteIntent intent, long generation) {
        for (ParentRef parent : ParentRef.of(route, intent)) {
            List<ObjectNode> entries = entries(route, parent, intent);
            if (entries.isEmpty()) {
                return new Acceptance.NotYet(("%s has not said whether it accepts HTTPRoute %s; it has to exist, a controller has to "
                        + "serve it, and its listeners have to admit routes of the namespace %s").formatted(parent.named(), name(route),
                        intent.owner().namespace()));
            }
            for (ObjectNode entry : entries) {
                Optional<String> trouble = trouble(route, entry.path("conditions"), generation);
                if (trouble.isPresent()) {
                    return new Acceptance.NotYet(parent.named() + " " + trouble.get());
                }
            }
        }
        return Acceptance.accepted();
    }

    /** What controllers say of the route for something that it attaches to. */
    static List<ObjectNode> entries(ObjectNode route, ParentRef parent, RouteIntent intent) {
        return Nodes.objects(route.path("status").path("parents")).stream()
                .filter(entry -> ParentRef.of(entry.path("parentRef"), intent.owner().namespace()).equals(parent)).toList();
    }

    private static Optional<String> trouble(ObjectNode route, JsonNode conditions, long generation) {
        Optional<ObjectNode> accepted = condition(conditions, "Accepted");
        if (accepted.isEmpty()) {
            return Optional.of("has not said whether it accepts HTTPRoute " + name(route));
        }
        Optional<ObjectNode> resolved = condition(conditions, "ResolvedRefs");
        for (ObjectNode condition : List.of(accepted.get(), resolved.orElse(accepted.get()))) {
            if (condition.path("observedGeneration").asLong(0) < generation) {
                return Optional.of("has not looked at generation %d of HTTPRoute %s yet".formatted(generation, name(route)));
            }
        }
        if (!isTrue(accepted.get())) {
            return Optional.of("does not accept HTTPRoute " + name(route) + ": " + why(accepted.get()));
        }
        return resolved.filter(condition -> !isTrue(condition))
                .map(condition -> "does not find all that HTTPRoute " + name(route) + " refers to: " + why(condition))
                .or(() -> condition(conditions, "PartiallyInvalid").filter(ParentStatus::isTrue)
                        .map(condition -> "accepts only parts of HTTPRoute " + name(route) + ": " + why(condition)));
    }

    private static Optional<ObjectNode> condition(JsonNode conditions, String type) {
        return Nodes.objects(conditions).stream().filter(condition -> condition.path("type").asText().equals(type)).findFirst();
    }

    private static boolean isTrue(JsonNode condition) {
        return condition.path("status").asText().equals("True");
    }

    private static String why(JsonNode condition) {
        return condition.path("reason").asText("no reason given") + ": " + condition.path("message").asText("");
    }

    private static String name(ObjectNode route) {
        return route.path("metadata").path("name").asText();
    }
}
