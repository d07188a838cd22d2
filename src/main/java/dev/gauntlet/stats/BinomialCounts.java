package dev.gauntlet.stats;

/**
 * Outcomes of one arm: how many trials were counted and how many of them succeeded.
 *
 * @param trials number of trials, at least 0
 * @param successes number of successes, between 0 and {@code trials}
 */
public record BinomialCounts(long trials, long successes) {

    /** No trial at all. */
    public static final BinomialCounts NONE = new BinomialCounts(0, 0);

    /**
     * @throws IllegalArgumentException when a count is negative or there are more successes than trials
     */
    public BinomialCounts {
        Arguments.nonNegative("trials", trials);
        Arguments.nonNegative("successes", successes);
        if (successes > trials) {
            throw new IllegalArgumentException("successes must not exceed the " + trials + " trials but is " + successes);
        }
    }

    /** True when nothing was counted. */
    public boolean isEmpty() {
        return trials == 0;
    }

    /**
     * Share of successes.
     *
     * @throws IllegalStateException when there are no trials
     */
    public double rate() {
        if (isEmpty()) {
            throw new IllegalStateException("an arm without trials has no rate");
        }
        return (double) successes / trials;
    }

    /**
     * Sum of two disjoint sets of trials.
     *
     * @throws ArithmeticException when a sum exceeds the range of {@code long}
     */
    public BinomialCounts plus(BinomialCounts other) {
        return new BinomialCounts(Math.addExact(trials, other.trials), Math.addExact(successes, other.successes));
    }
}
