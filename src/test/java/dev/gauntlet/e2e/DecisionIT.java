package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class DecisionIT {

    @Test
    void aBetterChallengerIsPromotedAndServesEverybodyDirectly(Stage stage) {
        try (Play play = new Play(stage, "promote", Scenario.better).withTraffic().experiment()) {
            ModelExperimentStatus status = play.awaitReleased();

            assertThat(status.phase()).isEqualTo(Phase.Promoted);
            assertThat(status.decision().rule()).isEqualTo(Rule.Success);
            assertThat(status.decision().winner()).isEqualTo("candidate");
            assertThat(status.decision().inputsDigest()).startsWith("sha256:");
            assertThat(status.history()).extracting(ModelExperimentStatus.HistoryEntry::to)
                    .containsExactly("canary", "experiment", "Promoted");
            play.assertServedBy("candidate");
            play.assertNothingLeft();
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aWorseChallengerIsRolledBackAsDeteriorated(Stage stage) {
        // Harm ends a step at any time, futility only after its minimum time.
        try (Play play = new Play(stage, "deteriorate", Scenario.worse).withTraffic().experiment(Play.LONG_EXPERIMENT)) {
            ModelExperimentStatus status = play.awaitReleased();

            assertThat(status.outcome().result()).isEqualTo(Outcome.RolledBack);
            assertThat(status.decision().rule()).isEqualTo(Rule.Deterioration);
            play.assertServedBy("baseline");
            play.assertNothingLeft();
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aBrokenChallengerIsRolledBackWithoutAFailedClientRequest(Stage stage) {
        try (Play play = new Play(stage, "hard-limit", Scenario.broken).withTraffic().experiment()) {
            play.awaitInForce("canary");
            play.demo().breakModel("candidate");
            ModelExperimentStatus status = play.awaitReleased();

            assertThat(status.decision().action()).isEqualTo(Action.Rollback);
            assertThat(status.decision().rule()).isIn(Rule.HardLimit, Rule.Deterioration);
            play.assertServedBy("baseline");
            play.assertClientsUnharmed(50);
        }
    }
}
