package dev.gauntlet.routing.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.ReplacedFields;
import java.math.BigDecimal;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One HTTP route as it becomes. Every variant gets the original destination with nothing but its address replaced, so that what the user
 * has done to the headers of the champion's requests is done to the challengers' as well.
 *
 * @param original the HTTP route before the split
 * @param intent what is wanted
 */
record RuleSplit(ObjectNode original, RouteIntent intent) {

    private static final ReplacedFields REPLACED = new ReplacedFields(
            Set.of("route", "mirrors", "mirror", "mirrorPercentage", "mirrorPercent", "mirror_percent"));

    /** Whether an HTTP route is split. */
    static boolean isSplit(JsonNode rule) {
        for (JsonNode entry : rule.path("route")) {
            if (VariantHeader.isSetBy(entry)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the variants are subsets of one host: its original destination is the subset that has the champion's name. */
    boolean isBySubset() {
        return destination().path("subset").asText().equals(intent.champion().name());
    }

    /** The original destination: host, subset and port. */
    JsonNode destination() {
        return original.at("/route/0/destination");
    }

    /** The HTTP route split by shares, with copies. */
    ObjectNode split(ObjectNode rule) {
        ArrayNode route = JsonNodeFactory.instance.arrayNode();
        add(route, intent.champion(), intent.championShare());
        intent.challengers().forEach(challenger -> add(route, challenger, intent.share(challenger.name())));
        ObjectNode wanted = wanted(route);
        ArrayNode copies = copies();
        if (!copies.isEmpty()) {
            ArrayNode mirrors = JsonNodeFactory.instance.arrayNode();
            singleMirror(mirrors);
            original.path("mirrors").forEach(mirror -> mirrors.add(mirror.deepCopy()));
            // Istio refuses an HTTP route with both forms.
            wanted.retain("route");
            wanted.set("mirrors", mirrors.addAll(copies));
        }
        return REPLACED.replaced(rule, wanted, original);
    }

    /** The HTTP route with everybody at one variant. */
    ObjectNode released(ObjectNode rule, RouteVariant variant) {
        return variant.champion() ? REPLACED.replaced(rule, REPLACED.of(original), original)
                : withRoute(rule, JsonNodeFactory.instance.arrayNode().add(leadingTo(variant)));
    }

    /** The HTTP route with other destinations and otherwise as it was. */
    ObjectNode withRoute(ObjectNode rule, ArrayNode route) {
        return REPLACED.replaced(rule, wanted(route), original);
    }

    /** The original entry of {@code route}, made to lead to a variant. */
    ObjectNode leadingTo(RouteVariant variant) {
        ObjectNode entry = (ObjectNode) original.path("route").path(0).deepCopy();
        if (!variant.champion()) {
            entry.set("destination", destination(variant));
        }
        return entry;
    }

    private ObjectNode wanted(ArrayNode route) {
        ObjectNode wanted = REPLACED.of(original);
        wanted.set("route", route);
        return wanted;
    }

    private void add(ArrayNode route, RouteVariant variant, BigDecimal share) {
        if (share.signum() > 0) {
            ObjectNode entry = leadingTo(variant);
            entry.put("weight", share.intValueExact());
            VariantHeader.set(entry, variant, VariantHeader.ASSIGNED);
            route.add(entry);
        }
    }

    private ObjectNode destination(RouteVariant variant) {
        if (isBySubset()) {
            ObjectNode destination = destination().deepCopy();
            return destination.put("subset", variant.name());
        }
        return destination(variant.serviceName(), variant.port());
    }

    private ObjectNode destination(String service, int port) {
        ObjectNode destination = destination().deepCopy();
        destination.remove("subset");
        destination.put("host", ServiceHost.sibling(destination.path("host").asText(), service));
        destination.withObjectProperty("port").put("number", port);
        return destination;
    }

    private ArrayNode copies() {
        ArrayNode copies = JsonNodeFactory.instance.arrayNode();
        for (RouteVariant challenger : intent.challengers()) {
            BigDecimal percent = intent.mirrored(challenger.name());
            if (percent.signum() > 0) {
                ObjectNode mirror = copies.addObject();
                mirror.set("destination", copyDestination(challenger));
                mirror.putObject("percentage").set("value", number(percent));
            }
        }
        return copies;
    }

    private ObjectNode copyDestination(RouteVariant challenger) {
        if (!intent.copyTargets().containsKey(challenger.name())) {
            return destination(challenger);
        }
        RouteIntent.CopyTarget target = intent.copyTarget(challenger);
        return destination(target.serviceName(), target.port());
    }

    /** The user's only mirror in the older form, as the first of a list. */
    private void singleMirror(ArrayNode mirrors) {
        if (original.has("mirror")) {
            ObjectNode mirror = mirrors.addObject();
            mirror.set("destination", original.get("mirror").deepCopy());
            if (original.has("mirrorPercentage")) {
                mirror.set("percentage", original.get("mirrorPercentage").deepCopy());
            } else {
                // Either may be null, which means the same as none.
                Stream.of("mirrorPercent", "mirror_percent").filter(original::hasNonNull).findFirst()
                        .ifPresent(field -> mirror.putObject("percentage").set("value", original.get(field)));
            }
        }
    }

    /** A number as the API server returns it, so that what is read compares equal to what was written. */
    private static JsonNode number(BigDecimal percent) {
        BigDecimal plain = percent.stripTrailingZeros();
        return plain.scale() <= 0 ? JsonNodeFactory.instance.numberNode(plain.intValueExact())
                : JsonNodeFactory.instance.numberNode(plain.doubleValue());
    }
}
