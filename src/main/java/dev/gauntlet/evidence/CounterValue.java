package dev.gauntlet.evidence;

/** What a counter shows, or by how much it grew: one number, or the counts of a histogram. */
public sealed interface CounterValue extends Amount permits Quantity, BucketCounts {

    /** The value without what an earlier one of the same counter had. */
    CounterValue minus(CounterValue earlier);

    /** Whether any part of the value lies below that part of an earlier one, so that the counter was reset in between. */
    boolean isBelow(CounterValue earlier);

    @Override
    CounterValue plus(Amount other);

    /** Zero of the same kind. */
    CounterValue zero();
}
