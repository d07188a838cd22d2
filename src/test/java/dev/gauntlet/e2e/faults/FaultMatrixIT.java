package dev.gauntlet.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.e2e.OnStage;
import dev.gauntlet.stage.Stage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each phase x each fault: nobody is promoted by a fault, and the champion serves whenever it should. */
@ExtendWith(OnStage.class)
class FaultMatrixIT {

    private static Cast cast;

    @BeforeAll
    static void raise(Stage stage) {
        cast = new Cast(stage);
    }

    @AfterAll
    static void end() {
        cast.close();
    }

    /** All faults, or those that the system property {@code faults} lists. */
    static Stream<Fault> faults() {
        String chosen = System.getProperty("faults", "");
        return chosen.isEmpty() ? Arrays.stream(Fault.values()) : Arrays.stream(chosen.split(",")).map(Fault::valueOf);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyPhaseEndsAsTheTableSays(Fault fault) throws Exception {
        cast.deploy();
        cast.raise();
        Map<Scene, Long> failedBefore = new EnumMap<>(Scene.class);
        Arrays.stream(Scene.values()).forEach(scene -> failedBefore.put(scene, cast.traffic(scene).failed()));

        fault.inject(cast);
        try {
            Arrays.stream(Scene.values()).filter(scene -> fault.ending(scene) == Ending.HOLDS).forEach(FaultMatrixIT::assertHeld);
        } finally {
            fault.heal(cast);
        }

        Map<Scene, Long> counted = new EnumMap<>(Scene.class);
        Arrays.stream(Scene.values()).forEach(scene -> counted.put(scene, Cast.counted(cast.status(scene))));
        Arrays.stream(Scene.values()).forEach(scene -> assertEnding(scene, fault.ending(scene), counted.get(scene)));
        SoftAssertions clients = new SoftAssertions();
        Arrays.stream(Scene.values()).filter(Scene::active).forEach(scene -> clients.assertThat(
                cast.traffic(scene).failed() - failedBefore.get(scene)).as("failed client requests of %s: %s", scene, cast.traffic(scene)).isZero());
        clients.assertAll();
    }

    private static void assertHeld(Scene scene) {
        ModelExperimentStatus status = cast.status(scene);
        assertThat(status.phase()).as("%s", scene).isEqualTo(scene.phase());
        assertThat(status.decision().action()).as("%s: %s", scene, status.decision()).isEqualTo(Action.Hold);
    }

    private static void assertEnding(Scene scene, Ending ending, long counted) {
        switch (ending) {
            case HOLDS, GOES_ON, REPAIRED, REFUSED -> assertGoesOn(scene, counted);
            case SAFE -> cast.awaitStatus(scene, "in its phase and counting, or rolled back", status -> status.phase() == Phase.RolledBack
                    && cast.servedBy(scene).equals("baseline") || isInItsPhase(scene, status, counted));
            case CHAMPION -> {
                ModelExperimentStatus status = cast.awaitStatus(scene, "ended", s -> s.outcome() != null
                        && Boolean.TRUE.equals(s.route().released()));
                assertThat(status.outcome().result()).as("%s", scene).isNotEqualTo(Outcome.Promoted);
                assertThat(cast.servedBy(scene)).as("%s", scene).isEqualTo("baseline");
            }
            case GONE -> {
                awaitGone(scene);
                assertThat(cast.servedBy(scene)).as("%s", scene).isEqualTo("baseline");
            }
            case WINNER -> assertThat(cast.servedBy(scene)).as("%s", scene).isEqualTo("candidate");
            case TURN -> {
                cast.awaitStatus(scene, "waiting, in its turn, or rolled back", status -> waits(status) || status.step() != null
                        && (status.outcome() == null || status.outcome().result() == Outcome.RolledBack));
                assertThat(cast.servedBy(scene)).as("%s", scene).isNotEqualTo("candidate");
            }
            case WAITS -> cast.awaitStatus(scene, "waiting", FaultMatrixIT::waits);
            case LEAVES -> awaitGone(scene);
        }
    }

    /** In its phase, and counting again. */
    private static void assertGoesOn(Scene scene, long counted) {
        cast.awaitStatus(scene, "in its phase and counting", status -> isInItsPhase(scene, status, counted));
        assertThat(cast.servedBy(scene)).as("%s", scene).isEqualTo(scene.active() ? "proxies" : "candidate");
    }

    private static boolean isInItsPhase(Scene scene, ModelExperimentStatus status, long counted) {
        return status.phase() == scene.phase() && (!scene.active() || Cast.isHealthy(status) && Cast.counted(status) > counted);
    }

    private static boolean waits(ModelExperimentStatus status) {
        return status.startTime() == null && status.outcome() == null;
    }

    private static void awaitGone(Scene scene) {
        await(scene + " gone").atMost(Cast.PATIENCE).until(() -> cast.resource(scene).get() == null);
    }
}
