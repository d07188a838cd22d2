package dev.gauntlet.evidence;

import java.util.OptionalDouble;

/**
 * The running judgement of a hard limit. Time is cut into slots on an absolute grid; a slot that is over is added to the running
 * window, and a window with enough samples is judged and starts anew. The judgement therefore does not depend on when anybody looked.
 *
 * @param slot the index of the slot that is still open
 * @param slotNumerator successes in the open slot
 * @param slotDenominator trials in the open slot
 * @param numerator successes in the running window's finished slots
 * @param denominator trials in the running window's finished slots
 * @param lastNumerator successes of the last judged window
 * @param lastWindowSamples trials of the last judged window, 0 if none was judged yet
 * @param consecutiveViolations how many judged windows in a row, up to the last one, violated the limit
 */
public record LimitWindow(long slot, long slotNumerator, long slotDenominator, long numerator, long denominator,
        long lastNumerator, long lastWindowSamples, int consecutiveViolations) {

    /** The rate of the last judged window, empty if none was judged yet. */
    public OptionalDouble lastWindowRate() {
        return lastWindowSamples == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) lastNumerator / lastWindowSamples);
    }

    /** A window that has seen nothing. */
    static LimitWindow startingAt(long slot) {
        return new LimitWindow(slot, 0, 0, 0, 0, 0, 0, 0);
    }

    /** The window with increments in a slot; what belongs to a finished slot counts for the open one. */
    LimitWindow plus(long inSlot, long successes, long trials, HardLimit limit) {
        LimitWindow at = finishedBefore(inSlot, limit);
        return new LimitWindow(at.slot, at.slotNumerator + successes, at.slotDenominator + trials, at.numerator, at.denominator,
                at.lastNumerator, at.lastWindowSamples, at.consecutiveViolations);
    }

    /** The window with all slots before the given one finished. */
    LimitWindow finishedBefore(long open, HardLimit limit) {
        if (slot >= open) {
            return this;
        }
        long successes = numerator + slotNumerator;
        long trials = denominator + slotDenominator;
        if (trials < limit.minimumSamples()) {
            return new LimitWindow(open, 0, 0, successes, trials, lastNumerator, lastWindowSamples, consecutiveViolations);
        }
        int violations = limit.violatedBy((double) successes / trials) ? consecutiveViolations + 1 : 0;
        return new LimitWindow(open, 0, 0, 0, 0, successes, trials, violations);
    }
}
