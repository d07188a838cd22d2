package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import java.util.List;

/**
 * What each variant got of the traffic over a stretch of constant weights. Count what was drawn: units, or their buckets, when units keep
 * their variant, and requests only when each is drawn on its own.
 *
 * @param observed units or requests of each variant, at least two numbers, none negative
 * @param weights relative weights of the variants in the same order, none negative, not all zero; they need not add up to 1
 */
public record TrafficSplit(List<Long> observed, List<Double> weights) {

    /**
     * @throws IllegalArgumentException naming the list that is too short or the number that is out of range
     */
    public TrafficSplit {
        observed = List.copyOf(observed);
        weights = List.copyOf(weights);
        if (observed.size() < 2 || weights.size() != observed.size()) {
            throw new IllegalArgumentException("observed and weights must have the same length, at least 2, but have "
                    + observed.size() + " and " + weights.size());
        }
        observed.forEach(count -> Arguments.nonNegative("observed", count));
        weights.forEach(weight -> Arguments.nonNegative("weights", weight));
        Arguments.positive("sum of weights", weights.stream().mapToDouble(Double::doubleValue).sum());
    }

    /** Number of variants. */
    public int variants() {
        return observed.size();
    }

    /** Number of variants with a weight. */
    int weighted() {
        return (int) weights.stream().filter(weight -> weight > 0).count();
    }

    /** All that was counted. */
    double total() {
        return observed.stream().mapToDouble(Long::doubleValue).sum();
    }

    /** A variant's share by the weights. */
    double share(int variant) {
        return weights.get(variant) / weights.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** True when a variant without weight got traffic: no split by these weights does that. */
    boolean isImpossible() {
        for (int i = 0; i < observed.size(); i++) {
            if (weights.get(i) == 0 && observed.get(i) > 0) {
                return true;
            }
        }
        return false;
    }
}
