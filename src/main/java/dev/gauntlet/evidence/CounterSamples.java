package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Sample;
import java.util.List;

/**
 * The samples of one series of one counter.
 *
 * @param key the counter and the series
 * @param variant the variant whose labels the series carries
 * @param cluster the value of the cluster label, the empty string if there is none
 * @param target where the series is scraped
 * @param replica the values of its replica labels
 * @param samples ascending by time
 */
record CounterSamples(SeriesKey key, String variant, String cluster, TargetKey target, String replica, List<Sample> samples) {

    /** The counter of the variant. */
    Arm arm() {
        return new Arm(key.counter(), variant);
    }
}
