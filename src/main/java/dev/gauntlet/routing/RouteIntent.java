package dev.gauntlet.routing;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The whole route that is wanted, free of any provider's terms.
 *
 * @param owner the resource that wants it
 * @param serviceName Service that clients call, in the owner's namespace
 * @param variants exactly one champion and at least one challenger, in the fixed order of the specification
 * @param assignment how requests are assigned
 * @param shares percent of the traffic by challenger, 0 to 100 in steps of 0.01; a missing one is 0; the rest is the champion's
 * @param generation number of this intent, growing with each change of it
 * @param goal split the traffic, or release it to one variant
 */
public record RouteIntent(RouteOwner owner, String serviceName, List<RouteVariant> variants, AssignmentPolicy assignment,
        Map<String, BigDecimal> shares, long generation, RouteGoal goal) {

    private static final BigDecimal HUNDRED = new BigDecimal(100);

    /**
     * @throws IllegalArgumentException if there is not exactly one champion, a name occurs twice, a share is out of range, too fine or
     *         not a challenger's, the shares exceed 100, the generation is negative, or the goal names an unknown variant
     */
    public RouteIntent {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(serviceName, "serviceName");
        Objects.requireNonNull(assignment, "assignment");
        variants = List.copyOf(variants);
        shares = Map.copyOf(shares);
        Set<String> challengers = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (RouteVariant variant : variants) {
            require(names.add(variant.name()), "variant " + variant.name() + " occurs twice");
            if (!variant.champion()) {
                challengers.add(variant.name());
            }
        }
        require(names.size() == challengers.size() + 1, "a route has exactly one champion");
        require(!challengers.isEmpty(), "a route has at least one challenger");
        BigDecimal total = BigDecimal.ZERO;
        for (Map.Entry<String, BigDecimal> share : shares.entrySet()) {
            require(challengers.contains(share.getKey()), share.getKey() + " is no challenger, it cannot have a share");
            BigDecimal percent = share.getValue();
            require(percent.signum() >= 0 && percent.stripTrailingZeros().scale() <= 2,
                    "the share of " + share.getKey() + " must lie in 0..100 in steps of 0.01: " + percent);
            total = total.add(percent);
        }
        require(total.compareTo(HUNDRED) <= 0, "the shares exceed 100 percent: " + total);
        require(generation >= 0, "the generation is negative");
        if (goal instanceof RouteGoal.Release release) {
            require(names.contains(release.variant()), "the goal names an unknown variant: " + release.variant());
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The champion. */
    public RouteVariant champion() {
        return variants.stream().filter(RouteVariant::champion).findFirst().orElseThrow();
    }

    /** The challengers in the order of the specification. */
    public List<RouteVariant> challengers() {
        return variants.stream().filter(variant -> !variant.champion()).toList();
    }

    /** Percent of the traffic wanted for a challenger, 0 if none is set. */
    public BigDecimal share(String challenger) {
        return shares.getOrDefault(challenger, BigDecimal.ZERO);
    }
}
