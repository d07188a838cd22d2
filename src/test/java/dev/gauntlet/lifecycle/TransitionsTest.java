package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionsTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL);
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-02T09:10:00Z");
    private static final Running CANARY = States.running(0, Optional.of(START), START, 4, false);
    private static final Running EXPERIMENT = States.running(1, Optional.of(START), START, 5, false);

    @ParameterizedTest(name = "{1} {2} of {0}")
    @MethodSource
    void everyActionLeadsToOneState(Running state, Action action, Rule rule, Reason reason, ExperimentState next) {
        Decision decision = new Decision(action, rule, reason.name(), "", action == Action.Promote ? "candidate" : "");

        assertThat(Transitions.next(state, SPEC, decision, NOW)).isEqualTo(next);
    }

    static Stream<Arguments> everyActionLeadsToOneState() {
        return Stream.of(
                arguments(CANARY, Action.Continue, Rule.TooEarly, Reason.AwaitingTime, CANARY),
                arguments(CANARY, Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld,
                        States.running(1, Optional.empty(), START, 5, false)),
                arguments(CANARY, Action.Hold, Rule.UserRequest, Reason.PausedByUser, CANARY),
                arguments(CANARY, Action.Promote, Rule.Success, Reason.SuperiorAndNonInferior,
                        States.ended(Outcome.Promoted, "candidate", NOW, 5, false)),
                arguments(CANARY, Action.Rollback, Rule.HardLimit, Reason.HardLimitExceeded,
                        States.ended(Outcome.RolledBack, "baseline", NOW, 5, false)),
                arguments(CANARY, Action.KeepChampion, Rule.UserRequest, Reason.AbortedByUser,
                        States.ended(Outcome.Aborted, "baseline", NOW, 5, false)),
                arguments(EXPERIMENT, Action.Continue, Rule.Undecided, Reason.AwaitingEvidence, EXPERIMENT),
                arguments(EXPERIMENT, Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld, EXPERIMENT),
                arguments(EXPERIMENT, Action.Hold, Rule.NoData, Reason.VariantNotReady, EXPERIMENT),
                arguments(EXPERIMENT, Action.Promote, Rule.Success, Reason.SuperiorAndNonInferior,
                        States.ended(Outcome.Promoted, "candidate", NOW, 6, false)),
                arguments(EXPERIMENT, Action.Rollback, Rule.Deterioration, Reason.Deteriorated,
                        States.ended(Outcome.RolledBack, "baseline", NOW, 6, false)),
                arguments(EXPERIMENT, Action.Rollback, Rule.NoData, Reason.NoDataTimeout,
                        States.ended(Outcome.RolledBack, "baseline", NOW, 6, false)),
                arguments(EXPERIMENT, Action.KeepChampion, Rule.Futility, Reason.Futile,
                        States.ended(Outcome.KeptChampion, "baseline", NOW, 6, false)),
                arguments(EXPERIMENT, Action.KeepChampion, Rule.Deadline, Reason.DeadlineReached,
                        States.ended(Outcome.KeptChampion, "baseline", NOW, 6, false)),
                arguments(EXPERIMENT, Action.KeepChampion, Rule.UserRequest, Reason.AbortedByUser,
                        States.ended(Outcome.Aborted, "baseline", NOW, 6, false)));
    }

    @Test
    void startingTakesTheFirstStepWithoutStartingItsClock() {
        assertThat(Transitions.start(Waiting.NEW, NOW)).isEqualTo(States.running(0, Optional.empty(), NOW, 1, false));
    }

    @Test
    void anAbortBeforeTheStartOwesTheRouteNothing() {
        assertThat(Transitions.abort(Waiting.NEW, SPEC, NOW)).isEqualTo(States.ended(Outcome.Aborted, "baseline", NOW, 0, true));
    }

    @Test
    void theClockOfAStepStartsWithItsWeightsAndChangesNoTraffic() {
        assertThat(States.running(1, Optional.empty(), START, 5, false).startedAt(NOW)).isEqualTo(States.running(1, Optional.of(NOW), START, 5, false));
    }

    @Test
    void suspendingAndResumingAreChangesOfTraffic() {
        assertThat(CANARY.withSuspended(true)).isEqualTo(States.running(0, Optional.of(START), START, 5, true));
        assertThat(CANARY.withSuspended(true).withSuspended(false)).isEqualTo(States.running(0, Optional.of(START), START, 6, false));
    }

    @Test
    void aStepThatEndsWhileSuspendedLeavesTheNextOneSuspended() {
        Decision complete = new Decision(Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld.name(), "", "");

        assertThat(Transitions.next(CANARY.withSuspended(true), SPEC, complete, NOW))
                .isEqualTo(States.running(1, Optional.empty(), START, 6, true));
    }

    @Test
    void handingBackTheRouteChangesNothingElse() {
        Concluded end = States.ended(Outcome.Promoted, "candidate", NOW, 6, false);

        assertThat(end.handedBack()).isEqualTo(States.ended(Outcome.Promoted, "candidate", NOW, 6, true));
    }
}
