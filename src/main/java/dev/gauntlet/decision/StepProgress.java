package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * How far the running step is.
 *
 * @param type the step's type
 * @param inForce whether the step's weights are in force; nothing is decided for the challenger before
 * @param elapsed time since its weights were in force
 * @param minimum its minimum time
 * @param deadline time after which {@code onDeadline} applies
 * @param samples fewest trials that any variant has for any deciding metric since the step began
 * @param minimumSamples samples asked for
 */
public record StepProgress(Step.Type type, boolean inForce, Duration elapsed, Duration minimum, Optional<Duration> deadline, long samples,
        long minimumSamples) {
}
