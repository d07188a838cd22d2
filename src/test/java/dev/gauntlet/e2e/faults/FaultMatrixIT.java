package dev.gauntlet.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.e2e.OnStage;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.stage.Stage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @ParameterizedTest
    @EnumSource(Fault.class)
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

        Arrays.stream(Scene.values()).forEach(scene -> assertEnding(scene, fault.ending(scene)));
        for (Scene scene : Scene.values()) {
            if (scene.active()) {
                assertThat(cast.traffic(scene).failed() - failedBefore.get(scene)).as("failed client requests of %s", scene).isZero();
            }
        }
    }

    private static void assertHeld(Scene scene) {
        ModelExperimentStatus status = cast.status(scene);
        assertThat(status.phase()).as("%s", scene).isEqualTo(scene.phase());
        assertThat(status.decision().action()).as("%s: %s", scene, status.decision()).isEqualTo(dev.gauntlet.api.v1alpha1.Action.Hold);
    }

    private static void assertEnding(Scene scene, Ending ending) {
        switch (ending) {
            case HOLDS, GOES_ON, REPAIRED, REFUSED -> assertGoesOn(scene);
            case SAFE -> cast.awaitStatus(scene, "in its phase or rolled back", status -> status.phase() == Phase.RolledBack
                    && cast.servedBy(scene).equals("baseline") || status.phase() == scene.phase() && healthy(status));
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
            case WAITS -> cast.awaitStatus(scene, "waiting", status -> status.startTime() == null && status.outcome() == null);
            case LEAVES -> awaitGone(scene);
        }
    }

    private static void assertGoesOn(Scene scene) {
        cast.awaitStatus(scene, "in its phase", status -> status.phase() == scene.phase() && (!scene.active() || healthy(status)));
        assertThat(cast.servedBy(scene)).as("%s", scene).isEqualTo(scene.active() ? "proxies" : "candidate");
    }

    private static boolean healthy(ModelExperimentStatus status) {
        return Conditions.isTrue(status.conditions(), ConditionType.DataHealthy)
                && Conditions.isTrue(status.conditions(), ConditionType.RouteProgrammed)
                && Conditions.isTrue(status.conditions(), ConditionType.Ready);
    }

    private static void awaitGone(Scene scene) {
        org.awaitility.Awaitility.await(scene + " gone").atMost(Cast.PATIENCE).until(() -> cast.resource(scene).get() == null);
    }
}
