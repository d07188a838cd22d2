package dev.gauntlet.decision;

import java.time.Duration;
import java.util.Optional;

/**
 * How far the running step or stage is.
 *
 * @param stage what runs
 * @param inForce whether its weights are in force; nothing is decided for a challenger before
 * @param elapsed time since its weights were in force
 * @param minimum its minimum time
 * @param deadline time after which {@code onDeadline} or an approval's {@code timeoutAction} applies, extensions included
 * @param samples fewest trials that any variant has for any deciding metric since the step began
 * @param minimumSamples samples asked for
 * @param extension by how much the deadline can be extended once more; empty when it cannot
 */
public record StepProgress(Stage stage, boolean inForce, Duration elapsed, Duration minimum, Optional<Duration> deadline, long samples,
        long minimumSamples, Optional<Duration> extension) {
}
