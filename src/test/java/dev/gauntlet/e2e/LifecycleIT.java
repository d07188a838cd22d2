package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class LifecycleIT {

    private static final Duration REACTION = Duration.ofSeconds(20);

    @Test
    void aPausedExperimentHoldsItsWeightsAndGoesOnWhenResumed(Stage stage) {
        try (Play play = new Play(stage, "pause", Scenario.better).withTraffic().experiment()) {
            play.awaitInForce("canary");
            play.patchExperiment("{\"spec\":{\"desiredState\":\"Paused\"}}");
            ModelExperimentStatus paused = play.awaitPhase(Phase.Paused);
            assertThat(paused.decision().rule()).isEqualTo(Rule.UserRequest);
            play.assertClientsUnharmed(800);
            assertThat(play.status().step().name()).as("step after the canary's minimum time").isEqualTo("canary");
            assertThat(play.status().route().challengerPercent()).isEqualTo("10%");

            play.patchExperiment("{\"spec\":{\"desiredState\":\"Running\"}}");
            assertThat(play.awaitReleased().phase()).isEqualTo(Phase.Promoted);
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aPausedExperimentIsStillRolledBackWhenTheChallengerBreaks(Stage stage) {
        try (Play play = new Play(stage, "pause-broken", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            play.patchExperiment("{\"spec\":{\"desiredState\":\"Paused\"}}");
            play.awaitPhase(Phase.Paused);
            play.demo().breakModel("candidate");

            assertThat(play.awaitReleased().outcome().result()).isEqualTo(Outcome.RolledBack);
            play.assertServedBy("baseline");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void anAbortedExperimentReturnsEverybodyToTheChampion(Stage stage) {
        try (Play play = new Play(stage, "abort", Scenario.better).withTraffic().experiment(Play.LONG_EXPERIMENT)) {
            play.awaitInForce("experiment");
            play.patchExperiment("{\"spec\":{\"desiredState\":\"Aborted\"}}");

            assertThat(play.awaitReleased().phase()).isEqualTo(Phase.Aborted);
            play.assertServedBy("baseline");
            play.assertNothingLeft();
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void modeObserveDecidesInStatusAndTouchesNoRoute(Stage stage) {
        try (Play play = new Play(stage, "observe", Scenario.better).withTraffic()) {
            var before = stage.client().services().inNamespace("observe").withName("digits").get();
            play.experiment(manifest -> Play.replaced(manifest, "spec:\n  hypothesis", "spec:\n  mode: Observe\n  hypothesis"));
            play.awaitReason(ConditionType.RouteProgrammed, "ObserveOnly");
            ModelExperimentStatus status = play.awaitStatus("a decision", s -> s.decision() != null && s.step() != null
                    && s.step().startTime() != null);

            assertThat(status.decision().message()).isNotBlank();
            play.assertClientsUnharmed(150);
            var after = stage.client().services().inNamespace("observe").withName("digits").get();
            assertThat(after.getSpec()).isEqualTo(before.getSpec());
            assertThat(after.getMetadata().getResourceVersion()).isEqualTo(before.getMetadata().getResourceVersion());
            play.assertNothingLeft();
        }
    }

    @Test
    void aFrozenFieldThatIsChangedIsToldAndNotInForce(Stage stage) {
        try (Play play = new Play(stage, "frozen", Scenario.better).withTraffic().experiment(Play.LONG_EXPERIMENT)) {
            play.awaitInForce("experiment");
            play.experiment(Play.LONG_EXPERIMENT.andThen(m -> Play.replaced(m, "trafficPercent: \"50\"", "trafficPercent: \"90\""))::apply);
            play.awaitReason(ConditionType.Ready, "SpecFrozen");

            assertThat(play.condition(ConditionType.Ready).getMessage()).contains("spec.steps[1].trafficPercent").contains("Revert");
            assertThat(play.status().route().challengerPercent()).isEqualTo("50%");
            assertThat(play.status().phase()).isEqualTo(Phase.Experimenting);
            play.experiment(Play.LONG_EXPERIMENT);
            play.awaitReason(ConditionType.Ready, "Accepted");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void anInvalidSpecIsToldWithFieldValueAndRemedyAndStartsWhenMended(Stage stage) {
        try (Play play = new Play(stage, "invalid", Scenario.better).withTraffic()
                .experiment(m -> Play.replaced(m, "deadlineSeconds: 120", "deadlineSeconds: 5"))) {
            play.awaitReason(ConditionType.Ready, "InvalidSpec");

            assertThat(play.status().phase()).isEqualTo(Phase.Invalid);
            assertThat(play.condition(ConditionType.Ready).getMessage())
                    .contains("spec.steps[1].deadlineSeconds").contains("5").contains("must be greater than minimumSeconds");
            play.experiment(Play.LONG_CANARY);
            play.awaitInForce("canary");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void anInvalidEditGivesTheChampionAllTrafficUntilItIsMended(Stage stage) {
        try (Play play = new Play(stage, "invalid-edit", Scenario.better).withTraffic().experiment(Play.LONG_EXPERIMENT)) {
            play.awaitInForce("experiment");
            play.experiment(m -> Play.replaced(Play.LONG_EXPERIMENT.apply(m), "role: Challenger", "role: Champion"));
            play.awaitReason(ConditionType.Ready, "InvalidSpec");
            ModelExperimentStatus status = play.awaitStatus("no share", s -> s.route().challengerPercent().equals("0%"));
            assertThat(status.route().suspended()).isTrue();
            play.awaitReason(ConditionType.RouteProgrammed, "WeightsProgrammed");
            await("proxies know no challenger").atMost(REACTION).untilAsserted(() -> assertThat(play.proxyState())
                    .contains("\"lanes\":[]"));

            play.experiment(Play.LONG_EXPERIMENT);
            play.awaitStatus("shared again", s -> s.route().challengerPercent().equals("50%"));
            play.awaitReason(ConditionType.Ready, "Accepted");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void aNewExperimentOfTheSameNameStartsAfresh(Stage stage) {
        try (Play play = new Play(stage, "again", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            String first = play.status().startTime();
            play.deleteExperiment();
            play.experiment(Play.LONG_CANARY);
            ModelExperimentStatus second = play.awaitInForce("canary");

            assertThat(second.startTime()).isGreaterThan(first);
            assertThat(stage.client().resources(ModelExperiment.class).inNamespace("again").list().getItems()).hasSize(1);
            play.assertClientsUnharmed(100);
        }
    }
}
