package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.ShadowStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.stage.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Predictions of champion and challenger are compared on the same requests, by a comparator that the operator runs for the step. */
@ExtendWith(OnStage.class)
class ShadowComparisonIT {

    @Test
    void aChallengerThatAgreesOftenEnoughGoesOnAndItsComparatorGoes(Stage stage) {
        try (Play play = Play.ofExample(stage, "shadow/paired-comparison", "lifecycle/servers", "paired").withTraffic(50)
                .experimentAsWritten()) {
            ModelExperimentStatus shadowing = play.awaitStatus("pairs compared",
                    s -> s.phase() == Phase.Shadowing && !s.shadow().isEmpty() && s.shadow().get(0).pairs() > 0);
            assertThat(comparators(stage, play)).as("comparator").hasSize(1);
            assertThat(LifecyclePlays.answering(stage, play, 40)).as("versions that answer clients").containsExactly("[baseline]");

            ModelExperimentStatus promoted = LifecyclePlays.assertPromoted(play);
            ShadowStatus compared = promoted.shadow().get(0);
            assertThat(compared.variant()).isEqualTo("candidate");
            assertThat(compared.pairs()).isGreaterThanOrEqualTo(100).isGreaterThanOrEqualTo(shadowing.shadow().get(0).pairs());
            assertThat(compared.verdict()).isEqualTo("Agrees");
            assertThat(Double.parseDouble(compared.divergence())).as("two models that read most digits right, one of them more")
                    .isBetween(0.01, 0.25);
            assertThat(promoted.history()).extracting(HistoryEntry::to).containsExactly("shadow", "canary", "experiment", "Promoted");
            await("comparator gone").atMost(Play.PATIENCE).until(() -> comparators(stage, play).isEmpty());
        }
    }

    @Test
    void aChallengerThatAnswersOtherwiseTooOftenIsRolledBackBeforeAnyClientMeetsIt(Stage stage) {
        try (Play play = Play.ofExample(stage, "shadow/paired-comparison", "lifecycle/servers", "diverging").withTraffic(50)
                .experimentEdited(manifest -> Play.replaced(manifest, "      maximumDivergence: \"0.25\"\n", "      maximumDivergence: \"0.01\"\n"))) {
            ModelExperimentStatus end = play.awaitReleased();

            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.RolledBack);
            assertThat(end.decision().rule()).isEqualTo(Rule.ShadowDivergence);
            assertThat(end.decision().reason()).isEqualTo(Reason.PredictionsDiverge.name());
            assertThat(end.shadow().get(0).verdict()).isEqualTo("Diverges");
            assertThat(end.history()).extracting(HistoryEntry::to).containsExactly("shadow", "RolledBack");
            play.assertServedBy("baseline");
            assertThat(stage.sum("gauntlet_requests_total{namespace=\"diverging\",source!=\"mirrored\",variant=\"candidate\"}"))
                    .as("clients at the challenger").isZero();
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aChallengerWhoseScoresDriftIsRolledBackInTheShadowThoughItsAnswersAgree(Stage stage) {
        try (Play play = drift(stage, "drifting").experimentAsWritten()) {
            ModelExperimentStatus end = play.awaitReleased();

            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.RolledBack);
            assertThat(end.decision().rule()).isEqualTo(Rule.HardLimit);
            assertThat(end.decision().message()).contains("scores").contains("maximum 0.2");
            MetricStatus drift = metric(end, "scores");
            assertThat(drift.reason()).isEqualTo(Reason.DriftExceeded.name());
            assertThat(Double.parseDouble(drift.estimate())).as("population stability index").isGreaterThan(0.2);
            assertThat(end.shadow().get(0).divergent()).as("pairs with another digit").isZero();
            assertThat(end.history()).extracting(HistoryEntry::to).containsExactly("shadow", "RolledBack");
            play.assertServedBy("baseline");
            assertThat(stage.sum("gauntlet_requests_total{namespace=\"" + play.namespace() + "\",source!=\"mirrored\",variant=\"candidate\"}"))
                    .as("clients at the challenger").isZero();
        }
    }

    @Test
    void aChallengerWhoseScoresDoNotDriftGoesOnOnceThatIsMeasured(Stage stage) {
        try (Play play = drift(stage, "steady").experimentAsWritten()) {
            ModelExperimentStatus shadowing = play.awaitStatus("drift measured",
                    s -> s.phase() == Phase.Shadowing && s.metrics().stream().anyMatch(m -> m.name().equals("scores") && m.estimate() != null));
            MetricStatus drift = metric(shadowing, "scores");
            assertThat(Double.parseDouble(drift.estimate())).as("population stability index").isLessThan(0.2);

            play.awaitInForce("canary");
            ModelExperimentStatus canary = play.awaitStatus("nothing judged any more that only a comparator knows",
                    s -> s.metrics().stream().allMatch(m -> m.name().equals("accuracy")));
            assertThat(canary.shadow()).singleElement().extracting(ShadowStatus::verdict).isEqualTo("Agrees");
            assertThat(canary.history()).extracting(HistoryEntry::to).containsExactly("shadow", "canary");
            assertThat(canary.history().get(1).message()).as("why it went on").contains("scores").contains("maximum 0.2");
        }
    }

    private static Play drift(Stage stage, String candidate) {
        return Play.ofExample(stage, "shadow/score-drift", "shadow/servers/" + candidate, candidate).withTraffic(60);
    }

    private static MetricStatus metric(ModelExperimentStatus status, String name) {
        return status.metrics().stream().filter(metric -> metric.name().equals(name) && metric.variant().equals("candidate")).findFirst().orElseThrow();
    }

    private static List<?> comparators(Stage stage, Play play) {
        return stage.client().apps().deployments().inNamespace(play.namespace())
                .withLabel("app.kubernetes.io/name", "gauntlet-comparator").list().getItems();
    }
}
