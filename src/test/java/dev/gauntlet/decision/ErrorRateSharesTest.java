package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorRateSharesTest {

    private static final String GUARDRAIL = """
              - {name: errors, role: Guardrail, type: Proportion, direction: Decrease, nonInferiorityMargin: {type: Absolute, value: "0.01"},
                 query: {numerator: 'errors_total', denominator: 'predictions_total'}}
            """;
    private static final String SHADOW = "steps:\n  - {name: shadow, type: Shadow, samplePercent: \"10\"}";

    @ParameterizedTest
    @CsvSource({"Holm, 0.05", "Bonferroni, 0.05", "BenjaminiHochberg, 0.05", "None, 0.05"})
    void oneSuccessMetricOfOneChallengerKeepsAlpha(String procedure, double superiority) {
        assertThat(ErrorRateShares.of(spec(false, procedure)).superiority()).isEqualTo(superiority);
    }

    @ParameterizedTest(name = "shadow {0}")
    @CsvSource({"false, 0.005", "true, 0.0033333333333333335"})
    void harmIsTestedOnceMoreInAShadow(boolean shadow, double harm) {
        ModelExperimentSpec spec = spec(shadow, "Holm");

        assertThat(ErrorRateShares.of(spec).deterioration()).isCloseTo(harm, within(1e-15));
        spec.metrics().forEach(metric ->
                assertThat(MetricDesigns.of(metric, spec).deterioration().orElseThrow().alpha()).isCloseTo(harm, within(1e-15)));
    }

    private static ModelExperimentSpec spec(boolean shadow, String procedure) {
        return Manifests.spec((shadow ? Manifests.MINIMAL.replace("steps:", SHADOW) : Manifests.MINIMAL) + GUARDRAIL
                + "  analysis: {multipleTesting: " + procedure + "}\n");
    }
}
