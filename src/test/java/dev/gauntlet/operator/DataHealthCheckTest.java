package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataHealthCheckTest {

    private static final Running CANARY = new Running(new Run(1, Instant.EPOCH, List.of()), 0, Optional.of(Instant.EPOCH), 1, false, 0,
            Optional.empty(), Optional.empty());
    private static final ModelExperimentSpec SPEC = Counts.spec("""
              - {name: refunds, role: Guardrail, type: Proportion, direction: Decrease, maturationSeconds: 600,
                 nonInferiorityMargin: {type: Absolute, value: "0.01"}, query: {numerator: 'refunds_total', denominator: 'sales_total'}}
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
}
