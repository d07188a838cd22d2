package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.decision.UserRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * An annotation that asks for something, or seems to.
 *
 * @param annotation its name, such as {@code gauntlet.dev/approve}
 * @param kind what is asked for; empty when the name is a misspelling
 * @param value the annotation's value
 * @param by the field manager that wrote it
 * @param time when that manager wrote last, in full seconds
 * @param outdated whether somebody else changed the spec after that
 */
public record SeenRequest(String annotation, Optional<UserRequest.Kind> kind, String value, String by, Instant time, boolean outdated) {

    /** Longest value that is remembered in full and may ask for something. */
    public static final int VALUE_LIMIT = 256;

    /** The request, for those who act on it; only of a known kind. */
    UserRequest request() {
        return new UserRequest(kind.orElseThrow(), value, by, time);
    }

    /** Name without the prefix, such as {@code approve}. */
    String name() {
        return annotation.substring(annotation.indexOf('/') + 1);
    }

    /** The entry that remembers the answer. */
    RequestStatus answered(int run, boolean accepted, String message) {
        return new RequestStatus(name(), remembered(), run, by, time.toString(), accepted, message);
    }

    /** Whether an entry answers a request of this name and value. */
    boolean asksTheSameAs(RequestStatus entry) {
        return name().equals(entry.request()) && remembered().equals(entry.value());
    }

    /** Whether an entry answers this very annotation, not a later one that says the same. */
    boolean isAnsweredBy(RequestStatus entry) {
        return asksTheSameAs(entry) && by.equals(entry.by()) && time.toString().equals(entry.time());
    }

    private String remembered() {
        return value.length() > VALUE_LIMIT ? value.substring(0, VALUE_LIMIT) : value;
    }
}
