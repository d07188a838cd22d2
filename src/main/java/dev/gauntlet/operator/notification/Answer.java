package dev.gauntlet.operator.notification;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one attempt.
 *
 * @param result in short
 * @param problem what went wrong; empty when nothing did
 * @param retryAfter when the receiver wants the next attempt at the earliest, if it says so
 */
record Answer(Result result, String problem, Optional<Duration> retryAfter) {

    /** Kinds of answers; their names are those of the metric's {@code outcome}. */
    enum Result {
        /** It was taken. */
        Delivered,
        /** The receiver does not want it; nothing suggests that it will want it soon. */
        Refused,
        /** The receiver is not there, is overloaded or failed. */
        Failed,
        /** Nobody waits for it any more, so it was not sent. */
        Unwanted
    }

    static final Answer DELIVERED = new Answer(Result.Delivered, "", Optional.empty());
    static final Answer UNWANTED = new Answer(Result.Unwanted, "", Optional.empty());

    static Answer failed(String problem) {
        return new Answer(Result.Failed, problem, Optional.empty());
    }

    /** Whether nothing is left to do. */
    boolean done() {
        return result == Result.Delivered || result == Result.Unwanted;
    }
}
