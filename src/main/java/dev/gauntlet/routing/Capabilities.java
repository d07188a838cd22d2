package dev.gauntlet.routing;

import java.math.BigDecimal;
import java.util.Set;

/**
 * What a provider can do. An intent that asks for more is to be rejected, not half applied.
 *
 * @param units units it can assign
 * @param overrideHeader whether a request can ask for a variant
 * @param weightStep smallest step of a share, in percent
 * @param maximumChallengers how many challengers it can carry at once
 * @param mirror what it can do with copies of requests
 * @param unitBuckets whether each request carries the bucket of its unit
 * @param attemptTimeouts whether it can limit the time of an attempt per variant
 */
public record Capabilities(Set<AssignmentUnit> units, boolean overrideHeader, BigDecimal weightStep, int maximumChallengers,
        Mirror mirror, boolean unitBuckets, boolean attemptTimeouts) {

    /** What can be done with copies of requests. */
    public enum Mirror {
        /** Nothing. */
        NONE,
        /** All requests can be copied, no smaller share of them. */
        ALL_OR_NOTHING,
        /** Any percentage of them. */
        PERCENTAGE
    }

    public Capabilities {
        units = Set.copyOf(units);
    }

    /** A provider that only splits: each request is drawn on its own, and nothing else. */
    public static Capabilities splitter(BigDecimal weightStep, int maximumChallengers, boolean overrideHeader, Mirror mirror) {
        return new Capabilities(Set.of(AssignmentUnit.REQUEST), overrideHeader, weightStep, maximumChallengers, mirror, false, false);
    }
}
