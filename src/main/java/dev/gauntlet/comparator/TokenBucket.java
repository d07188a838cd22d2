package dev.gauntlet.comparator;

/** Lets so many pass per second, and as many at once after a quiet second. */
final class TokenBucket {

    private final double perSecond;
    private double tokens;
    private long filled;

    /**
     * A full bucket.
     *
     * @param perSecond tokens per second, and how many the bucket holds; at least 1
     * @param nanoTime now, by {@link System#nanoTime}
     */
    TokenBucket(int perSecond, long nanoTime) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filled = nanoTime;
    }

    /**
     * Takes a token if there is one.
     *
     * @param nanoTime now, by {@link System#nanoTime}
     */
    synchronized boolean tryTake(long nanoTime) {
        tokens = Math.min(perSecond, tokens + Math.max(0, nanoTime - filled) * 1e-9 * perSecond);
        filled = nanoTime;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
