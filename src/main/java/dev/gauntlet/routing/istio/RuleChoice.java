package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.foreign.Objection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which HTTP route of a VirtualService is split. */
sealed interface RuleChoice {

    /**
     * This one.
     *
     * @param rule the HTTP route itself, no copy
     */
    record Chosen(ObjectNode rule) implements RuleChoice {
    }

    /** None or no single one. */
    record Refused(Objection objection) implements RuleChoice {
    }

    /** Chooses by name, or the only one where the intent names none. */
    static RuleChoice of(ObjectNode route, RouteIntent intent) {
        List<ObjectNode> users = new ArrayList<>();
        route.at("/spec/http").forEach(rule -> {
            if (rule instanceof ObjectNode object && !Overrides.isOverride(object, intent)) {
                users.add(object);
            }
        });
        Optional<String> name = intent.target().flatMap(RouteTarget::rule);
        List<ObjectNode> meant = name.isEmpty() ? onlyOneIfSplit(users)
                : users.stream().filter(rule -> rule.path("name").asText().equals(name.get())).toList();
        if (meant.size() == 1) {
            return new Chosen(meant.get(0));
        }
        String object = "VirtualService " + route.at("/metadata/name").asText();
        if (users.isEmpty()) {
            return refused(RouteReason.RULE_NOT_FOUND, object + " has no HTTP route in spec.http; add one that leads to the champion");
        }
        if (meant.isEmpty()) {
            return refused(RouteReason.RULE_NOT_FOUND, object + " has no HTTP route named " + name.orElseThrow() + ", only "
                    + names(users) + "; correct spec.routing.routeRef.ruleName or spec.http[].name");
        }
        return refused(RouteReason.AMBIGUOUS_RULE, name.isPresent()
                ? object + " has " + meant.size() + " HTTP routes named " + name.get() + "; give each its own spec.http[].name"
                : object + " has " + users.size() + " HTTP routes: " + names(users)
                        + "; name the one to split in spec.routing.routeRef.ruleName");
    }

    /** A route that gets more HTTP routes while it is split stays clear: only one of them carries the split. */
    private static List<ObjectNode> onlyOneIfSplit(List<ObjectNode> rules) {
        List<ObjectNode> split = rules.stream().filter(RuleSplit::isSplit).toList();
        return split.size() == 1 ? split : rules;
    }

    private static String names(List<ObjectNode> rules) {
        List<String> names = new ArrayList<>();
        for (JsonNode rule : rules) {
            names.add(rule.path("name").asText("").isEmpty() ? "one without a name" : rule.path("name").asText());
        }
        return String.join(", ", names);
    }

    private static Refused refused(RouteReason reason, String message) {
        return new Refused(new Objection(reason, message));
    }
}
