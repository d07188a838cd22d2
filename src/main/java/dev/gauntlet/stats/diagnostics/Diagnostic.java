package dev.gauntlet.stats.diagnostics;

import java.util.Objects;

/**
 * Outcome of one check.
 *
 * @param name what was checked
 * @param flagged true when the check found something that a reader of the result must know
 * @param sentence what was found, in words
 */
public record Diagnostic(Name name, boolean flagged, String sentence) {

    /** What can be checked. */
    public enum Name {

        /** The difference varies more between time blocks than independent observations would make it. */
        OVERDISPERSION,

        /** The difference of one block carries over into the next. */
        SERIAL_CORRELATION,

        /** The effect changes over the run. */
        NOVELTY,

        /** The effect depends on which variant a unit saw first. */
        CARRY_OVER,

        /** Some days of the week are missing. */
        DAY_OF_WEEK_COVERAGE,

        /** Variants got other shares of the traffic than their weights say. */
        SAMPLE_RATIO,

        /** Strata show different effects. */
        STRATA_DISAGREE,

        /** Other methods come to another result. */
        ROBUSTNESS
    }

    /** Refuses missing parts. */
    public Diagnostic {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sentence, "sentence");
    }
}
