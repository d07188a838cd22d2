package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.Objection;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Whether the copies that an intent wants can and may be made. */
final class MirrorCheck {

    /** Methods whose requests change something (RFC 9110, section 9.2). POST is how models are asked. */
    private static final Set<String> CHANGING = Set.of("PUT", "DELETE", "PATCH", "CONNECT");

    private static final BigDecimal ALL = new BigDecimal(100);
    private static final int MOST_FILTERS = 16;

    private MirrorCheck() {
    }

    /**
     * What keeps requests of the rule from being copied; nothing if none are to be.
     *
     * @param users the user's filters of the rule
     */
    static Optional<Objection> objection(ObjectNode route, ObjectNode rule, String named, List<ObjectNode> users, RouteIntent intent,
            ClusterObjects cluster) {
        return doubled(users, named, intent)
                .or(() -> Mirrors.mirrored(intent).isEmpty() ? Optional.empty() : changing(rule, named)
                        .or(() -> tooMany(users, named, intent)).or(() -> features(route, users, intent, cluster)));
    }

    private static Optional<Objection> doubled(List<ObjectNode> users, String named, RouteIntent intent) {
        return users.stream().filter(filter -> Mirrors.isCounted(filter, intent)).findFirst()
                .map(filter -> new Objection(RouteReason.CONFIG_INVALID, ("%s copies requests to %s by a filter RequestMirror of its own; "
                        + "those could not be told from the experiment's; remove it, and use a Shadow step").formatted(named,
                        Mirrors.target(filter, intent).named())));
    }

    private static Optional<Objection> changing(ObjectNode rule, String named) {
        String methods = Nodes.objects(rule.path("matches")).stream().flatMap(MirrorCheck::methods).filter(CHANGING::contains).distinct()
                .collect(Collectors.joining(", "));
        return methods.isEmpty() ? Optional.empty() : unsupported(("%s matches %s requests, which may change something, and a copied "
                + "request reaches two models; give predictions a rule of their own and name it in routing.routeRef.ruleName, or leave out "
                + "the Shadow step").formatted(named, methods));
    }

    /** The method of a match, or the list that the experimental channel has. */
    private static Stream<String> methods(ObjectNode match) {
        return Stream.concat(Stream.of(match.path("method")), StreamSupport.stream(match.path("methods").spliterator(), false))
                .map(JsonNode::asText);
    }

    private static Optional<Objection> tooMany(List<ObjectNode> users, String named, RouteIntent intent) {
        int filters = users.size() + Mirrors.mirrored(intent).size();
        return filters <= MOST_FILTERS ? Optional.empty() : unsupported(("%s would have %d filters with the copies for the Shadow step, "
                + "and a rule holds at most %d; remove some, or copy to fewer challengers").formatted(named, filters, MOST_FILTERS));
    }

    private static Optional<Objection> features(ObjectNode route, List<ObjectNode> users, RouteIntent intent, ClusterObjects cluster) {
        long present = users.stream().filter(Mirrors::isMirror).count();
        List<BigDecimal> percentages = Mirrors.mirrored(intent).stream().map(challenger -> intent.mirrored(challenger.name())).toList();
        Set<Feature> wanted = EnumSet.of(Feature.MIRROR);
        String doing = "copy requests";
        Optional<BigDecimal> part = percentages.stream().filter(percent -> percent.compareTo(ALL) < 0).findFirst();
        if (part.isPresent()) {
            wanted.add(Feature.PERCENTAGE_MIRROR);
            doing = "copy " + part.get().toPlainString() + " % of the requests (samplePercent; 100 takes no more than plain copying)";
        }
        if (present + percentages.size() > 1) {
            wanted.add(Feature.SEVERAL_MIRRORS);
            doing += ", to " + (present + percentages.size()) + " targets" + (present > 0 ? " with the rule's own RequestMirror" : "");
        }
        String what = doing;
        return GatewayFeatures.of(route, intent, cluster).stream().flatMap(gateway -> gateway.cannot(wanted, what).stream()).findFirst()
                .flatMap(MirrorCheck::unsupported);
    }

    private static Optional<Objection> unsupported(String message) {
        return Optional.of(new Objection(RouteReason.UNSUPPORTED, message));
    }
}
