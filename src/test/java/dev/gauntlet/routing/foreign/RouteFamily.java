package dev.gauntlet.routing.foreign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Random routes of one kind, as users have them, and what may change in them while an experiment runs. */
interface RouteFamily {

    /** Name of every route. */
    String NAME = "fraud";

    /** How the routes are written. */
    RouteDialect dialect();

    /** Files with the schemas, under {@code src/test/resources/crds}. */
    List<String> schemas();

    /** A route in which the champion gets everything. */
    Sample sample(RandomJson random);

    /** Whether the API server knows the fields of the kind and not only the kind; told from the managed fields of a route. */
    default boolean isServed(ObjectNode route) {
        return true;
    }

    /** Objects beside the route that a dialect reads, with their status. */
    default List<ObjectNode> surroundings() {
        return List.of();
    }

    /** The route without what may be split: what has to be the user's, byte by byte, at every point. */
    String users(ObjectNode route, Sample sample);

    /** Changes what is split, as somebody might by hand. */
    void disturb(ObjectNode route, Sample sample);

    /** Changes values beside what is split, as somebody might by hand. */
    void edit(ObjectNode route);

    /**
     * A route and the experiment on it.
     *
     * @param route the route as the user writes it
     * @param variants the experiment's variants
     * @param rule name of the rule to split
     * @param header override header
     * @param copied whether requests may be copied in a Shadow step
     */
    record Sample(ObjectNode route, List<RouteVariant> variants, Optional<String> rule, Optional<String> header, boolean copied) {
    }

    /** The champion {@code v1} and one or two challengers, with a Service {@code fraud-<name>} each. */
    static List<RouteVariant> variants(int challengers) {
        return List.of("v1", "v2", "v3").subList(0, challengers + 1).stream()
                .map(name -> new RouteVariant(name, name.equals("v1"), NAME + "-" + name, 80)).toList();
    }

    /** Random shares of some challengers that sum up to a percentage at most; in hundredths of a percent where the dialect can. */
    static Map<String, BigDecimal> shares(RandomJson random, Sample sample, RouteDialect dialect, int most) {
        List<RouteVariant> challengers = sample.variants().stream().filter(variant -> !variant.champion()).toList();
        Map<String, BigDecimal> shares = new TreeMap<>();
        for (RouteVariant challenger : challengers) {
            int steps = new BigDecimal(most).divide(dialect.capabilities().weightStep()).intValueExact() / challengers.size();
            shares.put(challenger.name(), dialect.capabilities().weightStep().multiply(new BigDecimal(1 + random.random().nextInt(steps))));
        }
        return shares;
    }
}
