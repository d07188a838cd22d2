package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.States;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsRenderingTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:10:00Z");
    private static final Running CANARY = States.running(0, Optional.of(NOW), NOW, 1, false);
    private static final ModelExperimentStatus EMPTY = ModelExperimentStatus.empty();

    @Test
    void dataAreUnknownBeforeTheFirstLookAndAfterTheEnd() {
        assertThat(condition(ConditionType.DataHealthy, EMPTY, new PassBuilder(CANARY).unlooked()))
                .extracting(Condition::getStatus, Condition::getReason).containsExactly("Unknown", "AwaitingTraffic");
        assertThat(condition(ConditionType.DataHealthy, EMPTY, new PassBuilder(ended(Outcome.KeptChampion, true)).data(
                new DataHealth(List.of(new DataHealth.Problem("Silent", "silent")), Duration.ZERO))))
                .extracting(Condition::getStatus, Condition::getReason).containsExactly("Unknown", "Ended");
    }

    @Test
    void readMetricsAreHealthy() {
        assertThat(condition(ConditionType.DataHealthy, EMPTY, new PassBuilder(CANARY)))
                .extracting(Condition::getStatus, Condition::getReason).containsExactly("True", "MetricsRead");
    }

    @ParameterizedTest(name = "{0}, released {1}: Progressing {2}, Succeeded {3}")
    @CsvSource({
        "Promoted, false, True, True", "Promoted, true, False, True", "RolledBack, false, True, False", "RolledBack, true, False, False",
        "KeptChampion, true, False, False", "Aborted, true, False, False", "Superseded, true, False, False"})
    void theEndProgressesUntilTheRouteIsHandedOver(Outcome outcome, boolean released, String progressing, String succeeded) {
        PassBuilder pass = new PassBuilder(ended(outcome, released));

        assertThat(condition(ConditionType.Progressing, EMPTY, pass)).satisfies(c -> {
            assertThat(c.getStatus()).isEqualTo(progressing);
            assertThat(c.getReason()).isEqualTo(outcome.name());
            assertThat(c.getMessage()).startsWith(released ? "finished" : "handing the route over to ");
        });
        assertThat(condition(ConditionType.Succeeded, EMPTY, pass).getStatus()).isEqualTo(succeeded);
    }

    @Test
    void afterTheEndTheSentenceThatEndedItStays() {
        ModelExperimentStatus ended = StatusRenderer.render(EMPTY, new PassBuilder(ended(Outcome.RolledBack, false))
                .decided(new Decision(Action.Rollback, Rule.Deterioration, "Deteriorated", "worse by far", "")).build());

        assertThat(condition(ConditionType.Succeeded, ended, new PassBuilder(ended(Outcome.RolledBack, true))).getMessage())
                .isEqualTo("worse by far");
        assertThat(condition(ConditionType.Succeeded, EMPTY, new PassBuilder(ended(Outcome.Aborted, true))).getMessage())
                .as("without a decision the route tells").isEqualTo("the route carries the wanted weights");
    }

    @Test
    void aPassWithoutDecisionIsToldByTheRoute() {
        RouteView blocked = new RouteView(false, "ServiceMissing", "Service digits does not exist", 0);

        assertThat(condition(ConditionType.Succeeded, EMPTY, new PassBuilder(Waiting.NEW).route(blocked)))
                .extracting(Condition::getStatus, Condition::getReason, Condition::getMessage)
                .containsExactly("Unknown", "ServiceMissing", "Service digits does not exist");
        assertThat(condition(ConditionType.Progressing, EMPTY, new PassBuilder(Waiting.NEW).route(blocked)).getStatus()).isEqualTo("False");
    }

    @ParameterizedTest(name = "{0}: Progressing {1}")
    @CsvSource({"Continue, True", "Hold, False", "Promote, True", "Rollback, True", "KeepChampion, True"})
    void onlyAHoldStopsARunningStep(Action action, String progressing) {
        assertThat(condition(ConditionType.Progressing, EMPTY, new PassBuilder(CANARY)
                .decided(new Decision(action, Rule.Undecided, "Some", "reason", ""))).getStatus()).isEqualTo(progressing);
    }

    @Test
    void aFrozenSpecThatWasEditedIsNotReadyButNothingElseIsLost() {
        assertThat(condition(ConditionType.Progressing, EMPTY, new PassBuilder(CANARY).specView(
                new SpecView(false, "SpecFrozen", "steps changed"))).getStatus()).isEqualTo("False");
        assertThat(condition(ConditionType.Ready, EMPTY, new PassBuilder(CANARY).specView(
                new SpecView(false, "SpecFrozen", "steps changed"))).getReason()).isEqualTo("SpecFrozen");
    }

    private static Concluded ended(Outcome outcome, boolean released) {
        return States.ended(outcome, outcome == Outcome.Promoted ? "candidate" : "baseline", NOW, 3, released);
    }

    private static Condition condition(ConditionType type, ModelExperimentStatus previous, PassBuilder pass) {
        return Conditions.find(ConditionsRendering.conditions(previous, pass.build()), type).orElseThrow();
    }
}
