package dev.gauntlet.routing.replicaratio;

import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Shares of the traffic as numbers of replicas. */
final class ReplicaShares {

    private static final BigDecimal HUNDRED = new BigDecimal(100);

    private ReplicaShares() {
    }

    /**
     * The numbers of replicas that an intent asks for, by variant name in the order of the specification; they add up to the total. Where
     * a share is not reachable, see {@link #objection}, it is the greatest number that is not above the share.
     *
     * @param total number of replicas of all variants together
     */
    static Map<String, Integer> wanted(RouteIntent intent, int total) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        int left = total;
        for (RouteVariant variant : intent.variants()) {
            int number = replicas(intent, variant, total);
            wanted.put(variant.name(), number);
            left -= number;
        }
        if (intent.goal() instanceof RouteGoal.Split) {
            wanted.put(intent.champion().name(), left);
        }
        return wanted;
    }

    private static int replicas(RouteIntent intent, RouteVariant variant, int total) {
        if (intent.goal() instanceof RouteGoal.Release release) {
            return release.variant().equals(variant.name()) ? total : 0;
        }
        return variant.champion() ? 0 : exact(intent.share(variant.name()), total).setScale(0, RoundingMode.DOWN).intValueExact();
    }

    private static BigDecimal exact(BigDecimal share, int total) {
        return share.multiply(BigDecimal.valueOf(total)).divide(HUNDRED);
    }

    /**
     * Why a share cannot be had. A share is never rounded: upwards it would expose more than the step allows, and either way the requests
     * would not be split as the test of their shares expects.
     *
     * @param total number of replicas of all variants together
     * @return a sentence with the nearest shares and the remedies; empty when all can be had
     */
    static Optional<String> objection(RouteIntent intent, int total) {
        return intent.challengers().stream().map(RouteVariant::name)
                .filter(name -> exact(intent.share(name), total).stripTrailingZeros().scale() > 0)
                .findFirst().map(name -> objection(name, intent.share(name), total));
    }

    private static String objection(String name, BigDecimal share, int total) {
        int below = exact(share, total).setScale(0, RoundingMode.DOWN).intValueExact();
        int least = BigInteger.valueOf(10_000).divide(BigInteger.valueOf(10_000).gcd(share.movePointRight(2).toBigIntegerExact()))
                .intValueExact();
        String coarse = total + (total == 1 ? " replica makes steps of " : " replicas make steps of ") + percent(1, total) + " %";
        String wanted = plain(share) + " %";
        return below == 0
                ? coarse + "; " + wanted + " for " + name + " needs at least " + least + " replicas (or " + percent(1, total)
                        + " % as the share) or a provider that weighs requests"
                : coarse + "; " + wanted + " for " + name + " lies between " + percent(below, total) + " % and " + percent(below + 1, total)
                        + " %: write one of them, run a multiple of " + least + " replicas, or use a provider that weighs requests";
    }

    /** A number of replicas as percent of the total, with at most two decimals. */
    static String percent(int replicas, int total) {
        return plain(HUNDRED.multiply(BigDecimal.valueOf(replicas)).divide(BigDecimal.valueOf(total), 2, RoundingMode.HALF_UP));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
