package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.foreign.Objection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether a rule leads where it may be split: to the champion alone or, once it is split, to variants alone. */
final class BackendCheck {

    private BackendCheck() {
    }

    /**
     * What is wrong with the rule's backends and what stands between them and clients.
     *
     * @param claimed whether the rule may be split already
     */
    static Optional<Objection> objection(ObjectNode rule, String named, boolean claimed, RouteIntent intent) {
        if (rule.has("sessionPersistence")) {
            return unsupported(named + " has sessionPersistence: a persistent session stays with its backend even at the weight 0 "
                    + "(GEP-1619), so a rollback would not reach its users; remove it, or assign users with the provider ManagedProxy");
        }
        if (Stream.concat(Stream.of(rule), Nodes.objects(rule.path("backendRefs")).stream()).anyMatch(BackendCheck::redirects)) {
            return unsupported(named + " redirects clients (filter RequestRedirect), so no variant answers them; "
                    + "split the rule that they are redirected to");
        }
        return claimed ? notOnlyVariants(rule, named, intent) : notTheChampion(rule, named, intent);
    }

    private static boolean redirects(JsonNode filtered) {
        return Nodes.objects(filtered.path("filters")).stream().anyMatch(filter -> filter.path("type").asText().equals("RequestRedirect"));
    }

    private static Optional<Objection> notOnlyVariants(ObjectNode rule, String named, RouteIntent intent) {
        Set<BackendRef> variants = Backends.ofVariants(intent);
        List<BackendRef> foreign = Backends.ofRule(rule, intent).stream().filter(backend -> !variants.contains(backend)).toList();
        return foreign.isEmpty() ? Optional.empty()
                : foreign("somebody made %s lead to %s, which is no variant; remove it there".formatted(named, names(foreign)));
    }

    private static Optional<Objection> notTheChampion(ObjectNode rule, String named, RouteIntent intent) {
        BackendRef champion = Backends.of(intent.champion(), intent);
        List<BackendRef> backends = Backends.ofRule(rule, intent);
        if (!backends.equals(List.of(champion))) {
            return foreign("%s leads to %s in backendRefs; make it lead to the champion %s alone, whose traffic Gauntlet splits".formatted(
                    named, backends.isEmpty() ? "nothing" : names(backends), champion.named()));
        }
        if (rule.path("backendRefs").path(0).path("weight").asInt(1) == 0) {
            return foreign("%s gives the champion %s the weight 0, so nobody is served; set any other weight".formatted(named,
                    champion.named()));
        }
        return Optional.empty();
    }

    private static String names(List<BackendRef> backends) {
        return backends.stream().map(BackendRef::named).collect(Collectors.joining(", "));
    }

    private static Optional<Objection> foreign(String message) {
        return Optional.of(new Objection(RouteReason.FOREIGN_BACKENDS, message));
    }

    private static Optional<Objection> unsupported(String message) {
        return Optional.of(new Objection(RouteReason.UNSUPPORTED, message));
    }
}
