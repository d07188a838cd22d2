package dev.gauntlet.decision;

import java.time.Instant;
import java.util.Locale;

/**
 * What a person asked for by annotation, already checked to be meant for this run.
 *
 * @param kind what is asked for
 * @param value the annotation's value: the step for an approval, else the reason
 * @param by the field manager that wrote it
 * @param time when it was written
 */
public record UserRequest(Kind kind, String value, String by, Instant time) {

    /** What can be asked for. */
    public enum Kind {
        /** The consent to the running Approval step. */
        Approve,
        /** The promotion of the best challenger, whatever the evidence; safety rules and freeze windows still stand before it. */
        Promote,
        /** The return to the champion. */
        Rollback,
        /** A new run after the end. */
        Retry;

        /** Name of the annotation, such as {@code gauntlet.dev/approve}. */
        public String annotation() {
            return "gauntlet.dev/" + name().toLowerCase(Locale.ROOT);
        }
    }
}
