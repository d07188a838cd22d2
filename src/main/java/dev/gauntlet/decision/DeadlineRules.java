package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What an undecided end does. */
final class DeadlineRules {

    /** More time is worth it when the trend so far, taken for the truth, decides with at least this probability. */
    static final double ENOUGH_POWER = 0.3;

    private DeadlineRules() {
    }

    /** The deadline passed without a decision: it is extended if more time can be expected to decide, else the policy says what follows. */
    static Optional<Decision> deadline(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        if (!step.stage().decides() || !step.overdue()) {
            return Optional.empty();
        }
        return extension(inputs).or(() -> Optional.of(Decision.of(
                inputs.policy().onDeadline() == OnDeadline.KeepChampion ? Action.KeepChampion : Action.Hold,
                Rule.Deadline, Reason.DeadlineReached, undecided(step) + DecisionMessages.progress(inputs))));
    }

    private static Optional<Decision> extension(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        Optional<Duration> end = step.extendedDeadline().filter(at -> at.compareTo(step.elapsed()) > 0 && reachesMinima(step, at));
        return end.flatMap(at -> promise(inputs).map(promise -> Decision.of(Action.Extend, Rule.Deadline, Reason.DeadlineExtended,
                undecided(step) + promise + ", so it is extended to " + at.toSeconds() + " s")));
    }

    private static boolean reachesMinima(StepProgress step, Duration end) {
        double growth = (double) end.toMillis() / step.elapsed().toMillis();
        return step.samples() * growth >= step.minimumSamples()
                && end.minus(step.maturation().orElse(Duration.ZERO)).compareTo(step.minimum()) >= 0;
    }

    /** Why more time can be expected to decide; empty when it cannot. */
    private static Optional<String> promise(DecisionInputs inputs) {
        StepProgress step = inputs.step();
        if (inputs.policy().policy() == Policy.DoNoHarm) {
            boolean lacking = step.samples() < step.minimumSamples() || step.matured().compareTo(step.minimum()) < 0;
            return lacking ? Optional.of("more time brings the samples asked for") : Optional.empty();
        }
        return inputs.active().stream().flatMap(c -> inputs.prospect(c).stream())
                .filter(p -> p.conditionalPower().orElse(0) >= ENOUGH_POWER)
                .max(Comparator.comparingDouble(p -> p.conditionalPower().getAsDouble()))
                .map(p -> String.format(Locale.ROOT, "at the trend so far, more time decides for %s by %s with probability %.2f",
                        p.challenger(), p.metric(), p.conditionalPower().getAsDouble()));
    }

    private static String undecided(StepProgress step) {
        return "undecided at the deadline of " + step.deadline().orElseThrow().toSeconds() + " s: ";
    }
}
