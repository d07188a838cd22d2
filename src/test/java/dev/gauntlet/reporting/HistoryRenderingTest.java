package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PreviousRun;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.LifecycleSpecs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryRenderingTest {

    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final ModelExperimentSpec SPEC = LifecycleSpecs.spec(2,
            LifecycleSpecs.promotion(Promotion.Strategy.ShiftTraffic, 60, "70", "90"), Step.Type.Experiment, Step.Type.Approval);
    private static final Run RUN = new Run(1, START, List.of());
    private static final Running EXPERIMENT = new Running(RUN, 0, Optional.of(START), 1, false, 0, Optional.empty(), Optional.empty());
    private static final Running APPROVAL = EXPERIMENT.step(1, Optional.of("c1"));
    private static final Promoting RAMP = new Promoting(RUN, "c1", START, PromotionStage.Ramp, 0, Optional.of(START), 3, false);
    private static final Promoting BAKE = RAMP.stage(PromotionStage.Bake, 0);
    private static final Concluded PROMOTED = new Concluded(1, Outcome.Promoted, "c1", "c1", START, 5, false, Optional.empty());
    private static final Concluded RELEASED = PROMOTED.handedBack();
    private static final Decision DECISION = new Decision(Action.Promote, Rule.Success, "SuperiorAndNonInferior", "better", "c1");

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource
    void whatMovesTheExperimentOnIsATransition(String from, String to, ExperimentState before, ExperimentState after) {
        ModelExperimentStatus status = StatusRenderer.render(at(before), pass(after).decided(DECISION).build());

        assertThat(added(before, status)).containsExactly(
                new HistoryEntry("2026-11-02T09:10:00Z", from, to, "SuperiorAndNonInferior", "better"));
    }

    static Stream<Arguments> whatMovesTheExperimentOnIsATransition() {
        return Stream.of(
                arguments("Pending", "s0", Waiting.NEW, EXPERIMENT),
                arguments("Pending", "Aborted", Waiting.NEW, ended(Outcome.Aborted)),
                arguments("s0", "s0", EXPERIMENT, EXPERIMENT.in(RUN.without(List.of("c2"), "Deteriorated", START))),
                arguments("s0", "s0", EXPERIMENT, EXPERIMENT.extended()),
                arguments("s0", "s0", EXPERIMENT, EXPERIMENT.withSuspended(true)),
                arguments("s0", "s1", EXPERIMENT, APPROVAL),
                arguments("s1", "s1", APPROVAL, APPROVAL.approved(new Approval("kim", START))),
                arguments("s1", "Ramp 1", APPROVAL, RAMP),
                arguments("Ramp 1", "Ramp 2", RAMP, RAMP.stage(PromotionStage.Ramp, 1)),
                arguments("Ramp 1", "Ramp 1", RAMP, RAMP.withSuspended(true)),
                arguments("Ramp 2", "Bake", RAMP.stage(PromotionStage.Ramp, 1), BAKE),
                arguments("Bake", "PatchTarget", BAKE, BAKE.stage(PromotionStage.PatchTarget, 0)),
                arguments("Bake", "Promoted", BAKE, PROMOTED),
                arguments("s0", "RolledBack", EXPERIMENT, ended(Outcome.RolledBack)),
                arguments("Promoted", "RolledBack", RELEASED, ended(Outcome.RolledBack)),
                arguments("RolledBack", "Pending", ended(Outcome.RolledBack).handedBack(), new Waiting(2, 5)));
    }

    @ParameterizedTest
    @MethodSource
    void timesAndGenerationsAreNoTransitions(ExperimentState before, ExperimentState after) {
        assertThat(added(before, StatusRenderer.render(at(before), pass(after).decided(DECISION).build()))).isEmpty();
    }

    static Stream<Arguments> timesAndGenerationsAreNoTransitions() {
        return Stream.of(arguments(Waiting.NEW, Waiting.NEW), arguments(EXPERIMENT, EXPERIMENT.startedAt(START.plusSeconds(5))),
                arguments(RAMP, RAMP.startedAt(START.plusSeconds(5))), arguments(PROMOTED, RELEASED));
    }

    @Test
    void aRetirementIsATransitionOnlyWhenThereIsSomethingToTell() {
        PassBuilder retired = pass(RELEASED.retiredAt(START));

        assertThat(added(RELEASED, StatusRenderer.render(at(RELEASED), retired.build()))).isEmpty();
        assertThat(added(RELEASED, StatusRenderer.render(at(RELEASED),
                retired.news(News.of("ChampionRetired", "scaled from 3 to 0 replicas")).build()))).containsExactly(
                        new HistoryEntry("2026-11-02T09:10:00Z", "Promoted", "Promoted", "ChampionRetired", "scaled from 3 to 0 replicas"));
    }

    @Test
    void theCauseOfAChangeGoesBeforeTheDecisionAndTheStartNeedsNeither() {
        assertThat(added(Waiting.NEW, StatusRenderer.render(at(Waiting.NEW),
                pass(EXPERIMENT).decided(DECISION).news(News.of("ApprovedByUser", "approved by kim")).build())))
                .extracting(HistoryEntry::reason, HistoryEntry::message).containsExactly(
                        tuple("ApprovedByUser", "approved by kim"));
        assertThat(added(Waiting.NEW, StatusRenderer.render(at(Waiting.NEW), pass(EXPERIMENT).build())))
                .extracting(HistoryEntry::reason).containsExactly("Started");
    }

    @Test
    void longSentencesAreShortened() {
        ModelExperimentStatus status = StatusRenderer.render(at(EXPERIMENT), pass(ended(Outcome.RolledBack))
                .news(News.of("RolledBackByUser", "x".repeat(600))).build());

        assertThat(added(EXPERIMENT, status).get(0).message()).hasSize(512).endsWith("x...");
    }

    @Test
    void aRunThatEndedIsRememberedWhenTheNextOneBeginsAndOnlyOnce() {
        ModelExperimentStatus running = at(EXPERIMENT);
        ModelExperimentStatus ended = StatusRenderer.render(running, pass(ended(Outcome.RolledBack)).decided(
                new Decision(Action.Rollback, Rule.Deterioration, "Deteriorated", "worse", "")).build());
        ModelExperimentStatus reported = StatusRenderer.render(ended, pass(ended(Outcome.RolledBack).handedBack())
                .news(new News(Optional.empty(), List.of(), Map.of(), Optional.of("digits-run-1"))).build());

        ModelExperimentStatus retried = StatusRenderer.render(reported, pass(new Waiting(2, 5)).build());
        ModelExperimentStatus waiting = StatusRenderer.render(retried, pass(new Waiting(2, 5)).build());

        assertThat(reported.previousRuns()).isEmpty();
        assertThat(retried.previousRuns()).containsExactly(new PreviousRun(1, START.toString(), Outcome.RolledBack, "baseline",
                Rule.Deterioration, "Deteriorated", "worse", START.toString(), "digits-run-1"));
        assertThat(waiting.previousRuns()).isEqualTo(retried.previousRuns());
    }

    @Test
    void onlyTheLastRunsAreRemembered() {
        ModelExperimentStatus status = ModelExperimentStatus.empty();
        for (int number = 1; number <= ModelExperimentStatus.PREVIOUS_RUN_LIMIT + 3; number++) {
            status = StatusRenderer.render(status, pass(new Waiting(number, number)).build());
            status = StatusRenderer.render(status,
                    pass(new Concluded(number, Outcome.Aborted, "baseline", "baseline", START, number, true, Optional.empty())).build());
        }

        assertThat(status.previousRuns()).hasSize(ModelExperimentStatus.PREVIOUS_RUN_LIMIT);
        assertThat(status.previousRuns().get(0).number()).isEqualTo(3);
        assertThat(status.previousRuns()).allSatisfy(run -> assertThat(run.reason()).isNull());
    }

    private static List<HistoryEntry> added(ExperimentState before, ModelExperimentStatus after) {
        return after.history().subList(at(before).history().size(), after.history().size());
    }

    /** The status of an experiment that stands somewhere. */
    private static ModelExperimentStatus at(ExperimentState state) {
        ModelExperimentStatus running = StatusRenderer.render(ModelExperimentStatus.empty(), pass(APPROVAL.equals(state) ? APPROVAL
                : state instanceof Promoting ? APPROVAL : EXPERIMENT).build());
        return state.equals(Waiting.NEW) ? ModelExperimentStatus.empty() : StatusRenderer.render(running, pass(state).build());
    }

    private static PassBuilder pass(ExperimentState state) {
        return new PassBuilder(state).spec(SPEC);
    }

    private static Concluded ended(Outcome outcome) {
        return new Concluded(1, outcome, "baseline", "baseline", START, 5, false, Optional.empty());
    }
}
