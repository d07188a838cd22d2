package dev.gauntlet.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The rules by which raw samples of a counter become increments. */
final class CounterRules {
    /** Above this a double cannot tell neighbouring integers apart. */
    private static final double LARGEST_EXACT = 0x1p53;
    /** Exact sums of numbers further apart in size would have too many digits to be kept. */
    private static final double LARGEST_DECIMAL = 1e30;
    private static final double SMALLEST_DECIMAL = 1e-30;
    /**
     * Some client libraries compute the start time anew from the host's boot time at each scrape, and it moves by up to a second
     * when the clock is slewed; a step this small is a restart only if it lies wholly after the last scrape.
     */
    private static final Duration START_JITTER = Duration.ofMillis(1500);
    /** How far a target's clock may lag behind the scraper's without a restart being missed. */
    private static final Duration CLOCK_LAG = Duration.ofSeconds(5);

    private CounterRules() {
    }

    /**
     * What is wrong with a sample, if anything.
     *
     * @param value the sample
     * @param kind how its series is read; a bucket of a histogram is a whole number
     */
    static Optional<DataFault.Kind> irregularity(double value, SeriesKind kind) {
        if (!Double.isFinite(value)) {
            return Optional.of(DataFault.Kind.NOT_A_NUMBER);
        }
        if (value < 0 && kind != SeriesKind.GAUGE) {
            return Optional.of(DataFault.Kind.NEGATIVE_COUNT);
        }
        boolean whole = kind == SeriesKind.WHOLE_COUNTER || kind == SeriesKind.HISTOGRAM;
        double size = Math.abs(value);
        boolean countable = whole ? value <= LARGEST_EXACT && value == Math.rint(value)
                : value == 0 || size >= SMALLEST_DECIMAL && size <= LARGEST_DECIMAL;
        return countable ? Optional.empty() : Optional.of(DataFault.Kind.NOT_A_COUNTER);
    }

    /**
     * Whether the process behind a series is another one than at the series' last sample.
     *
     * @param before when the process had started, as told with the last sample
     * @param now when it had started, as told with this sample
     * @param lastSample the time of the last sample: the old process was alive then, so a new one started later
     */
    static boolean restarted(Optional<Instant> before, Optional<Instant> now, Instant lastSample) {
        if (before.isEmpty() || now.isEmpty() || !now.get().isAfter(before.get())) {
            return false;
        }
        boolean jitter = Duration.between(before.get(), now.get()).compareTo(START_JITTER) <= 0;
        return now.get().isAfter(jitter ? lastSample : lastSample.minus(CLOCK_LAG));
    }
}
