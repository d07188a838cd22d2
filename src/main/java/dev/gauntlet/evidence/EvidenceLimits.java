package dev.gauntlet.evidence;

import java.time.Duration;

/**
 * Bounds of collecting. Window lengths may change at any time; the other values decide what a ledger holds and stay the same
 * while one lives.
 *
 * @param window the longest stretch of time that one set of queries covers
 * @param windowsPerPass how many such stretches one pass catches up
 * @param overlap how far a window reads back to notice samples that arrived late
 * @param presence how far before the experiment's start a series is looked for to baseline it, and how far before its first
 *        sample a target's earlier scrapes are looked for
 * @param silence a pause between scrapes longer than this is a gap, and after it another replica takes over; at least two scrape
 *        intervals
 * @param retention a series or target that is silent for longer than this, gaps not counted, has ended
 * @param maximumSeries the most series that one ledger follows
 * @param maximumClusters the most values of the cluster label
 */
public record EvidenceLimits(Duration window, int windowsPerPass, Duration overlap, Duration presence, Duration silence,
        Duration retention, int maximumSeries, int maximumClusters) {

    /** Fits scrape intervals of up to a minute: six windows of 10 minutes a pass, 20,000 series, 1,024 clusters. */
    public static final EvidenceLimits DEFAULT = new EvidenceLimits(Duration.ofMinutes(10), 6, Duration.ofMinutes(2),
            Duration.ofMinutes(5), Duration.ofSeconds(150), Duration.ofMinutes(10), 20_000, 1_024);

    /** Refuses bounds that contradict each other. */
    public EvidenceLimits {
        if (window.toMillis() < 1 || windowsPerPass < 1 || overlap.isNegative() || silence.isNegative() || silence.isZero()
                || retention.compareTo(presence) < 0 || presence.compareTo(overlap) < 0 || maximumSeries < 1 || maximumClusters < 1) {
            throw new IllegalArgumentException("bounds must be positive and retention >= presence >= overlap");
        }
    }
}
