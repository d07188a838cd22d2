package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.foreign.Objection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which rule of a route is meant. Rules that were made for the override header never are. */
final class RuleChoice {

    private RuleChoice() {
    }

    /** The user's rules: all but those that were made for the override header. */
    static List<ObjectNode> users(ObjectNode route, RouteIntent intent) {
        Set<String> made = OverrideRules.names(intent);
        return Nodes.objects(route.path("spec").path("rules")).stream().filter(rule -> !made.contains(rule.path("name").asText()))
                .toList();
    }

    /** Those of them that could be meant: the rules of the wanted name, or all where no name is wanted. */
    static List<ObjectNode> candidates(ObjectNode route, RouteIntent intent) {
        Optional<String> wanted = wantedName(intent);
        return users(route, intent).stream().filter(rule -> wanted.isEmpty() || wanted.get().equals(rule.path("name").asText())).toList();
    }

    /** What keeps a rule from being chosen: there is none, or several are. A claimed rule without a name is known by how it looks. */
    static Optional<Objection> objection(ObjectNode route, Optional<OriginalRule> original, RouteIntent intent) {
        int candidates = candidates(route, intent).size();
        Optional<String> wanted = wantedName(intent);
        if (candidates == 1 || candidates > 1 && wanted.isEmpty() && original.isPresent()) {
            return Optional.empty();
        }
        String named = "HTTPRoute " + route.path("metadata").path("name").asText();
        String rules = users(route, intent).stream().map(rule -> rule.path("name").asText("(without a name)"))
                .collect(Collectors.joining(", "));
        String present = rules.isEmpty() ? "it has no rule at all" : "its rules are: " + rules;
        if (candidates == 0) {
            return Optional.of(new Objection(RouteReason.RULE_NOT_FOUND, "%s has no rule%s; %s; %s".formatted(named,
                    wanted.map(rule -> " of the name " + rule).orElse(""), present,
                    "routing.routeRef.ruleName has to name the one that leads to the champion")));
        }
        return Optional.of(new Objection(RouteReason.AMBIGUOUS_RULE, "%s has %d rules%s; %s; %s".formatted(named, candidates,
                wanted.map(rule -> " of the name " + rule).orElse(""), present,
                wanted.isPresent() ? "give the one to split a name of its own" : "name the one to split in routing.routeRef.ruleName")));
    }

    /**
     * The rule that is meant; of several, the one that leads to variants only, matches what it matched before and stands where it stood,
     * in this order of importance.
     *
     * @param original what it was like when it was claimed; empty if it was not
     * @return empty if no rule could be meant
     */
    static Optional<ObjectNode> of(ObjectNode route, Optional<OriginalRule> original, RouteIntent intent) {
        List<ObjectNode> candidates = candidates(route, intent);
        if (original.isPresent()) {
            Set<BackendRef> variants = Backends.ofVariants(intent);
            candidates = narrow(candidates, rule -> variants.containsAll(Backends.ofRule(rule, intent)));
            candidates = narrow(candidates, rule -> rule.path("matches").equals(original.get().matches()));
            int index = original.get().index();
            List<ObjectNode> all = users(route, intent);
            candidates = narrow(candidates, rule -> index < all.size() && all.get(index) == rule);
        }
        return candidates.stream().findFirst();
    }

    private static List<ObjectNode> narrow(List<ObjectNode> candidates, Predicate<ObjectNode> condition) {
        List<ObjectNode> fitting = candidates.stream().filter(condition).toList();
        return fitting.isEmpty() ? candidates : fitting;
    }

    private static Optional<String> wantedName(RouteIntent intent) {
        return intent.target().flatMap(RouteTarget::rule);
    }
}
