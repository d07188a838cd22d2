package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.foreign.Objection;
import java.util.List;
import java.util.Optional;

/** Whether the rules for the override header fit into a route. The limits are those of the HTTPRoute schema. */
final class OverrideCheck {

    private static final int MOST_RULES = 16;
    private static final int MOST_MATCHES = 128;
    private static final int MOST_HEADERS = 16;

    private OverrideCheck() {
    }

    /** What keeps the rules from being added; nothing if there is no override header. */
    static Optional<Objection> objection(ObjectNode route, ObjectNode rule, String named, RouteIntent intent) {
        return intent.assignment().overrideHeader()
                .flatMap(header -> headers(rule, named, header).or(() -> limits(route, rule, named, intent)));
    }

    private static Optional<Objection> headers(ObjectNode rule, String named, String header) {
        for (ObjectNode match : Nodes.objects(rule.path("matches"))) {
            List<ObjectNode> headers = Nodes.objects(match.path("headers"));
            if (headers.stream().anyMatch(present -> present.path("name").asText().equalsIgnoreCase(header))) {
                return Optional.of(new Objection(RouteReason.CONFIG_INVALID, ("%s matches the header %s itself, which is "
                        + "assignment.overrideHeader; choose another header there").formatted(named, header)));
            }
            if (headers.size() >= MOST_HEADERS) {
                return unsupported("%s matches %d headers, and no further one fits for assignment.overrideHeader".formatted(named,
                        headers.size()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Objection> limits(ObjectNode route, ObjectNode rule, String named, RouteIntent intent) {
        List<ObjectNode> users = RuleChoice.users(route, intent);
        int added = intent.variants().size();
        int rules = users.size() + added;
        if (rules > MOST_RULES) {
            return unsupported("%s needs %d more rules for assignment.overrideHeader, which makes %d, and an HTTPRoute holds at most %d"
                    .formatted(named, added, rules, MOST_RULES));
        }
        int matches = users.stream().mapToInt(OverrideCheck::matches).sum() + added * matches(rule);
        return matches <= MOST_MATCHES ? Optional.empty() : unsupported(("%s needs %d more matches for assignment.overrideHeader, which "
                + "makes %d, and an HTTPRoute holds at most %d").formatted(named, added * matches(rule), matches, MOST_MATCHES));
    }

    /** A rule without matches gets one by default. */
    private static int matches(ObjectNode rule) {
        return Math.max(1, rule.path("matches").size());
    }

    private static Optional<Objection> unsupported(String message) {
        return Optional.of(new Objection(RouteReason.UNSUPPORTED, message
                + "; give predictions a route of their own, or leave the override header out"));
    }
}
