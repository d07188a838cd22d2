package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the rule that is split, in a copy of the route.
 *
 * <p>Weights are shares in hundredths of a percent, so they always sum to 10000 and the champion, being first, only ever loses the end of
 * its range: a gateway that hashes units over the range moves nobody back when the one challenger's share grows. A backend without a
 * share is left out instead of getting the weight 0, because some gateways answer with errors for a backend that has no ready pod. The
 * champion's reference keeps the filters and fields that the user gave it; the challengers' have none, since what fits the champion, such
 * as a path with its name, may not fit them, and for the same reason a winner is released without them: as it was measured.
 */
final class RuleRewrite {

    private static final Set<String> KEPT_FOR_WINNER = Set.of("group", "kind", "name", "namespace", "port", "weight");

    private final ObjectNode route;
    private final OriginalRule original;
    private final RouteIntent intent;

    RuleRewrite(ObjectNode route, OriginalRule original, RouteIntent intent) {
        this.route = route.deepCopy();
        this.original = original;
        this.intent = intent;
    }

    /** The route with the rule split by the intent. */
    ObjectNode split() {
        removeOverrides();
        chosen().ifPresent(rule -> {
            List<ObjectNode> filters = Mirrors.users(rule.path("filters"), original);
            rule.set("backendRefs", Nodes.array(intent.variants().stream().sorted((a, b) -> Boolean.compare(b.champion(), a.champion()))
                    .filter(variant -> weight(variant) > 0).map(this::weighted).toList()));
            List<ObjectNode> wanted = new ArrayList<>(filters);
            wanted.addAll(Mirrors.of(intent));
            setFilters(rule, wanted);
            insertBefore(rule, OverrideRules.of(rule, filters, intent, this::forced));
        });
        return route;
    }

    /** The route with everybody at one variant. */
    ObjectNode release(RouteVariant variant) {
        removeOverrides();
        chosen().ifPresent(rule -> {
            JsonNode backends = variant.champion() ? original.backendRefs().deepCopy() : Nodes.array(List.of(winner(variant)));
            rule.set("backendRefs", backends);
            setFilters(rule, Mirrors.users(rule.path("filters"), original));
        });
        return route;
    }

    private Optional<ObjectNode> chosen() {
        return RuleChoice.of(route, Optional.of(original), intent);
    }

    private void removeOverrides() {
        Set<String> names = OverrideRules.names(intent);
        if (route.path("spec").path("rules") instanceof ArrayNode rules) {
            rules.removeIf(rule -> names.contains(rule.path("name").asText()));
        }
    }

    private void insertBefore(ObjectNode rule, List<ObjectNode> added) {
        ArrayNode rules = (ArrayNode) route.path("spec").path("rules");
        int index = 0;
        while (rules.get(index) != rule) {
            index++;
        }
        for (ObjectNode one : added) {
            rules.insert(index++, one);
        }
    }

    /** An empty list stays where the user has one, and none appears where there was none. */
    private void setFilters(ObjectNode rule, List<ObjectNode> filters) {
        if (filters.isEmpty() && original.filters().isMissingNode()) {
            rule.remove("filters");
        } else if (!filters.isEmpty() || rule.has("filters")) {
            rule.set("filters", Nodes.array(filters));
        }
    }

    private int weight(RouteVariant variant) {
        BigDecimal percent = variant.champion() ? intent.championShare() : intent.share(variant.name());
        return percent.movePointRight(2).intValueExact();
    }

    private ObjectNode weighted(RouteVariant variant) {
        return backend(variant, BackendHeaders.Source.ASSIGNED, weight(variant));
    }

    private ObjectNode forced(RouteVariant variant) {
        return backend(variant, BackendHeaders.Source.OVERRIDE, 1);
    }

    private ObjectNode backend(RouteVariant variant, BackendHeaders.Source source, int weight) {
        BackendRef plain = Backends.of(variant, intent);
        ObjectNode backend = (variant.champion() ? original.champion(plain) : plain.toJson()).put("weight", weight);
        if (original.backendHeaders()) {
            BackendHeaders.set(backend, variant.name(), source);
        }
        return Nodes.sorted(backend);
    }

    private ObjectNode winner(RouteVariant variant) {
        ObjectNode winner = original.champion(Backends.of(intent.champion(), intent)).retain(KEPT_FOR_WINNER);
        return winner.put("name", variant.serviceName()).put("port", variant.port());
    }
}
