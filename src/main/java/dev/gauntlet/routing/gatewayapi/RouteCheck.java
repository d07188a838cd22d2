package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.Objection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that may keep an intent from being written into a route, in a fixed order. */
final class RouteCheck {

    private final ObjectNode route;
    private final Optional<OriginalRule> original;
    private final RouteIntent intent;
    private final ClusterObjects cluster;

    RouteCheck(ObjectNode route, Optional<OriginalRule> original, RouteIntent intent, ClusterObjects cluster) {
        this.route = route;
        this.original = original;
        this.intent = intent;
        this.cluster = cluster;
    }

    /** The first objection. */
    Optional<Objection> first() {
        return detached().or(this::takenName).or(() -> RuleChoice.objection(route, original, intent))
                .or(() -> RuleChoice.of(route, original, intent).flatMap(this::rule)).or(this::notTaken);
    }

    private Optional<Objection> detached() {
        return ParentRef.of(route, intent).isEmpty() ? Optional.of(new Objection(RouteReason.CONFIG_INVALID, "HTTPRoute " + name()
                + " has no spec.parentRefs, so no gateway carries it; attach it to a Gateway")) : Optional.empty();
    }

    private Optional<Objection> takenName() {
        Set<String> made = OverrideRules.names(intent);
        return original.isPresent() ? Optional.empty() : Nodes.objects(route.path("spec").path("rules")).stream()
                .map(rule -> rule.path("name").asText()).filter(made::contains).findFirst()
                .map(name -> new Objection(RouteReason.CONFIG_INVALID, ("HTTPRoute %s has a rule %s, a name that Gauntlet gives to "
                        + "rules for the override header; remove or rename it").formatted(name(), name)));
    }

    private Optional<Objection> rule(ObjectNode rule) {
        String named = "rule %s of HTTPRoute %s".formatted(rule.path("name").asText("(without a name)"), name());
        List<ObjectNode> users = original.map(before -> Mirrors.users(rule.path("filters"), before))
                .orElseGet(() -> Nodes.objects(rule.path("filters")));
        return BackendCheck.objection(rule, named, original.isPresent(), intent)
                .or(() -> MirrorCheck.objection(route, rule, named, users, intent, cluster))
                .or(() -> OverrideCheck.objection(route, rule, named, intent))
                .or(() -> headers(rule, named));
    }

    private Optional<Objection> headers(ObjectNode rule, String named) {
        boolean fit = original.isPresent() || !BackendHeaders.supported(route, intent, cluster)
                || Nodes.objects(rule.path("backendRefs")).stream().allMatch(BackendHeaders::fit);
        return fit ? Optional.empty() : Optional.of(new Objection(RouteReason.UNSUPPORTED, ("the champion's backend in %s has no room for "
                + "the headers %s and %s: its filters and their lists hold at most 16 entries; move some of them to the rule")
                .formatted(named, BackendHeaders.VARIANT, BackendHeaders.SOURCE)));
    }

    /**
     * A user's route that no gateway serves is not touched; that a gateway has yet to look at its newest generation does not matter. A made
     * one leads to the champion meanwhile, which is no reason to object: its split waits.
     */
    private Optional<Objection> notTaken() {
        boolean found = original.isEmpty() && intent.target().flatMap(RouteTarget::creation).isEmpty();
        return found && ParentStatus.of(route, intent, 0) instanceof Acceptance.NotYet notYet
                ? Optional.of(new Objection(RouteReason.NOT_ACCEPTED, notYet.message())) : Optional.empty();
    }

    private String name() {
        return route.path("metadata").path("name").asText();
    }
}
