package dev.gauntlet.comparator;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies all copies that are under way may hold together. */
final class HeldBytes {

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /**
     * Nothing is held yet.
     *
     * @param limit bytes that may be held, not negative
     */
    HeldBytes(long limit) {
        this.limit = limit;
    }

    /** Bytes that are held now. */
    long held() {
        return held.get();
    }

    /** What one copy holds: its own body and those of both answers. */
    final class Share {

        private long own;
        private boolean refused;
        private boolean released;

        /** Holds some bytes more; false when that would be beyond the limit, or the copy is done with. */
        synchronized boolean take(int bytes) {
            if (released) {
                return false;
            }
            if (held.addAndGet(bytes) > limit) {
                held.addAndGet(-bytes);
                refused = true;
                return false;
            }
            own += bytes;
            return true;
        }

        /** Whether bytes were refused, so that a body is not whole for no fault of its sender. */
        synchronized boolean refused() {
            return refused;
        }

        /** Gives everything back, for good. */
        synchronized void release() {
            held.addAndGet(-own);
            own = 0;
            released = true;
        }
    }
}
