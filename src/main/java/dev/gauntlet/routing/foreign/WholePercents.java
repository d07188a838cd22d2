package dev.gauntlet.routing.foreign;

import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * The shares of an intent for routes that know whole percents only. Those of the challengers are rounded down, so that none gets more than
 * its share, and the champion has the rest.
 *
 * @param byVariant percent by name of the variant; they sum to 100
 */
public record WholePercents(Map<String, Integer> byVariant) {

    public WholePercents {
        byVariant = Map.copyOf(byVariant);
    }

    /** The shares that an intent wants. */
    public static WholePercents of(RouteIntent intent) {
        Map<String, Integer> percents = new HashMap<>();
        int rest = 100;
        for (RouteVariant challenger : intent.challengers()) {
            int percent = intent.share(challenger.name()).setScale(0, RoundingMode.DOWN).intValueExact();
            percents.put(challenger.name(), percent);
            rest -= percent;
        }
        percents.put(intent.champion().name(), rest);
        return new WholePercents(percents);
    }

    /** Percent of a variant. */
    public int of(RouteVariant variant) {
        return byVariant.get(variant.name());
    }
}
