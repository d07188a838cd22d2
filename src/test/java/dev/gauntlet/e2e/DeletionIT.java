package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
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
    void whatIsToBeLeftGoesOnAsItIs(Stage stage) {
        UnaryOperator<String> leaveAsIs = manifest -> Play.replaced(manifest, "serviceName: digits}",
                "serviceName: digits, onDelete: LeaveAsIs}");
        try (Play play = new Play(stage, "delete-leave", Scenario.better).withTraffic()
                .experiment(manifest -> Play.LONG_CANARY.apply(leaveAsIs.apply(manifest)))) {
            play.awaitInForce("canary");
            Map<String, String> selector = play.selector();
            String state = play.proxyState();
            play.deleteExperiment();

            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(play.selector()).isEqualTo(selector);
                assertThat(play.proxyState()).isEqualTo(state);
            });
            assertThat(stage.client().apps().deployments().inNamespace("delete-leave").withName("gauntlet-digits").get().getMetadata())
                    .satisfies(metadata -> {
                        assertThat(metadata.getOwnerReferences()).isEmpty();
                        assertThat(metadata.getDeletionTimestamp()).isNull();
                    });
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
