package dev.gauntlet.stats.histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each distinct value occurs in two samples, in increasing order of the values.
 *
 * @param one counts of the challenger
 * @param zero counts of the champion
 */
record TiedValues(BucketShares one, BucketShares zero) {

    static TiedValues of(double[] challenger, double[] champion) {
        SortedMap<Double, long[]> counts = new TreeMap<>();
        for (double value : challenger) {
            counts.computeIfAbsent(value + 0.0, key -> new long[2])[0]++;
        }
        for (double value : champion) {
            counts.computeIfAbsent(value + 0.0, key -> new long[2])[1]++;
        }
        List<Long> one = new ArrayList<>();
        List<Long> zero = new ArrayList<>();
        counts.values().forEach(pair -> {
            one.add(pair[0]);
            zero.add(pair[1]);
        });
        return new TiedValues(new BucketShares(one, challenger.length), new BucketShares(zero, champion.length));
    }

    boolean haveTies() {
        return one.size() < one.total() + zero.total();
    }
}
