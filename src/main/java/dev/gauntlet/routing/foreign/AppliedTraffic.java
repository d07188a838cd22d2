package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gauntlet.routing.RouteIntent;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The traffic that was written last, as noted on the route. Rendered again it tells Gauntlet's own older write from somebody else's
 * change, whatever the API server defaulted and whoever edited other parts of the route.
 *
 * @param shares percent of the traffic by challenger
 * @param mirrored percent of the champion's requests copied, by challenger
 * @param copyTargets what got the copies instead of the challengers
 */
record AppliedTraffic(SortedMap<String, BigDecimal> shares, SortedMap<String, BigDecimal> mirrored,
        SortedMap<String, RouteIntent.CopyTarget> copyTargets) {

    AppliedTraffic {
        shares = plain(shares);
        mirrored = plain(mirrored);
        copyTargets = copyTargets == null ? new TreeMap<>() : new TreeMap<>(copyTargets);
    }

    private static SortedMap<String, BigDecimal> plain(Map<String, BigDecimal> percentages) {
        SortedMap<String, BigDecimal> plain = new TreeMap<>();
        if (percentages != null) {
            percentages.forEach((name, percent) -> {
                if (percent.signum() != 0) {
                    plain.put(name, new BigDecimal(percent.stripTrailingZeros().toPlainString()));
                }
            });
        }
        return plain;
    }

    /** The traffic of an intent. */
    static AppliedTraffic of(RouteIntent intent) {
        return new AppliedTraffic(new TreeMap<>(intent.shares()), new TreeMap<>(intent.mirrored()), new TreeMap<>(intent.copyTargets()));
    }

    /** An intent with this traffic instead of its own; empty if that is impossible, because it has other challengers. */
    Optional<RouteIntent> in(RouteIntent intent) {
        try {
            return Optional.of(new RouteIntent(intent.owner(), intent.serviceName(), intent.target(), intent.variants(),
                    intent.assignment(), shares, mirrored, copyTargets, intent.generation(), intent.goal()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    String toJson() {
        try {
            return RouteJson.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("traffic is always serialisable", e);
        }
    }

    /** Reads what {@link #toJson} wrote; empty if it is no longer readable. */
    static Optional<AppliedTraffic> fromJson(String json) {
        try {
            return Optional.ofNullable(RouteJson.MAPPER.readValue(json, AppliedTraffic.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
