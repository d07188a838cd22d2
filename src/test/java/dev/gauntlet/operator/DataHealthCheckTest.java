package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.prometheus.FailureReason;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataHealthCheckTest {

    private static final Running CANARY = new Running(new Run(1, Instant.EPOCH, List.of()), 0, Optional.of(Instant.EPOCH), 1, false, 0,
            Optional.empty(), Optional.empty());
    private static final ModelExperimentSpec SPEC = Counts.spec("""
              - {name: refunds, role: Guardrail, type: Proportion, direction: Decrease, maturationSeconds: 600,
                 nonInferiorityMargin: {type: Absolute, value: "0.01"}, query: {numerator: 'refunds_total', denominator: 'sales_total'}}
            """);

    private static final Run THREE = new Run(1, Instant.EPOCH, List.of());
    private static final String CHALLENGER = "  - {name: candidate, role: Challenger, serviceRef: {name: digits-candidate, port: 8080}, "
            + "metricLabels: {version: candidate}}\n";
    private static final ModelExperimentSpec SEVERAL = Manifests.spec(Manifests.MINIMAL.replace(CHALLENGER,
            CHALLENGER.replace("candidate", "c1") + CHALLENGER.replace("candidate", "c2")) + """
              - {name: errors, role: Guardrail, type: Proportion, direction: Decrease, hardLimit: {maximum: "0.5"},
                 nonInferiorityMargin: {type: Absolute, value: "0.01"}, query: {numerator: 'errors_total', denominator: 'calls_total'}}
              promotion: {steps: [{trafficPercent: "75", seconds: 60}], bakeSeconds: 60}
            """);

    @ParameterizedTest
    @CsvSource({
        "accuracy, NO_SERIES, 119, true", "accuracy, NO_SERIES, 120, false",
        "refunds, NO_SERIES, 719, true", "refunds, NO_SERIES, 720, false",
        "refunds, SILENT, 120, false"})
    void aCounterOfLateLabelsMayAppearLater(String metric, DataFault.Kind kind, long inForce, boolean healthy) {
        DataFault fault = new DataFault.Irregular(kind, Optional.of(metric), Optional.of("candidate"), "nothing");

        DataHealth health = DataHealthCheck.of(SPEC, ModelExperimentStatus.empty(), List.of(fault), CANARY, List.of(),
                Optional.of(Duration.ofSeconds(inForce)), Duration.ofSeconds(120), Instant.EPOCH);

        assertThat(health.healthy()).isEqualTo(healthy);
    }

    @ParameterizedTest(name = "{0} of {1}: decides {2}")
    @CsvSource(value = {
        "SILENT, c1, true", "SILENT, c2, false", "SILENT, baseline, false", "SILENT, null, false",
        "NO_SERIES, c1, true", "NO_SERIES, c2, false"}, nullValues = "null")
    void aRemovedChallengerMayFallSilent(DataFault.Kind kind, String variant, boolean healthy) {
        Running without = new Running(THREE.without(List.of("c1"), "Deteriorated", Instant.EPOCH), 0, Optional.of(Instant.EPOCH), 2, false, 0,
                Optional.empty(), Optional.empty());

        assertThat(healthy(without, new DataFault.Irregular(kind, Optional.of("accuracy"), Optional.ofNullable(variant), "nothing")))
                .isEqualTo(healthy);
    }

    @ParameterizedTest(name = "{0}, {1} silent: healthy {2}")
    @CsvSource({
        "Ramp, baseline, false", "Ramp, c2, false", "Bake, baseline, true", "Bake, c1, true", "Bake, c2, false",
        "PatchTarget, baseline, true", "PatchTarget, c1, true"})
    void onceTheWinnerServesAloneOnlyItsSilenceMatters(PromotionStage stage, String variant, boolean healthy) {
        Promoting promoting = new Promoting(THREE, "c2", Instant.EPOCH, stage, 0, Optional.of(Instant.EPOCH), 3, false);

        assertThat(healthy(promoting, new DataFault.Irregular(DataFault.Kind.SILENT, Optional.of("errors"), Optional.of(variant), "nothing")))
                .isEqualTo(healthy);
    }

    @Test
    void aQueryThatFailsStopsThemAll() {
        Promoting promoting = new Promoting(THREE, "c2", Instant.EPOCH, PromotionStage.Bake, 0, Optional.of(Instant.EPOCH), 3, false);

        assertThat(healthy(promoting, new DataFault.QueryFailed(FailureReason.UNAVAILABLE, "up", "down"))).isFalse();
    }

    private static boolean healthy(Active state, DataFault fault) {
        return DataHealthCheck.of(SEVERAL, ModelExperimentStatus.empty(), List.of(fault), state, List.of(),
                Optional.of(Duration.ofSeconds(120)), Duration.ofSeconds(120), Instant.EPOCH).healthy();
    }
}
