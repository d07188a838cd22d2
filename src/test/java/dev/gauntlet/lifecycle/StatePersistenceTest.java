package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RouteStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.StepStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatePersistenceTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL);
    private static final Instant START = Instant.parse("2026-11-02T09:00:00.123456789Z");
    private static final Instant LATER = Instant.parse("2026-11-02T09:10:00Z");

    @ParameterizedTest
    @MethodSource
    void everyStateSurvivesStatusAndItsSerialisation(ExperimentState state) {
        String stored = Serialization.asJson(status(state, ModelExperimentStatus.empty()));

        assertThat(StatePersistence.read(Serialization.unmarshal(stored, ModelExperimentStatus.class))).isEqualTo(state);
    }

    static Stream<ExperimentState> everyStateSurvivesStatusAndItsSerialisation() {
        return Stream.concat(
                Stream.of(Waiting.NEW,
                        States.running(0, Optional.empty(), START, 1, false),
                        States.running(0, Optional.of(LATER), START, 1, false),
                        States.running(1, Optional.of(LATER), START, 2, true),
                        States.running(1, Optional.empty(), START, 3, false)),
                Stream.of(Outcome.values()).flatMap(outcome -> Stream.of(
                        States.ended(outcome, outcome == Outcome.Promoted ? "candidate" : "baseline", LATER, 3, false),
                        States.ended(outcome, outcome == Outcome.Promoted ? "candidate" : "baseline", LATER, 4, true))));
    }

    @Test
    void anUntouchedResourceWaits() {
        assertThat(StatePersistence.read(ModelExperimentStatus.empty())).isEqualTo(Waiting.NEW);
        assertThat(StatePersistence.read(Serialization.unmarshal("{}", ModelExperimentStatus.class))).isEqualTo(Waiting.NEW);
    }

    @Test
    void aStepShowsItsPlaceAndItsEarliestEnd() {
        assertThat(StatePersistence.step(States.running(1, Optional.of(LATER), START, 2, false), SPEC, null))
                .isEqualTo(new StepStatus("experiment", 1, 2, "2026-11-02T09:10:00Z", "2026-11-02T09:10:30Z", "2026-11-02T09:20:00Z", null));
    }

    @Test
    void aStepWhoseWeightsAreNotInForceShowsNoTimes() {
        assertThat(StatePersistence.step(States.running(0, Optional.empty(), START, 1, false), SPEC, null))
                .isEqualTo(new StepStatus("canary", 0, 2, null, null, null, null));
    }

    @Test
    void theLastStepIsKeptAfterTheEnd() {
        StepStatus last = new StepStatus("experiment", 1, 2, null, null, null, null);

        assertThat(StatePersistence.step(States.ended(Outcome.Aborted, "baseline", LATER, 3, true), SPEC, last)).isSameAs(last);
    }

    /** The parts of status that carry the state, as the renderer writes them. */
    private static ModelExperimentStatus status(ExperimentState state, ModelExperimentStatus previous) {
        RouteStatus route = new RouteStatus(state.generation(), "0%", null,
                state instanceof Concluded concluded && concluded.released() ? true : null,
                state instanceof Running running && running.suspended() ? true : null, null);
        return new ModelExperimentStatus(1L, null, null, state instanceof Running running ? running.run().startTime().toString() : null,
                StatePersistence.run(state, previous.run()),
                StatePersistence.step(state, SPEC, previous.step()), route, null, null, null, null, null, null, null, null,
                StatePersistence.outcome(state), null, null, null, null, null, null);
    }
}
