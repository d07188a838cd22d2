package dev.gauntlet.comparator.compare;

/** Ends the reading of an answer in which no prediction can be found; never leaves this package. */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Unread reason;

    UnreadableException(Unread reason) {
        // No stack trace: a model that answers in another form makes one of these per request.
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    Unread reason() {
        return reason;
    }
}
