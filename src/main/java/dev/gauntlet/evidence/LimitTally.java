package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;

/**
 * What an increment adds to the window of a hard limit.
 *
 * @param numerator its part of the numerator
 * @param denominator its part of the denominator
 */
record LimitTally(BigDecimal numerator, BigDecimal denominator) {

    /** What an increment of one of a number metric's counters adds. */
    static LimitTally ofCounter(MetricSource source, Selector counter, Quantity increment) {
        return new LimitTally(source.summed().filter(counter::equals).isPresent() ? increment.value() : BigDecimal.ZERO,
                source.observed().equals(counter) ? increment.value() : BigDecimal.ZERO);
    }

    /** What a scrape of a gauge adds. */
    static LimitTally ofGauge(GaugeSums scrape) {
        return new LimitTally(scrape.sum(), BigDecimal.valueOf(scrape.count()));
    }

    /** What the growth of a histogram adds: the values surely beyond the limit, and all values. */
    static LimitTally ofHistogram(HardLimit limit, BucketLayout layout, BucketCounts increment) {
        return new LimitTally(BigDecimal.valueOf(BucketThreshold.of(limit, layout).beyond(increment)),
                BigDecimal.valueOf(increment.total()));
    }

    boolean isZero() {
        return numerator.signum() == 0 && denominator.signum() == 0;
    }
}
