package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class DataIT {

    private static final Duration OUTAGE = Duration.ofSeconds(15);
    private static final UnaryOperator<String> UNKNOWN_LABEL =
            manifest -> Play.replaced(manifest, "metricLabels: {version: candidate}", "metricLabels: {version: nobody}");

    @Test
    void aLabelThatNoSeriesCarriesHoldsTheExperiment(Stage stage) {
        try (Play play = new Play(stage, "unknown-label", Scenario.better).withTraffic().experiment(UNKNOWN_LABEL)) {
            play.awaitReason(ConditionType.DataHealthy, "NoSeries");
            assertThat(play.condition(ConditionType.DataHealthy).getMessage()).contains("accuracy").contains("version=nobody");
            ModelExperimentStatus status = play.awaitStatus("a hold", s -> s.decision().action() == Action.Hold);

            assertThat(status.decision().rule()).isEqualTo(Rule.NoData);
            play.assertClientsUnharmed(800);
            assertThat(play.status().step().name()).as("step long after the canary's minimum time").isEqualTo("canary");
        }
    }

    @Test
    void dataThatStayMissingRollBackWhenThePolicySaysSo(Stage stage) {
        try (Play play = new Play(stage, "no-data", Scenario.better).withTraffic().experiment(UNKNOWN_LABEL.andThen(m -> m
                + "  decision: {onNoData: {action: Rollback, timeoutSeconds: 3}}\n")::apply)) {
            ModelExperimentStatus status = play.awaitReleased();

            assertThat(status.outcome().result()).isEqualTo(Outcome.RolledBack);
            assertThat(status.decision().reason()).isEqualTo("NoDataTimeout");
            play.assertServedBy("baseline");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void labelsThatOneSeriesCanCarryAreRefused(Stage stage) {
        try (Play play = new Play(stage, "ambiguous", Scenario.better)) {
            play.demo().deployModels();
            play.experiment(m -> Play.replaced(m, "metricLabels: {version: baseline}", "metricLabels: {app: digits}"));
            play.awaitReason(ConditionType.Ready, "InvalidSpec");

            assertThat(play.condition(ConditionType.Ready).getMessage()).contains("metricLabels").contains("cannot be told apart");
            play.assertServedBy("baseline");
        }
    }

    @Test
    void aNumeratorAboveItsDenominatorIsNeverPromoted(Stage stage) {
        try (Play play = new Play(stage, "swapped", Scenario.better).withTraffic().experiment(m -> Play.replaced(Play.replaced(m,
                "numerator: 'predictions_correct_total", "numerator: 'predictions_total"),
                "denominator: 'predictions_total", "denominator: 'predictions_correct_total"))) {
            play.awaitReason(ConditionType.DataHealthy, "NumeratorAboveDenominator");
            play.awaitStatus("a hold", s -> s.decision().action() == Action.Hold);

            play.assertClientsUnharmed(800);
            assertThat(play.status().outcome()).isNull();
            assertThat(play.status().decision().action()).isEqualTo(Action.Hold);
        }
    }

    @Test
    void anOutageOfPrometheusHoldsAndIsCaughtUp(Stage stage) {
        try (Play play = new Play(stage, "outage", Scenario.better).withTraffic().experiment()) {
            play.awaitInForce("canary");
            stage.prometheus().stop();
            try {
                play.awaitReason(ConditionType.DataHealthy, "Unavailable");
                Play.pass(OUTAGE);
                ModelExperimentStatus status = play.status();
                assertThat(status.decision().action()).isEqualTo(Action.Hold);
                assertThat(status.step().name()).isEqualTo("canary");
            } finally {
                stage.prometheus().start();
            }
            ModelExperimentStatus status = play.awaitReleased();
            assertThat(status.phase()).isEqualTo(Phase.Promoted);
            play.assertClientsUnharmed(100);
        }
    }
}
