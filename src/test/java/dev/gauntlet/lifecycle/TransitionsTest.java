package dev.gauntlet.lifecycle;

import static dev.gauntlet.lifecycle.LifecycleEvent.Abort;
import static dev.gauntlet.lifecycle.LifecycleEvent.AllRolledBack;
import static dev.gauntlet.lifecycle.LifecycleEvent.ChallengerRemoved;
import static dev.gauntlet.lifecycle.LifecycleEvent.Continue;
import static dev.gauntlet.lifecycle.LifecycleEvent.Extend;
import static dev.gauntlet.lifecycle.LifecycleEvent.Hold;
import static dev.gauntlet.lifecycle.LifecycleEvent.KeepChampion;
import static dev.gauntlet.lifecycle.LifecycleEvent.PromoteRequest;
import static dev.gauntlet.lifecycle.LifecycleEvent.RollbackRequest;
import static dev.gauntlet.lifecycle.LifecycleEvent.StepComplete;
import static dev.gauntlet.lifecycle.LifecycleEvent.Success;
import static dev.gauntlet.lifecycle.LifecycleEvent.VariantChanged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Promotion.Strategy;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Removal;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionsTest {

    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-02T09:10:00Z");
    private static final Run RUN = new Run(1, START, List.of());
    private static final Approval CONSENT = new Approval("alice", START);

    /** Steps 0 Shadow, 1 Canary, 2 Approval, 3 Experiment, 4 Approval; a winner ramps by 20% and 80%, then bakes. */
    private static final ModelExperimentSpec SPEC = spec(LifecycleSpecs.promotion(Strategy.ShiftTraffic, 60, "20", "80"));

    @ParameterizedTest(name = "{1} in step {0}")
    @MethodSource
    void everyStepTakesEveryEvent(Running state, LifecycleEvent event, ExperimentState next) {
        assertThat(after(state, event, SPEC)).isEqualTo(next);
    }

    static Stream<Arguments> everyStepTakesEveryEvent() {
        Running shadow = step(0);
        Running canary = step(1);
        Running opening = step(2);
        Running experiment = step(3);
        Running closing = withCandidate(step(4), "c1");
        return Stream.of(
                arguments(shadow, StepComplete, begin(1)), arguments(shadow, Success, shadow), arguments(shadow, Extend, shadow),
                arguments(shadow, PromoteRequest, ramp(0)), arguments(shadow, AllRolledBack, end(Outcome.RolledBack)),
                arguments(canary, Continue, canary), arguments(canary, Hold, canary),
                arguments(canary, StepComplete, begin(2)), arguments(canary, Success, canary),
                arguments(canary, KeepChampion, end(Outcome.KeptChampion)), arguments(canary, Abort, end(Outcome.Aborted)),
                arguments(opening, StepComplete, opening), arguments(opening.approved(CONSENT), StepComplete, begin(3)),
                arguments(opening.approved(CONSENT), Success, begin(3)), arguments(opening, RollbackRequest, end(Outcome.RolledBack)),
                arguments(experiment, Continue, experiment), arguments(experiment, StepComplete, experiment),
                arguments(experiment, Success, withCandidate(begin(4), "c1")), arguments(experiment, PromoteRequest, ramp(0)),
                arguments(experiment, ChallengerRemoved, new Running(without("c1"), 3, Optional.of(START), 5, false, 0, Optional.empty(),
                        Optional.empty())),
                arguments(experiment, VariantChanged, end(Outcome.Superseded)), arguments(experiment, KeepChampion,
                        end(Outcome.KeptChampion)),
                arguments(closing, Success, closing), arguments(closing.approved(CONSENT), Success, ramp(0)),
                arguments(closing.approved(CONSENT), StepComplete, ramp(0)),
                arguments(closing, ChallengerRemoved, end(Outcome.RolledBack)), arguments(closing, KeepChampion,
                        end(Outcome.KeptChampion)));
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource
    void everyStageOfAPromotionTakesEveryEvent(Promoting state, LifecycleEvent event, ExperimentState next) {
        assertThat(after(state, event, SPEC)).isEqualTo(next);
    }

    static Stream<Arguments> everyStageOfAPromotionTakesEveryEvent() {
        Promoting first = stage(PromotionStage.Ramp, 0);
        Promoting last = stage(PromotionStage.Ramp, 1);
        Promoting bake = stage(PromotionStage.Bake, 0);
        return Stream.of(
                arguments(first, StepComplete, ramp(1)), arguments(first, Hold, first), arguments(first, Success, first),
                arguments(first, PromoteRequest, first), arguments(first, ChallengerRemoved, end(Outcome.RolledBack)),
                arguments(last, StepComplete, new Promoting(RUN, "c1", NOW, PromotionStage.Bake, 0, Optional.empty(), 5, false)),
                arguments(bake, StepComplete, new Concluded(1, Outcome.Promoted, "c1", "c1", NOW, 5, false, Optional.empty())),
                arguments(bake, AllRolledBack, end(Outcome.RolledBack)), arguments(bake, RollbackRequest, end(Outcome.RolledBack)),
                arguments(bake, Abort, end(Outcome.Aborted)), arguments(bake, VariantChanged, end(Outcome.Superseded)));
    }

    @Test
    void aPromotionWithoutRampOrBakeServesAtOnce() {
        assertThat(after(approved(), Success, spec(Promotion.standard())))
                .isEqualTo(new Concluded(1, Outcome.Promoted, "c1", "c1", NOW, 5, false, Optional.empty()));
    }

    @Test
    void aPromotionThatIsOnlyRecordedLeavesTheChampionServing() {
        assertThat(after(approved(), Success, spec(LifecycleSpecs.promotion(Strategy.RecordOnly, 60, "20"))))
                .isEqualTo(new Concluded(1, Outcome.Promoted, "c1", "baseline", NOW, 5, false, Optional.empty()));
    }

    @Test
    void aPatchedChampionServesInTheEnd() {
        ModelExperimentSpec spec = spec(LifecycleSpecs.promotion(Strategy.PatchTarget, 0));
        Promoting patch = new Promoting(RUN, "c1", NOW, PromotionStage.PatchTarget, 0, Optional.empty(), 5, false);

        assertThat(after(stage(PromotionStage.Bake, 0), StepComplete, spec)).isEqualTo(new Promoting(RUN, "c1", START,
                PromotionStage.PatchTarget, 0,
                Optional.empty(), 5, false));
        assertThat(after(patch, StepComplete, spec))
                .isEqualTo(new Concluded(1, Outcome.Promoted, "c1", "baseline", NOW, 6, false, Optional.empty()));
    }

    @Test
    void nobodyGetsAllTrafficWhileTheSpecIsSuspended() {
        ModelExperimentSpec spec = spec(Promotion.standard());

        assertThat(after(step(3).withSuspended(true), PromoteRequest, spec))
                .isEqualTo(new Promoting(RUN, "c1", NOW, PromotionStage.Bake, 0, Optional.empty(), 6, true));
        for (Active suspended : List.of(step(0).withSuspended(true), approved().withSuspended(true),
                stage(PromotionStage.Bake, 0).withSuspended(true))) {
            assertThat(after(suspended, StepComplete, spec)).isEqualTo(suspended);
        }
    }

    @Test
    void aChallengerThatWasRemovedIsNotPromoted() {
        Running fewer = step(3).in(without("c1"));

        assertThat(after(fewer, Success, SPEC)).isEqualTo(fewer);
        assertThat(after(fewer, PromoteRequest, SPEC)).isEqualTo(fewer);
    }

    @Test
    void theLastChallengerThatIsRemovedEndsTheExperiment() {
        assertThat(after(step(3).in(without("c2")), ChallengerRemoved, SPEC))
                .isEqualTo(new Concluded(1, Outcome.RolledBack, "baseline", "baseline", NOW, 6, false, Optional.empty()));
    }

    @Test
    void aChallengerIsRemovedOnce() {
        Running fewer = step(3).in(without("c1"));

        assertThat(after(fewer, ChallengerRemoved, SPEC)).isEqualTo(fewer);
    }

    @Test
    void aDeadlineIsExtendedAsOftenAsTheStepAllows() {
        ModelExperimentSpec spec = LifecycleSpecs.spec(2, Promotion.standard(),
                List.of(LifecycleSpecs.step("experiment", Step.Type.Experiment, "50", new Step.Extension(2, 60L))));

        assertThat(after(step(0), Extend, spec)).isEqualTo(step(0).extended());
        assertThat(after(step(0).extended().extended(), Extend, spec)).isEqualTo(step(0).extended().extended());
    }

    @Test
    void theFirstConsentCountsAndOnlyWhereItIsAwaited() {
        assertThat(Transitions.approve(step(2), SPEC, CONSENT)).isEqualTo(step(2).approved(CONSENT));
        assertThat(Transitions.approve(step(2).approved(CONSENT), SPEC, new Approval("bob", NOW))).isEqualTo(step(2).approved(CONSENT));
        assertThat(Transitions.approve(step(3), SPEC, CONSENT)).isEqualTo(step(3));
    }

    @Test
    void startingTakesTheFirstStepWithoutStartingItsClock() {
        assertThat(Transitions.start(new Waiting(2, 7), NOW)).isEqualTo(new Running(new Run(2, NOW, List.of()), 0,
                Optional.empty(), 8, false, 0,
                Optional.empty(), Optional.empty()));
    }

    @Test
    void anAbortBeforeTheStartOwesTheRouteNothing() {
        assertThat(Transitions.abort(Waiting.NEW, SPEC, NOW)).isEqualTo(States.ended(Outcome.Aborted, "baseline", NOW, 0, true));
    }

    @Test
    void theClockOfAStepStartsWithItsWeightsAndChangesNoTraffic() {
        assertThat(begin(1).startedAt(NOW)).isEqualTo(States.running(1, Optional.of(NOW), START, 5, false));
    }

    @Test
    void suspendingAndResumingAreChangesOfTrafficUnlessNothingChanges() {
        assertThat(step(1).withSuspended(true)).isEqualTo(States.running(1, Optional.of(START), START, 5, true));
        assertThat(step(1).withSuspended(true).withSuspended(false)).isEqualTo(States.running(1, Optional.of(START), START, 6, false));
        assertThat(step(1).withSuspended(false)).isEqualTo(step(1));
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, names = "Promoted", mode = EnumSource.Mode.EXCLUDE)
    void whereTheChampionServesARollbackChangesNothingAndARetryBeginsTheNextRun(Outcome outcome) {
        Concluded end = States.ended(outcome, "baseline", NOW, 6, true);

        assertThat(Transitions.rollback(end, SPEC, NOW)).isEqualTo(end);
        assertThat(Transitions.retry(end)).isEqualTo(new Waiting(2, 6));
        assertThat(Transitions.retry(States.ended(outcome, "baseline", NOW, 6, false))).isInstanceOf(Concluded.class);
    }

    @Test
    void afterAPromotionARollbackTakesTheRouteAgainUntilTheChampionIsRetired() {
        Concluded promoted = States.ended(Outcome.Promoted, "c1", START, 6, true);

        assertThat(Transitions.rollback(promoted, SPEC, NOW)).isEqualTo(States.ended(Outcome.RolledBack, "baseline", NOW, 7, false));
        assertThat(Transitions.rollback(promoted.retiredAt(NOW), SPEC, NOW)).isEqualTo(promoted.retiredAt(NOW));
        assertThat(Transitions.retry(promoted)).isEqualTo(promoted);
        assertThat(Transitions.retry(promoted.retiredAt(NOW))).isEqualTo(promoted.retiredAt(NOW));
    }

    @Test
    void handingBackTheRouteChangesNothingElseAndComesBeforeTheRetirement() {
        Concluded end = States.ended(Outcome.Promoted, "c1", NOW, 6, false);

        assertThat(end.handedBack()).isEqualTo(States.ended(Outcome.Promoted, "c1", NOW, 6, true));
        assertThat(end.retiredAt(NOW)).isEqualTo(end);
        assertThat(end.handedBack().retiredAt(NOW).retired()).contains(NOW);
        assertThat(end.handedBack().retiredAt(START).retiredAt(NOW).retired()).contains(START);
    }

    @Test
    void aStepThatTheSpecNoLongerHasCanStillBeRolledBack() {
        ModelExperimentSpec shorter = LifecycleSpecs.spec(2, Promotion.standard(), Step.Type.Experiment);

        assertThat(after(step(3), KeepChampion, shorter)).isEqualTo(end(Outcome.KeptChampion));
    }

    private static ExperimentState after(Active state, LifecycleEvent event, ModelExperimentSpec spec) {
        Decision decision = Drive.decision(event, "c1");
        return Transitions.next(state, spec, decision, NOW);
    }

    private static ModelExperimentSpec spec(Promotion promotion) {
        return LifecycleSpecs.spec(2, promotion, Step.Type.Shadow, Step.Type.Canary, Step.Type.Approval, Step.Type.Experiment,
                Step.Type.Approval);
    }

    /** A step in its middle, of generation 4. */
    private static Running step(int index) {
        return States.running(index, Optional.of(START), START, 4, false);
    }

    /** A step whose weights are not in force yet, of generation 5. */
    private static Running begin(int index) {
        return States.running(index, Optional.empty(), START, 5, false);
    }

    private static Running withCandidate(Running step, String candidate) {
        return new Running(step.run(), step.stepIndex(), step.begun(), step.generation(), step.suspended(), step.extensions(),
                Optional.of(candidate), step.approval());
    }

    private static Running approved() {
        return withCandidate(step(4), "c1").approved(CONSENT);
    }

    private static Promoting stage(PromotionStage stage, int index) {
        return new Promoting(RUN, "c1", stage == PromotionStage.Bake ? START : NOW, stage, index, Optional.of(START), 4, false);
    }

    private static Promoting ramp(int index) {
        return new Promoting(RUN, "c1", NOW, PromotionStage.Ramp, index, Optional.empty(), 5, false);
    }

    private static Concluded end(Outcome outcome) {
        return States.ended(outcome, "baseline", NOW, 5, false);
    }

    private static Run without(String challenger) {
        return new Run(1, START, List.of(new Removal(challenger, NOW, "Deteriorated")));
    }
}
