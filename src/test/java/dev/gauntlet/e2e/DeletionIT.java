package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(OnStage.class)
class DeletionIT {

    private enum Moment {
        INVALID, STARTING, CANARY, EXPERIMENT, PAUSED;

        void bringAbout(Play play) {
            switch (this) {
                case INVALID -> {
                    play.experiment(m -> Play.replaced(m, "role: Challenger", "role: Champion"));
                    play.awaitPhase(Phase.Invalid);
                }
                case STARTING -> {
                    play.experiment(Play.LONG_CANARY);
                    play.awaitStatus("started", s -> s.step() != null);
                }
                case CANARY -> {
                    play.experiment(Play.LONG_CANARY);
                    play.awaitInForce("canary");
                }
                case EXPERIMENT -> {
                    play.experiment(Play.LONG_EXPERIMENT);
                    play.awaitInForce("experiment");
                }
                case PAUSED -> {
                    play.experiment(Play.LONG_CANARY);
                    play.awaitInForce("canary");
                    play.patchExperiment("{\"spec\":{\"desiredState\":\"Paused\"}}");
                    play.awaitPhase(Phase.Paused);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theChampionServesAndNothingIsLeft(Moment moment, Stage stage) {
        String namespace = "delete-" + moment.name().toLowerCase(Locale.ROOT);
        try (Play play = new Play(stage, namespace, Scenario.better).withTraffic()) {
            moment.bringAbout(play);
            play.deleteExperiment();

            play.assertServedBy("baseline");
            play.assertNothingLeft();
            play.assertClientsUnharmed(150);
        }
    }

    @Test
    void aPromotedChallengerGoesOnServing(Stage stage) {
        try (Play play = new Play(stage, "delete-promoted", Scenario.better).withTraffic().experiment()) {
            play.awaitPhase(Phase.Promoted);
            play.deleteExperiment();

            play.assertServedBy("candidate");
            play.assertNothingLeft();
            play.assertClientsUnharmed(150);
        }
    }

    @Test
    void aMissingServiceOfTheChallengerDoesNotBlockIt(Stage stage) {
        try (Play play = new Play(stage, "delete-variant", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            stage.client().services().inNamespace("delete-variant").withName("digits-candidate").delete();
            play.deleteExperiment();

            play.assertServedBy("baseline");
            play.assertClientsUnharmed(150);
        }
    }

    @Test
    void missingProxiesDoNotBlockIt(Stage stage) {
        try (Play play = new Play(stage, "delete-proxies", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            stage.client().apps().deployments().inNamespace("delete-proxies").withName("gauntlet-digits").delete();
            play.deleteExperiment();

            play.assertServedBy("baseline");
            play.assertNothingLeft();
        }
    }

    @Test
    void aMissingServiceThatClientsCallDoesNotBlockIt(Stage stage) {
        try (Play play = new Play(stage, "delete-service", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            stage.client().services().inNamespace("delete-service").withName("digits").delete();
            play.deleteExperiment();

            assertThat(stage.client().apps().deployments().inNamespace("delete-service").withName("gauntlet-digits").get())
                    .satisfiesAnyOf(none -> assertThat(none).isNull(),
                            going -> assertThat(going.getMetadata().getDeletionTimestamp()).isNotNull());
        }
    }
}
