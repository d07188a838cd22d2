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
 * @param mirror whether it can send copies of requests to a variant
 * @param unitBuckets whether each request carries the bucket of its unit
 */
public record Capabilities(Set<AssignmentUnit> units, boolean overrideHeader, BigDecimal weightStep, int maximumChallengers,
        boolean mirror, boolean unitBuckets) {

    public Capabilities {
        units = Set.copyOf(units);
    }
}
