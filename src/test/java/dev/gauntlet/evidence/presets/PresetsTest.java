package dev.gauntlet.evidence.presets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.SpecValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "ManagedProxy, signal: Errors | Proportion | numerator | gauntlet_requests_total{code=~\"5..\"}",
        "ManagedProxy, signal: Latency | Mean | sum | gauntlet_request_duration_seconds_sum",
        "Traefik, signal: Errors, labels: {namespace: demo} | Proportion | denominator "
            + "| traefik_service_requests_total{namespace=\"demo\"}",
        "Traefik, signal: Errors, labels: {namespace: demo} | Proportion | numerator "
            + "| traefik_service_requests_total{code=~\"5..\",namespace=\"demo\"}",
        "Linkerd, signal: Errors, labels: {direction: inbound} | Proportion | denominator | response_total{direction=\"inbound\"}",
        "Istio, signal: Latency, labels: {reporter: waypoint} | Mean | count | istio_request_duration_milliseconds_count"
            + "{destination_service!~\".*-shadow(:[0-9]+)?\",reporter=\"waypoint\"}",
        "IngressNginx, signal: Errors | Proportion | denominator "
            + "| `{__name__=~\"nginx_ingress_controller_requests|nginx_ingress_controller_requests_total\"}`",
        "TensorFlowServing, signal: Latency | Mean | sum | :tensorflow:serving:request_latency_sum"})
    void aPresetStandsForTypeDirectionAndSelectors(String preset, Metric.Type type, String field, String selector) {
        Metric metric = expanded("role: Diagnostic", preset);

        assertThat(metric.type()).isEqualTo(type);
        assertThat(metric.direction()).isEqualTo(Metric.Direction.Decrease);
        assertThat(metric.query().selectors()).containsEntry(field, selector);
    }

    @Test
    void latencyIsAQuantileWhereOneIsGiven() {
        Metric metric = expanded("role: Diagnostic, quantile: '0.99'", "VLLM, signal: TimeToFirstToken");

        assertThat(metric.type()).isEqualTo(Metric.Type.Quantile);
        assertThat(metric.query().selectors()).containsOnlyKeys("buckets");
    }

    @ParameterizedTest
    @CsvSource({"ManagedProxy, 0.250, 0.25", "Istio, 250, 250", "TensorFlowServing, 250000, 250000"})
    void absoluteTimesAreConvertedFromSecondsToTheUnitOfTheSource(String source, double limit, String text) {
        Metric metric = expanded("role: Guardrail, quantile: '0.9', nonInferiorityMargin: {type: Absolute, value: '0.0125'}, "
                + "hardLimit: {maximum: '0.25', minimumSamples: 7, periods: 2}", source + ", signal: Latency");

        assertThat(metric.hardLimit()).isEqualTo(new Metric.HardLimit(text, null, 7L, 2));
        assertThat(metric.nonInferiorityMargin().asDouble()).isEqualTo(limit / 20);
    }

    @Test
    void sharesAndRelativeEffectsAreLeftAsTheyAre() {
        assertThat(expanded("role: Guardrail, quantile: '0.9', nonInferiorityMargin: {type: Relative, value: '0.1'}",
                "Istio, signal: Latency").nonInferiorityMargin().value()).isEqualTo("0.1");
        assertThat(expanded("role: Guardrail, hardLimit: {maximum: '0.05'}", "Istio, signal: Errors").hardLimit().maximum())
                .isEqualTo("0.05");
    }

    @Test
    void writingOutTwiceChangesNothing() {
        ModelExperimentSpec once = Presets.expand(spec("role: Guardrail, quantile: '0.9', hardLimit: {maximum: '0.25'}",
                "Istio, signal: Latency"));

        assertThat(Presets.expand(once)).isEqualTo(once);
        assertThat(once.metrics().get(1).preset()).isNotNull();
    }

    @Test
    void aSpecWithoutPresetsStaysAsItIs() {
        ModelExperimentSpec spec = Manifests.spec(Manifests.COMPLETE);

        assertThat(Presets.expand(spec)).isSameAs(spec);
        assertThat(Presets.errors(spec)).isEmpty();
        assertThat(Presets.expand(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | KServe, signal: Errors | preset.signal | \"Errors\" | count no errors",
        "`` | TorchServe, signal: Errors | preset.signal | \"Errors\" | by host and not by model",
        "`` | HAProxy, signal: Latency | preset.signal | \"Latency\" | needs a histogram",
        "`` | Triton, signal: TimeToFirstToken | preset.signal | \"TimeToFirstToken\" | nv_inference_first_response_histogram_ms",
        "`` | Traefik, signal: TimeToFirstToken | preset.signal | \"TimeToFirstToken\" | it has Errors and Latency",
        "`quantile: '0.99'` | Triton, signal: Latency | quantile | \"0.99\" | needs a histogram",
        "`quantile: '0.99'` | TorchServe, signal: Latency | quantile | \"0.99\" | needs a histogram",
        "`quantile: '0.99', type: Quantile` | Seldon, signal: Latency | type | \"Quantile\" | needs a histogram",
        "`type: Count` | Istio, signal: Errors | type | \"Count\" | preset Istio Errors is of type Proportion",
        "`type: Proportion` | Istio, signal: Latency | type | \"Proportion\" | preset Istio Latency is of type Mean and Quantile",
        "`direction: Increase` | Istio, signal: Errors | direction | \"Increase\" | less is better of preset Istio Errors",
        "`query: {numerator: a, denominator: b}` | Istio, signal: Errors | query | present | remove query or preset",
        "`` | Istio, signal: Errors, labels: {response_code: '500'} | preset.labels | \"response_code\" | tells by it what it counts",
        "`` | Istio, signal: Latency, labels: {le: '5'} | preset.labels | \"le\" | tells by it what it counts",
        "`` | Istio, signal: Errors, labels: {version: x} | preset.labels | \"version\" | metricLabels",
        "`` | Istio, signal: Errors, labels: {a-b: x} | preset.labels | \"a-b\" | no label name",
        "`` | Istio | preset.signal | absent | Latency"})
    void refusesWhatASourceCannotGiveOrWhatContradictsThePreset(String more, String preset, String field, String value, String remedy) {
        ModelExperimentSpec spec = spec("role: Diagnostic" + (more.isEmpty() ? "" : ", " + more), preset);

        assertThat(Presets.errors(spec)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("spec.metrics[1]." + field);
            assertThat(error.value()).isEqualTo(value);
            assertThat(error.remedy()).contains(remedy);
        });
        assertThat(Presets.expand(spec)).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "quantile: '0.9' | Istio, signal: Errors | quantile",
        "type: Quantile | Istio, signal: Latency | quantile",
        "direction: Decrease | Comparator, signal: ScoreDrift | drift",
        "nonInferiorityMargin: {type: Absolute, value: '0.01'} | Triton, signal: Latency | type"})
    void whatTheTypeOfAPresetNeedsIsAskedFor(String more, String preset, String field) {
        ModelExperimentSpec spec = spec("role: Diagnostic, " + more, preset);

        assertThat(Presets.errors(spec)).isEmpty();
        assertThat(SpecValidator.validate(Presets.expand(spec))).extracting(FieldError::field).containsExactly("spec.metrics[1]." + field);
    }

    private static Metric expanded(String metric, String preset) {
        ModelExperimentSpec spec = spec(metric, preset);
        assertThat(Presets.errors(spec)).isEmpty();
        ModelExperimentSpec expanded = Presets.expand(spec);
        assertThat(SpecValidator.validate(expanded)).isEmpty();
        return expanded.metrics().get(1);
    }

    private static ModelExperimentSpec spec(String metric, String preset) {
        return Manifests.spec(Manifests.MINIMAL + "  - {name: other, " + metric + ", preset: {source: " + preset + "}}\n");
    }
}
