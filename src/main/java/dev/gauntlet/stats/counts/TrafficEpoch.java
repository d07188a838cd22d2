package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Requests by arm over a stretch of constant traffic weights.
 *
 * @param weights expected shares of the arms, relative: not negative, finite, at least two, one of them positive
 * @param requests requests of the arms, not negative, as many as weights
 * @param clusters the same requests split by cluster of units (for instance a hash bucket of the client), keyed by the cluster's
 *     name; empty when every request's arm is drawn on its own, otherwise the clusters must add up to the requests
 */
public record TrafficEpoch(List<Double> weights, List<Long> requests, SortedMap<String, List<Long>> clusters) {

    /** An arm without any weight may still get a stray request in this many, of those on their way while weights change. */
    private static final double STRAY = 1e-4;

    /**
     * @throws IllegalArgumentException naming the argument that is out of range or does not fit the others
     */
    public TrafficEpoch {
        weights = List.copyOf(weights);
        requests = List.copyOf(requests);
        weights.forEach(weight -> Arguments.nonNegative("weights", weight));
        requests.forEach(count -> Arguments.nonNegative("requests", (long) count));
        if (weights.size() < 2 || weights.stream().allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException("weights must be at least 2, one of them positive, but are " + weights);
        }
        if (requests.size() != weights.size()) {
            throw new IllegalArgumentException("requests must be as many as the " + weights.size() + " weights but are "
                    + requests.size());
        }
        TreeMap<String, List<Long>> copy = new TreeMap<>();
        clusters.forEach((name, counts) -> copy.put(name, List.copyOf(counts)));
        clusters = Collections.unmodifiableSortedMap(copy);
        if (!clusters.isEmpty() && !sum(clusters, weights.size()).equals(requests)) {
            throw new IllegalArgumentException("clusters must add up to the requests " + requests + " but make "
                    + sum(clusters, weights.size()));
        }
    }

    /**
     * Requests whose arms were drawn one by one.
     *
     * @param weights expected shares of the arms, relative
     * @param requests requests of the arms, in the same order
     */
    public static TrafficEpoch unclustered(List<Double> weights, List<Long> requests) {
        return new TrafficEpoch(weights, requests, Collections.emptySortedMap());
    }

    /**
     * Requests of units that keep their arm.
     *
     * @param weights expected shares of the arms, relative
     * @param clusters requests of the arms by cluster of units, in the order of the weights
     */
    public static TrafficEpoch clustered(List<Double> weights, SortedMap<String, List<Long>> clusters) {
        return new TrafficEpoch(weights, sum(clusters, weights.size()), clusters);
    }

    /** Requests of all arms. */
    double total() {
        return requests.stream().mapToDouble(Long::doubleValue).sum();
    }

    /** Expected share of an arm. */
    double share(int arm) {
        return weights.get(arm) / weights.stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Expected share of an arm; where the arm should get nothing or everything, the nearest share to the observed one that strays
     * allow.
     */
    double toleratedShare(int arm) {
        double share = share(arm);
        double observed = total() == 0 ? share : requests.get(arm) / total();
        if (share < STRAY) {
            return Math.max(0, Math.min(STRAY, observed));
        }
        return share > 1 - STRAY ? Math.min(1, Math.max(1 - STRAY, observed)) : share;
    }

    private static List<Long> sum(SortedMap<String, List<Long>> clusters, int arms) {
        clusters.forEach((name, counts) -> {
            if (counts.size() != arms) {
                throw new IllegalArgumentException("clusters must have " + arms + " arms but " + name + " has " + counts.size());
            }
            counts.forEach(count -> Arguments.nonNegative("clusters", (long) count));
        });
        return IntStream.range(0, arms).mapToObj(arm -> clusters.values().stream().map(counts -> counts.get(arm))
                .reduce(0L, Math::addExact)).toList();
    }
}
