package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters that copy requests to challengers. A copy carries no mark: the Gateway API cannot set headers on copies alone.
 *
 * <p>While a rule is split, each RequestMirror in it that was not there before is Gauntlet's: so nothing is left behind even when what
 * gets the copies was renamed in between.
 */
final class Mirrors {

    static final String TYPE = "RequestMirror";

    private static final BigDecimal ALL = new BigDecimal(100);
    private static final int HUNDREDTHS = 10_000;

    private Mirrors() {
    }

    /** Whether a filter is a mirror. */
    static boolean isMirror(JsonNode filter) {
        return filter.path("type").asText().equals(TYPE);
    }

    /** Whether a filter copies requests to what an intent's copies or requests go to. */
    static boolean isCounted(JsonNode filter, RouteIntent intent) {
        return isMirror(filter) && Backends.counted(intent).contains(target(filter, intent));
    }

    /** Where a mirror leads to. */
    static BackendRef target(JsonNode mirror, RouteIntent intent) {
        return BackendRef.of(mirror.path("requestMirror").path("backendRef"), intent.owner().namespace());
    }

    /** The challengers that get copies. */
    static List<RouteVariant> mirrored(RouteIntent intent) {
        return intent.challengers().stream().filter(challenger -> intent.mirrored(challenger.name()).signum() > 0).toList();
    }

    /** The filters that the intent needs. */
    static List<ObjectNode> of(RouteIntent intent) {
        return mirrored(intent).stream()
                .map(challenger -> filter(Backends.ofCopies(challenger, intent), intent.mirrored(challenger.name()))).toList();
    }

    /** Copies of everything are written without a percentage, which every gateway with mirrors understands. */
    private static ObjectNode filter(BackendRef target, BigDecimal percent) {
        ObjectNode filter = Nodes.JSON.objectNode();
        ObjectNode mirror = filter.putObject("requestMirror");
        mirror.set("backendRef", target.toJson());
        if (percent.compareTo(ALL) < 0) {
            BigDecimal plain = percent.stripTrailingZeros();
            if (plain.scale() <= 0) {
                mirror.put("percent", plain.intValueExact());
            } else {
                mirror.putObject("fraction").put("denominator", HUNDREDTHS).put("numerator", plain.movePointRight(2).intValueExact());
            }
        }
        return filter.put("type", TYPE);
    }

    /** The filters of a split rule that are the user's: all but the mirrors that were added since. */
    static List<ObjectNode> users(JsonNode filters, OriginalRule original) {
        List<ObjectNode> before = new ArrayList<>(Nodes.objects(original.filters()));
        return Nodes.objects(filters).stream().filter(filter -> !isMirror(filter) || before.remove(filter)).toList();
    }
}
