package dev.gauntlet.stats.fixed;

/** A law of a count whose probabilities rise to one mode and fall after it. */
interface CountLaw {

    /** Smallest possible count. */
    long smallest();

    /** Largest possible count. */
    long largest();

    /** The most probable count. */
    long mode();

    /** Logarithm of P(X = k), for {@link #smallest()} &lt;= k &lt;= {@link #largest()}. */
    double logProbability(long k);

    /** P(X = k + 1)/P(X = k), falling in k. */
    double ratio(long k);
}
