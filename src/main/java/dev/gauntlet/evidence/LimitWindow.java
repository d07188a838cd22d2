package dev.gauntlet.evidence;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;

/**
 * The running judgement of a hard limit. Time is cut into slots on an absolute grid; a slot that is over is added to the running
 * window, and a window with enough samples is judged and starts anew. The judgement therefore does not depend on when anybody
 * looked.
 *
 * <p>What is added up is the metric's numerator and denominator: successes and trials, sum and count, events and exposure; for a
 * quantile the values that lie surely beyond the limit and all values; for a gauge the sum and number of its scrapes.
 *
 * @param slot the index of the slot that is still open
 * @param slotNumerator numerator of the open slot
 * @param slotDenominator denominator of the open slot
 * @param numerator numerator of the running window's finished slots
 * @param denominator denominator of the running window's finished slots
 * @param lastNumerator numerator of the last judged window
 * @param lastDenominator denominator of the last judged window, 0 if none was judged yet
 * @param consecutiveViolations how many judged windows in a row, up to the last one, violated the limit
 */
public record LimitWindow(long slot, BigDecimal slotNumerator, BigDecimal slotDenominator, BigDecimal numerator,
        BigDecimal denominator, BigDecimal lastNumerator, BigDecimal lastDenominator, int consecutiveViolations) {

    /** Strips trailing zeros, so that equal windows are equal objects. */
    public LimitWindow {
        slotNumerator = ShortestDecimal.normal(slotNumerator);
        slotDenominator = ShortestDecimal.normal(slotDenominator);
        numerator = ShortestDecimal.normal(numerator);
        denominator = ShortestDecimal.normal(denominator);
        lastNumerator = ShortestDecimal.normal(lastNumerator);
        lastDenominator = ShortestDecimal.normal(lastDenominator);
    }

    /**
     * The share, mean, ratio, rate or level of the last judged window, empty if none was judged yet; for a quantile the share of
     * values that lay surely beyond the limit.
     */
    public OptionalDouble lastWindowRate() {
        return lastDenominator.signum() == 0 ? OptionalDouble.empty()
                : OptionalDouble.of(lastNumerator.divide(lastDenominator, MathContext.DECIMAL128).doubleValue());
    }

    /** The denominator of the last judged window, rounded down; 0 if none was judged yet. */
    public long lastWindowSamples() {
        return lastDenominator.longValue();
    }

    /** A window that has seen nothing. */
    static LimitWindow startingAt(long slot) {
        BigDecimal zero = BigDecimal.ZERO;
        return new LimitWindow(slot, zero, zero, zero, zero, zero, zero, 0);
    }

    /** The window with increments in a slot; what belongs to a finished slot counts for the open one. */
    LimitWindow plus(long inSlot, LimitTally tally, HardLimit limit) {
        LimitWindow at = finishedBefore(inSlot, limit);
        return new LimitWindow(at.slot, at.slotNumerator.add(tally.numerator()), at.slotDenominator.add(tally.denominator()),
                at.numerator, at.denominator, at.lastNumerator, at.lastDenominator, at.consecutiveViolations);
    }

    /** The window with all slots before the given one finished. */
    LimitWindow finishedBefore(long open, HardLimit limit) {
        if (slot >= open) {
            return this;
        }
        BigDecimal zero = BigDecimal.ZERO;
        BigDecimal windowNumerator = numerator.add(slotNumerator);
        BigDecimal windowDenominator = denominator.add(slotDenominator);
        if (windowDenominator.compareTo(BigDecimal.valueOf(limit.minimumSamples())) < 0) {
            return new LimitWindow(open, zero, zero, windowNumerator, windowDenominator, lastNumerator, lastDenominator,
                    consecutiveViolations);
        }
        int violations = limit.violatedBy(windowNumerator, windowDenominator) ? consecutiveViolations + 1 : 0;
        return new LimitWindow(open, zero, zero, zero, zero, windowNumerator, windowDenominator, violations);
    }
}
