package dev.gauntlet.stats;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Logarithm of the probability that a mixture's e-value ever reaches exp(x) within a horizon, as a function of x. The function is convex
 * and falls with a slope below -1, so chords between nodes and a line of slope -1 beyond the last one never understate it.
 *
 * @param nodes log probability by log threshold; at the first node the probability is 1
 */
record CrossingCurve(SortedMap<Double, Double> nodes) {

    CrossingCurve {
        nodes = new TreeMap<>(nodes);
    }

    /** Upper bound of the log probability of reaching the threshold {@code exp(logThreshold)}, exact at the nodes. */
    double logProbability(double logThreshold) {
        if (logThreshold <= nodes.firstKey()) {
            return 0;
        }
        if (logThreshold >= nodes.lastKey()) {
            return nodes.get(nodes.lastKey()) - (logThreshold - nodes.lastKey());
        }
        double left = nodes.headMap(logThreshold).lastKey();
        double right = nodes.tailMap(logThreshold).firstKey();
        double share = (logThreshold - left) / (right - left);
        return (1 - share) * nodes.get(left) + share * nodes.get(right);
    }
}
