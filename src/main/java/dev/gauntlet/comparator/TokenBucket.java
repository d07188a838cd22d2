package dev.gauntlet.comparator;

/** Lets so many pass per second, and as many at once after a quiet second. */
final class TokenBucket {

    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    /** In billionths, so that no rate is lost to rounding. */
    private long tokens;
    private long filled;

    /**
     * A full bucket.
     *
     * @param perSecond tokens per second, and how many the bucket holds; at least 1
     * @param nanoTime now, by {@link System#nanoTime}
     */
    TokenBucket(int perSecond, long nanoTime) {
        this.perSecond = perSecond;
        this.tokens = perSecond * SECOND;
        this.filled = nanoTime;
    }

    /**
     * Takes a token if there is one.
     *
     * @param nanoTime now, by {@link System#nanoTime}
     */
    synchronized boolean tryTake(long nanoTime) {
        long elapsed = Math.max(0, Math.min(SECOND, nanoTime - filled));
        tokens = Math.min(perSecond * SECOND, tokens + elapsed * perSecond);
        filled = nanoTime;
        if (tokens < SECOND) {
            return false;
        }
        tokens -= SECOND;
        return true;
    }
}
