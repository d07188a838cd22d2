package dev.gauntlet.decision;

import java.time.Duration;
import java.util.Optional;

/**
 * How far the running step or stage is.
 *
 * @param name the step's name, or that of the stage of the promotion
 * @param stage what runs
 * @param inForce whether its weights are in force; nothing is decided for a challenger before
 * @param elapsed time since its weights were in force
 * @param minimum its minimum time
 * @param maturation longest maturation of any success metric or guardrail; empty when observations count at once
 * @param deadline time after which {@code onDeadline} or an approval's {@code timeoutAction} applies, extensions included
 * @param samples fewest trials that any variant has for any deciding metric since the step began
 * @param minimumSamples samples asked for
 * @param extension by how much the deadline can be extended once more; empty when it cannot
 */
public record StepProgress(String name, Stage stage, boolean inForce, Duration elapsed, Duration minimum, Optional<Duration> maturation,
        Optional<Duration> deadline, long samples, long minimumSamples, Optional<Duration> extension) {

    /** Whether the deadline has passed. */
    boolean overdue() {
        return deadline.filter(end -> elapsed.compareTo(end) >= 0).isPresent();
    }

    /** The deadline after one more extension, if there is one. */
    Optional<Duration> extendedDeadline() {
        return extension.flatMap(more -> deadline.map(end -> end.plus(more)));
    }

    /** How old the youngest observations are that count: the elapsed time less the maturation, not negative. */
    Duration matured() {
        Duration matured = elapsed.minus(maturation.orElse(Duration.ZERO));
        return matured.isNegative() ? Duration.ZERO : matured;
    }
}
