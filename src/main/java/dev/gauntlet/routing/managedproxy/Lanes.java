package dev.gauntlet.routing.managedproxy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Turns shares into lanes. The positions 0 to 2^32 - 1 form a circle on which the k-th of K challengers starts at k/K of the way and
 * takes as much as its share; what nobody takes is the champion's. A challenger that grows only takes from the champion, so growing a
 * share never moves a unit from one challenger to another nor back to the champion.
 */
public final class Lanes {

    /** Number of positions on the circle. */
    public static final long POSITIONS = 1L << 32;

    private static final BigDecimal HUNDRED = new BigDecimal(100);

    private Lanes() {
    }

    /**
     * The lanes of all challengers with a share, ordered, without overlap.
     *
     * @param challengers names of all challengers in their fixed order
     * @param share percent by name, 0 to 100
     * @throws IllegalArgumentException if a challenger's share would reach into another one's lane
     */
    public static List<Lane> of(List<String> challengers, Function<String, BigDecimal> share) {
        List<Lane> lanes = new ArrayList<>();
        for (int k = 0; k < challengers.size(); k++) {
            String challenger = challengers.get(k);
            long length = positions(share.apply(challenger));
            if (length > 0) {
                addArc(lanes, challenger, POSITIONS * k / challengers.size(), length);
            }
        }
        lanes.sort(Comparator.comparingLong(Lane::lower));
        for (int i = 1; i < lanes.size(); i++) {
            if (lanes.get(i).lower() < lanes.get(i - 1).upper()) {
                throw new IllegalArgumentException("the share of " + lanes.get(i - 1).variant() + " reaches into the lane of "
                        + lanes.get(i).variant() + ": with " + challengers.size() + " challengers each may have at most 1/"
                        + challengers.size() + " of the traffic unless its successors have none");
            }
        }
        return List.copyOf(lanes);
    }

    /**
     * Number of positions that a percentage takes.
     *
     * @param percent 0 to 100
     */
    public static long positions(BigDecimal percent) {
        return percent.multiply(BigDecimal.valueOf(POSITIONS)).divide(HUNDRED, 0, RoundingMode.HALF_UP).longValueExact();
    }

    private static void addArc(List<Lane> lanes, String challenger, long start, long length) {
        if (length == POSITIONS) {
            lanes.add(new Lane(challenger, 0, POSITIONS));
            return;
        }
        long end = start + length;
        lanes.add(new Lane(challenger, start, Math.min(end, POSITIONS)));
        if (end > POSITIONS) {
            lanes.add(new Lane(challenger, 0, end - POSITIONS));
        }
    }
}
