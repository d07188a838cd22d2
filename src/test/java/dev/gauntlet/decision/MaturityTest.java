package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaturityTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL + """
              - {name: fraud, role: Success, type: Proportion, direction: Increase, maturationSeconds: 3600,
                 minimumDetectableEffect: {type: Absolute, value: "0.01"}, query: {numerator: 'caught_total', denominator: 'labelled_total'}}
              - {name: refunds, role: Guardrail, type: Proportion, direction: Decrease, maturationSeconds: 600,
                 nonInferiorityMargin: {type: Absolute, value: "0.01"}, query: {numerator: 'refunds_total', denominator: 'sales_total'}}
              - {name: churn, role: Diagnostic, type: Proportion, direction: Decrease, maturationSeconds: 86400,
                 query: {numerator: 'churned_total', denominator: 'users_total'}}
              analysis: {warmupSeconds: 30}
            """);

    @ParameterizedTest
    @CsvSource({
        "Shadow, 0, refunds, 630", "Canary, 600, refunds, 30", "Experiment, 0, fraud, 3630", "Experiment, 3629, fraud, 1"})
    void theMetricThatMattersToTheStageAndWaitsLongestIsNamed(Stage stage, long inForce, String metric, long left) {
        assertThat(Maturity.awaited(SPEC, stage, Duration.ofSeconds(inForce)))
                .contains(new Maturity(metric, Duration.ofSeconds(left)));
    }

    @ParameterizedTest
    @CsvSource({"Canary, 630", "Experiment, 3630", "Experiment, 999999"})
    void nothingIsAwaitedOnceObservationsCount(Stage stage, long inForce) {
        assertThat(Maturity.awaited(SPEC, stage, Duration.ofSeconds(inForce))).isEmpty();
    }

    @Test
    void theLongestWaitIsThatOfTheStage() {
        assertThat(Maturity.longest(SPEC, Stage.Canary)).isEqualTo(Duration.ofSeconds(630));
        assertThat(Maturity.longest(SPEC, Stage.Experiment)).isEqualTo(Duration.ofSeconds(3630));
        assertThat(Maturity.longest(Manifests.spec(Manifests.MINIMAL), Stage.Experiment)).isZero();
    }
}
