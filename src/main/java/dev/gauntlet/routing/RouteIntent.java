package dev.gauntlet.routing;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The whole route that is wanted, free of any provider's terms.
 *
 * @param owner the resource that wants it
 * @param serviceName Service that clients call, in the owner's namespace; empty where the target carries the traffic
 * @param target object that carries the traffic; empty where a Service does
 * @param variants exactly one champion and at least one challenger, in the fixed order of the specification
 * @param assignment how requests are assigned
 * @param shares percent of the traffic by challenger, 0 to 100 in steps of 0.01; a missing one is 0; the rest is the champion's
 * @param mirrored percent of the champion's requests that are copied to each challenger, 0 to 100 in steps of 0.01; a missing one is
 *     0. Clients never get the answer to a copy. A challenger has either a share or copies
 * @param copyTargets Services that get the copies instead of the challengers, by challenger; where one is missing, the challenger itself
 *     gets them
 * @param generation number of this intent, growing with each change of it
 * @param goal split the traffic, or release it to one variant
 */
public record RouteIntent(RouteOwner owner, String serviceName, Optional<RouteTarget> target, List<RouteVariant> variants,
        AssignmentPolicy assignment, Map<String, BigDecimal> shares, Map<String, BigDecimal> mirrored, Map<String, CopyTarget> copyTargets,
        long generation, RouteGoal goal) {

    private static final BigDecimal HUNDRED = new BigDecimal(100);

    /**
     * @throws IllegalArgumentException if there is not exactly one champion, a name occurs twice, a share or a percentage of copies is
     *         out of range, too fine or not a challenger's, the shares exceed 100, a challenger has a share and copies, the generation is
     *         negative, or the goal names an unknown variant
     */
    public RouteIntent {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(serviceName, "serviceName");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(assignment, "assignment");
        variants = List.copyOf(variants);
        shares = Map.copyOf(shares);
        mirrored = Map.copyOf(mirrored);
        copyTargets = Map.copyOf(copyTargets);
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
        requirePercentages("share", shares, challengers);
        requirePercentages("percentage of copies", mirrored, challengers);
        BigDecimal total = shares.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        require(total.compareTo(HUNDRED) <= 0, "the shares exceed 100 percent: " + total);
        for (String challenger : challengers) {
            require(percent(shares, challenger).signum() == 0 || percent(mirrored, challenger).signum() == 0,
                    challenger + " has a share and copies; one of them must be 0");
        }
        require(generation >= 0, "the generation is negative");
        if (goal instanceof RouteGoal.Release release) {
            require(names.contains(release.variant()), "the goal names an unknown variant: " + release.variant());
        }
    }

    /** An intent for a Service. */
    public RouteIntent(RouteOwner owner, String serviceName, List<RouteVariant> variants, AssignmentPolicy assignment,
            Map<String, BigDecimal> shares, Map<String, BigDecimal> mirrored, long generation, RouteGoal goal) {
        this(owner, serviceName, Optional.empty(), variants, assignment, shares, mirrored, Map.of(), generation, goal);
    }

    /** An intent for a Service, without copies. */
    public RouteIntent(RouteOwner owner, String serviceName, List<RouteVariant> variants, AssignmentPolicy assignment,
            Map<String, BigDecimal> shares, long generation, RouteGoal goal) {
        this(owner, serviceName, variants, assignment, shares, Map.of(), generation, goal);
    }

    private static void requirePercentages(String what, Map<String, BigDecimal> percentages, Set<String> challengers) {
        percentages.forEach((name, percent) -> {
            require(challengers.contains(name), name + " is no challenger, it cannot have a " + what);
            require(percent.signum() >= 0 && percent.compareTo(HUNDRED) <= 0 && percent.stripTrailingZeros().scale() <= 2,
                    "the " + what + " of " + name + " must lie in 0..100 in steps of 0.01: " + percent);
        });
    }

    private static BigDecimal percent(Map<String, BigDecimal> percentages, String challenger) {
        return percentages.getOrDefault(challenger, BigDecimal.ZERO);
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
        return percent(shares, challenger);
    }

    /** Percent of the champion's requests that a challenger gets a copy of, 0 if none is set. */
    public BigDecimal mirrored(String challenger) {
        return percent(mirrored, challenger);
    }

    /** The same route wanted for something else. */
    public RouteIntent withGoal(RouteGoal other) {
        return new RouteIntent(owner, serviceName, target, variants, assignment, shares, mirrored, copyTargets, generation, other);
    }

    /** The same route with other shares and copies. */
    public RouteIntent withTraffic(Map<String, BigDecimal> otherShares, Map<String, BigDecimal> otherMirrored) {
        return new RouteIntent(owner, serviceName, target, variants, assignment, otherShares, otherMirrored, copyTargets, generation, goal);
    }

    /** What gets the copies that are meant for a challenger. */
    public CopyTarget copyTarget(RouteVariant challenger) {
        return copyTargets.getOrDefault(challenger.name(), new CopyTarget(challenger.serviceName(), challenger.port()));
    }

    /**
     * A Service that gets copies of requests.
     *
     * @param serviceName its name, in the owner's namespace
     * @param port port number of the Service
     */
    public record CopyTarget(String serviceName, int port) {
    }

    /** The variant of a name. */
    public Optional<RouteVariant> variant(String name) {
        return variants.stream().filter(variant -> variant.name().equals(name)).findFirst();
    }

    /** Percent of the traffic wanted for the champion. */
    public BigDecimal championShare() {
        return shares.values().stream().reduce(HUNDRED, BigDecimal::subtract);
    }
}
