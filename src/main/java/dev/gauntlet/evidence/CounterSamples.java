package dev.gauntlet.evidence;

import java.time.Duration;
import java.util.List;

/**
 * The readings of one series of one selector; of a classic histogram, of all its bucket series together.
 *
 * @param key the selector and the series
 * @param variant the variant whose labels the series carries
 * @param cluster the value of the cluster label, the empty string if there is none
 * @param segment the values of the segment labels, the empty string if none are asked for
 * @param target where the series is scraped
 * @param replica the values of its replica labels
 * @param readings ascending by time
 */
record CounterSamples(SeriesKey key, String variant, String cluster, String segment, TargetKey target, String replica,
        List<Reading> readings) {

    /** The counter of the variant as metrics of a maturation count it. */
    Arm arm(Duration maturation) {
        return new Arm(key.counter(), variant, maturation);
    }
}
