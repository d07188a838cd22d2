package dev.gauntlet.routing.foreign;

/** How a write ended. */
sealed interface WriteResult {

    /** It is done. */
    record Written() implements WriteResult {
    }

    /** Somebody else wrote, created or deleted the object since it was read; nothing was written. */
    record Outdated() implements WriteResult {
    }

    /**
     * The API server does not take it; nothing was written.
     *
     * @param message its words
     */
    record Refused(String message) implements WriteResult {
    }
}
