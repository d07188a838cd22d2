package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RouteStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RunStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.StepStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Removal;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatePersistenceTest {

    private static final Instant START = Instant.parse("2026-11-02T09:00:00.123456789Z");
    private static final Instant LATER = Instant.parse("2026-11-02T09:10:00Z");
    private static final Run RUN = new Run(3, START, List.of());
    private static final Run FEWER = new Run(3, START, List.of(new Removal("c3", LATER, "Deteriorated"), new Removal("c1",
            LATER, "HardLimitExceeded")));

    /** A canary, an experiment whose deadline of ten minutes can be extended twice by one minute, and an approval. */
    private static final ModelExperimentSpec SPEC = LifecycleSpecs.spec(3, Promotion.standard(), List.of(
            new Step("canary", Step.Type.Canary, "10", null, 30L, null, null, null, null, null, null),
            new Step("experiment", Step.Type.Experiment, "50", null, 30L, null, 600L, new Step.Extension(2, 60L), null, null, null),
            new Step("approval", Step.Type.Approval, null, null, null, null, null, null, null, null, null)));

    @ParameterizedTest
    @MethodSource
    void everyStateSurvivesStatusAndItsSerialisation(ExperimentState state) {
        // What is remembered of the run and its step is there before it ends.
        ModelExperimentStatus before = status(new Running(FEWER, 1, Optional.of(LATER), 3, false, 0, Optional.empty(), Optional.empty()),
                ModelExperimentStatus.empty());
        String stored = Serialization.asJson(status(state, before));

        assertThat(StatePersistence.read(Serialization.unmarshal(stored, ModelExperimentStatus.class))).isEqualTo(state);
    }

    static Stream<ExperimentState> everyStateSurvivesStatusAndItsSerialisation() {
        return Stream.of(waiting(), steps(), stages(), ends()).flatMap(s -> s);
    }

    private static Stream<ExperimentState> waiting() {
        return Stream.of(Waiting.NEW, new Waiting(4, 17));
    }

    private static Stream<ExperimentState> steps() {
        return Stream.of(
                new Running(RUN, 0, Optional.empty(), 1, false, 0, Optional.empty(), Optional.empty()),
                new Running(RUN, 0, Optional.of(LATER), 1, true, 0, Optional.empty(), Optional.empty()),
                new Running(FEWER, 1, Optional.of(LATER), 2, false, 2, Optional.empty(), Optional.empty()),
                new Running(FEWER, 2, Optional.of(LATER), 2, false, 0, Optional.of("c2"), Optional.empty()),
                new Running(RUN, 2, Optional.of(LATER), 2, false, 0, Optional.empty(),
                        Optional.of(new Approval("kubectl-annotate", START))),
                new Running(RUN, 2, Optional.of(LATER), 2, true, 0, Optional.of("c2"),
                        Optional.of(new Approval("kubectl-annotate", START))));
    }

    private static Stream<ExperimentState> stages() {
        return Stream.of(PromotionStage.values()).flatMap(stage -> Stream.of(
                new Promoting(RUN, "c2", LATER, stage, 0, Optional.empty(), 5, false),
                new Promoting(FEWER, "c2", LATER, stage, stage == PromotionStage.Ramp ? 7 : 0, Optional.of(START), 5, true)));
    }

    private static Stream<ExperimentState> ends() {
        return Stream.of(Outcome.values()).flatMap(outcome -> Stream.of("baseline", "c2").flatMap(serving -> Stream.of(false,
                true).map(released ->
                new Concluded(3, outcome, outcome == Outcome.Promoted ? "c2" : "baseline", serving, LATER, 6, released,
                        released ? Optional.of(START) : Optional.empty()))));
    }

    @Test
    void anUntouchedResourceWaits() {
        assertThat(StatePersistence.read(ModelExperimentStatus.empty())).isEqualTo(Waiting.NEW);
        assertThat(StatePersistence.read(Serialization.unmarshal("{}", ModelExperimentStatus.class))).isEqualTo(Waiting.NEW);
    }

    @ParameterizedTest(name = "after {0} extensions the deadline is {1}")
    @CsvSource({"0, 2026-11-02T09:20:00Z", "1, 2026-11-02T09:21:00Z", "2, 2026-11-02T09:22:00Z"})
    void aStepShowsItsPlaceItsEarliestEndAndItsDeadlineWithExtensions(int extensions, String deadline) {
        Running experiment = new Running(RUN, 1, Optional.of(LATER), 2, false, extensions, Optional.empty(), Optional.empty());

        assertThat(StatePersistence.step(experiment, SPEC, null)).isEqualTo(new StepStatus("experiment", 1, 3, "2026-11-02T09:10:00Z",
                "2026-11-02T09:10:30Z", deadline, extensions == 0 ? null : extensions));
    }

    @Test
    void aStepWhoseWeightsAreNotInForceShowsNoTimes() {
        assertThat(StatePersistence.step(States.running(0, Optional.empty(), START, 1, false), SPEC, null))
                .isEqualTo(new StepStatus("canary", 0, 3, null, null, null, null));
    }

    @Test
    void theLastStepAndWhatHappenedInTheRunAreKeptAfterTheEnd() {
        StepStatus last = new StepStatus("experiment", 1, 3, null, null, null, null);
        RunStatus run = StatePersistence.run(new Running(FEWER, 1, Optional.empty(), 3, false, 0, Optional.empty(),
                Optional.empty()), null);
        Concluded end = States.ended(Outcome.Aborted, "baseline", LATER, 3, true);

        assertThat(StatePersistence.step(end, SPEC, last)).isSameAs(last);
        assertThat(StatePersistence.run(end, run)).isSameAs(run);
        assertThat(run.removed()).hasSize(2);
    }

    @Test
    void aNewRunRemembersNothingOfTheOneBefore() {
        assertThat(StatePersistence.run(new Waiting(4, 17), new RunStatus(3, List.of(), null, null))).isEqualTo(new RunStatus(4,
                List.of(), null, null));
        assertThat(StatePersistence.step(new Waiting(4, 17), SPEC, new StepStatus("approval", 2, 3, null, null, null, null))).isNull();
    }

    /** The parts of status that carry the state, as the renderer writes them. */
    private static ModelExperimentStatus status(ExperimentState state, ModelExperimentStatus previous) {
        RouteStatus route = new RouteStatus(state.generation(), "0%", null,
                state instanceof Concluded concluded && concluded.released() ? true : null,
                state instanceof Active active && active.suspended() ? true : null, null);
        return new ModelExperimentStatus(1L, null, null, state instanceof Active active ? active.run().startTime().toString() : null,
                StatePersistence.run(state, previous.run()),
                StatePersistence.step(state, SPEC, previous.step()), route, null, null, null, null, null, null, null, null, null,
                StatePersistence.outcome(state), null, null, null, null, null, null);
    }
}
