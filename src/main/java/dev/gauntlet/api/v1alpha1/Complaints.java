package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Collects what is wrong with one part of a spec; paths are given relative to that part. */
final class Complaints {

    private final String root;
    private final List<FieldError> errors = new ArrayList<>();

    /**
     * Starts without complaints.
     *
     * @param root path of the part, such as {@code spec.schedule}
     */
    Complaints(String root) {
        this.root = root;
    }

    /** Everything found so far, in the order in which it was found. */
    List<FieldError> all() {
        return List.copyOf(errors);
    }

    /** Adds one. */
    void add(String field, String value, String remedy) {
        errors.add(new FieldError(root + "." + field, value, remedy));
    }

    /** Two entries with the same key; absent keys are somebody else's complaint. */
    <T> void unique(String field, List<T> items, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        items.stream().map(key).filter(k -> k != null && !seen.add(k))
                .forEach(k -> add(field, "two entries named " + k, "names must be unique"));
    }

    /** A name that Kubernetes would not take. */
    void name(String field, String value) {
        if (matches(field, value, Patterns.DNS_LABEL, "use lower-case letters, digits and -") && value.length() > 63) {
            add(field, value, "use at most 63 characters");
        }
    }

    /** Something that ought to be there. */
    void present(String field, Object value, String remedy) {
        if (value == null) {
            add(field, "absent", remedy);
        }
    }

    /** A text that is absent or does not match; true when it is fine. */
    boolean matches(String field, String value, String pattern, String remedy) {
        if (value == null) {
            add(field, "absent", remedy);
            return false;
        }
        if (!value.matches(pattern)) {
            add(field, "\"" + value + "\"", remedy);
            return false;
        }
        return true;
    }

    /** A number that is absent or out of range. */
    void range(String field, Number value, long minimum, long maximum) {
        if (value == null || value.longValue() < minimum || value.longValue() > maximum) {
            add(field, value == null ? "absent" : value.toString(), "write a whole number from " + minimum + " to " + maximum);
        }
    }
}
