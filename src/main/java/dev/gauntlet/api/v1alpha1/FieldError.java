package dev.gauntlet.api.v1alpha1;

/**
 * One thing wrong with a spec.
 *
 * @param field path of the field, such as {@code spec.steps[1].trafficPercent}
 * @param value the value found, or "absent"
 * @param remedy what to write instead
 */
public record FieldError(String field, String value, String remedy) {

    /** The sentence shown in conditions. */
    public String message() {
        return field + " is " + value + ": " + remedy;
    }
}
