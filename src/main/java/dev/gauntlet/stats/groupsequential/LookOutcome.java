package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Interval;

/** What came of asking for a look. */
public sealed interface LookOutcome {

    /** What a look says about going on. */
    enum Verdict {
        /** Go on to the next look. */
        CONTINUE,
        /** The null effect is rejected: stop. In a two-sided test the interval says in which direction. */
        REJECT,
        /** The target will hardly be found any more: stop, or overrule when the futility rule is not binding. */
        FUTILE,
        /** That was the last look, and the null effect is not rejected. */
        END
    }

    /** Why a look was not taken. */
    enum Reason {
        /** The clock has not reached the next planned look. */
        NOT_DUE,
        /**
         * The information has not grown noticeably since the last look. Nothing is spent; the last look is taken
         * nevertheless.
         */
        NO_NEW_INFORMATION,
        /** The test has stopped, or its last look has been taken. */
        STOPPED
    }

    /**
     * A look was taken and belongs into the history.
     *
     * @param look the look, to be kept for the next one
     * @param interval repeated confidence interval of the effect: all intervals of all looks hold together with probability 1
     *     - alpha. One end is infinite in a one-sided test
     * @param verdict whether to go on
     */
    record Taken(Look look, Interval interval, Verdict verdict) implements LookOutcome {
    }

    /**
     * No look was taken and nothing was spent.
     *
     * @param reason why
     */
    record Skipped(Reason reason) implements LookOutcome {
    }
}
