package dev.gauntlet.comparator;

/** Why a copy is not compared; each is counted. */
enum DropReason {
    /** Its method is not among those that may be repeated. */
    Method(405),
    /** It opens a WebSocket, whose messages are no requests. */
    WebSocket(405),
    /** It names a host of its own choice, or no path at all: copies go to the configured models and nowhere else. */
    Target(400),
    /** It was sent by a comparator: its champion's URL leads back to the mirrored route. */
    Loop(508),
    /** More copies arrive per second than may be compared. */
    RateLimit(429),
    /** As many copies, or bytes of them, as may be held are under way, because a model is slow or bodies are long. */
    Concurrency(429),
    /** Its body is longer than may be held. */
    BodyTooLarge(413),
    /** The sender gave up before the copy was complete, or took longer over it than a model may take. */
    Aborted(400),
    /** A fault of the comparator itself, which its log tells. */
    Internal(500);

    private final int status;

    DropReason(int status) {
        this.status = status;
    }

    /** The HTTP status that tells the sender. */
    int status() {
        return status;
    }
}
