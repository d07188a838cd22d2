package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.routing.Capabilities;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecCheckTest {

    private static final Set<String> CONNECTIONS = Set.of("default");
    private static final Set<String> NO_CHANNELS = Set.of();
    private static final SortedMap<Routing.Provider, Capabilities> PROVIDERS = CapabilityCheckTest.PROVIDERS;

    @ParameterizedTest
    @ValueSource(strings = {Manifests.MINIMAL, Manifests.COMPLETE})
    void aValidSpecIsInForce(String manifest) {
        ModelExperimentSpec spec = Manifests.spec(manifest);

        assertThat(SpecCheck.beforeStart(spec, CONNECTIONS, NO_CHANNELS, PROVIDERS)).satisfies(check -> {
            assertThat(check.inForce()).contains(spec);
            assertThat(check.invalid()).isFalse();
            assertThat(check.view().ready()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "numerator | type: Proportion | numerator: BAD, denominator: b",
        "denominator | type: Count | numerator: a, denominator: BAD",
        "sum | type: Mean | sum: BAD, count: n, sumOfSquares: q",
        "count | type: Mean | sum: s, count: BAD, sumOfSquares: q",
        "sumOfSquares | type: Mean | sum: s, count: n, sumOfSquares: BAD",
        "covariateSum | type: Mean | sum: s, count: n, sumOfSquares: q, "
            + "covariateSum: BAD, covariateSumOfSquares: xx, covariateProduct: xy",
        "covariateSumOfSquares | type: Mean | sum: s, count: n, sumOfSquares: q, "
            + "covariateSum: x, covariateSumOfSquares: BAD, covariateProduct: p",
        "covariateProduct | type: Mean | sum: s, count: n, sumOfSquares: q, "
            + "covariateSum: x, covariateSumOfSquares: xx, covariateProduct: BAD",
        "buckets | type: Quantile, quantile: '0.9' | buckets: BAD",
        "gauge | type: Gauge | gauge: BAD"}, quoteCharacter = '`')
    void aBadSelectorIsNamedByItsField(String field, String type, String query) {
        SpecCheck check = SpecCheck.beforeStart(Counts.spec("  - {name: other, role: Diagnostic, direction: Decrease, " + type
                + ", query: {" + query.replace("BAD", "'rate(x_total[5m])'") + "}}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(check.invalid()).isTrue();
        assertThat(check.inForce()).isEmpty();
        assertThat(check.view().ready()).isFalse();
        assertThat(check.view().message()).startsWith("spec.metrics[1].query." + field + " is \"rate(x_total[5m])\": ")
                .endsWith("; the champion keeps all traffic");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"type: Gauge | gauge: predictions_total",
        "type: Quantile, quantile: '0.9' | buckets: predictions_total"}, quoteCharacter = '`')
    void oneSelectorThatIsUsedAsTwoKindsIsNamed(String type, String query) {
        SpecCheck check = SpecCheck.beforeStart(Counts.spec("  - {name: other, role: Diagnostic, direction: Decrease, " + type
                + ", query: {" + query + "}}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(check.invalid()).isTrue();
        assertThat(check.view().message()).contains("spec.metrics", "predictions_total");
    }

    @Test
    void twoMetricsMayShareACounter() {
        assertThat(SpecCheck.beforeStart(Counts.spec("  - {name: other, role: Diagnostic, direction: Decrease, type: Count, "
                + "query: {numerator: crashes_total, denominator: predictions_total}}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS).invalid()).isFalse();
    }

    @Test
    void anUnknownConnectionIsNamedBesideThoseThereAre() {
        SpecCheck check = SpecCheck.beforeStart(Counts.spec("  prometheus: {connection: elsewhere}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(check.view().message()).contains("spec.prometheus.connection is \"elsewhere\"", "it has default");
    }

    @Test
    void anUnknownChannelIsRefusedBeforeTheStartBesideThoseThereAre() {
        ModelExperimentSpec spec = Counts.spec("  notifications: [{name: ops, channel: chat}, {name: oncall, channel: pager}]\n");

        assertThat(SpecCheck.beforeStart(spec, CONNECTIONS, Set.of("chat", "pager"), PROVIDERS).invalid()).isFalse();
        assertThat(SpecCheck.beforeStart(spec, CONNECTIONS, Set.of("chat", "alerts"), PROVIDERS)).satisfies(check -> {
            assertThat(check.inForce()).isEmpty();
            assertThat(check.view().message()).isEqualTo("spec.notifications[1].channel is \"pager\": the operator has no channel of that name; "
                    + "it has alerts, chat; the champion keeps all traffic");
        });
        assertThat(SpecCheck.beforeStart(spec, CONNECTIONS, Set.of(), PROVIDERS).view().message()).contains("no notification channel");
    }

    @Test
    void anUnknownChannelIsOnlyToldAfterTheStart() {
        ModelExperimentSpec spec = Counts.spec("  notifications: [{name: oncall, channel: pager}]\n");

        assertThat(SpecCheck.afterStart(spec, spec, CONNECTIONS, Set.of("chat"), PROVIDERS)).satisfies(check -> {
            assertThat(check.inForce()).contains(spec);
            assertThat(check.invalid()).isFalse();
            assertThat(check.view().ready()).isTrue();
            assertThat(check.view().message()).contains("nobody is told where spec.notifications[0].channel is \"pager\"", "it has chat");
        });
        assertThat(SpecCheck.afterStart(spec, spec, CONNECTIONS, Set.of("pager"), PROVIDERS).view().message()).isEqualTo("the spec is valid and in force");
    }

    @Test
    void anAbsentSpecIsInvalid() {
        assertThat(SpecCheck.beforeStart(null, CONNECTIONS, NO_CHANNELS, PROVIDERS).invalid()).isTrue();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        SpecCheck check = SpecCheck.beforeStart(Counts.spec("  prometheus: {connection: elsewhere}\n"
                + "  analysis: {method: ConfidenceSequence, groupSequential: {looks: 3}}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(check.view().message()).contains("spec.analysis.groupSequential", "spec.prometheus.connection");
    }

    @Test
    void afterTheStartTheFrozenSpecStaysInForceWhateverIsWritten() {
        ModelExperimentSpec frozen = Counts.spec("");
        SpecCheck broken = SpecCheck.afterStart(frozen, Counts.spec("  prometheus: {connection: elsewhere}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS);
        SpecCheck changed = SpecCheck.afterStart(frozen, Counts.spec("  analysis: {warmupSeconds: 5}\n"), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(broken.inForce()).contains(frozen);
        assertThat(broken.invalid()).isTrue();
        assertThat(changed.inForce()).contains(frozen);
        assertThat(changed.invalid()).isFalse();
        assertThat(changed.view().reason()).isEqualTo("SpecFrozen");
    }

    @ParameterizedTest
    @CsvSource({"ConfidenceSequence, 900, true", "Bayesian, 900, true", "GroupSequential, 600, false", "FixedHorizon, 600, false"})
    void aDeadlineMayChangeUnlessLooksArePlannedByIt(String method, int inForce, boolean accepted) {
        ModelExperimentSpec frozen = withDeadline(method, 600);
        SpecCheck check = SpecCheck.afterStart(frozen, withDeadline(method, 900), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(check.inForce().orElseThrow().steps().get(1).deadlineSeconds()).isEqualTo(inForce);
        assertThat(check.view().ready()).isEqualTo(accepted);
    }

    @Test
    void aPresetIsInForceWrittenOutAndStaysTheSameSpecAfterTheStart() {
        ModelExperimentSpec written = withPreset("Istio", "0.25");
        ModelExperimentSpec inForce = SpecCheck.beforeStart(written, CONNECTIONS, NO_CHANNELS, PROVIDERS).inForce().orElseThrow();
        SpecCheck later = SpecCheck.afterStart(inForce, written, CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(inForce.metrics().get(1).query().buckets()).startsWith("istio_request_duration_milliseconds_bucket{");
        assertThat(inForce.metrics().get(1).hardLimit().maximum()).isEqualTo("250");
        assertThat(later.inForce()).contains(inForce);
        assertThat(later.view().ready()).as(later.view().message()).isTrue();
    }

    @Test
    void aPresetOrItsLimitThatChangesAfterTheStartIsToldByField() {
        ModelExperimentSpec frozen = SpecCheck.beforeStart(withPreset("Istio", "0.25"), CONNECTIONS, NO_CHANNELS, PROVIDERS).inForce().orElseThrow();

        assertThat(SpecCheck.afterStart(frozen, withPreset("Istio", "0.5"), CONNECTIONS, NO_CHANNELS, PROVIDERS).view().message())
                .startsWith("spec.metrics[1].hardLimit.maximum changed");
        assertThat(SpecCheck.afterStart(frozen, withPreset("Traefik", "0.25"), CONNECTIONS, NO_CHANNELS, PROVIDERS)).satisfies(check -> {
            assertThat(check.view().message()).contains("spec.metrics[1].preset.source");
            assertThat(check.inForce()).contains(frozen);
        });
    }

    @ParameterizedTest
    @CsvSource({"Triton, spec.metrics[1].quantile is \"0.9\": a Quantile needs a histogram",
        "HAProxy, spec.metrics[1].preset.signal is \"Latency\": HAProxy exports moving averages"})
    void whatASourceCannotGiveIsRefused(String source, String message) {
        SpecCheck check = SpecCheck.beforeStart(withPreset(source, "0.25"), CONNECTIONS, NO_CHANNELS, PROVIDERS);

        assertThat(check.inForce()).isEmpty();
        assertThat(check.view().message()).startsWith(message);
    }

    private static ModelExperimentSpec withPreset(String source, String limit) {
        return Counts.spec("  - {name: slow, role: Guardrail, quantile: '0.9', hardLimit: {maximum: '" + limit + "'}, preset: {source: "
                + source + ", signal: Latency}}\n");
    }

    private static ModelExperimentSpec withDeadline(String method, int seconds) {
        return Manifests.spec(Manifests.MINIMAL.replace("deadlineSeconds: 600", "deadlineSeconds: " + seconds)
                + "  analysis: {method: " + method + "}\n");
    }

    @Test
    void aSpecThatItsProviderCannotDoIsRefusedBeforeAndAfterTheStart() {
        ModelExperimentSpec possible = Manifests.spec(Manifests.MINIMAL);
        ModelExperimentSpec beyond = Manifests.spec(Manifests.MINIMAL.replace("ManagedProxy, serviceName: digits", "GatewayAPI, routeRef: {name: digits}")
                .replace("unit: Request", "unit: User, key: {type: Header, name: X-User-Id}"));

        assertThat(SpecCheck.beforeStart(beyond, CONNECTIONS, NO_CHANNELS, PROVIDERS)).satisfies(check -> {
            assertThat(check.inForce()).isEmpty();
            assertThat(check.view().message()).startsWith("spec.assignment.unit is User: GatewayAPI draws every request for itself");
        });
        assertThat(SpecCheck.afterStart(possible, beyond, CONNECTIONS, NO_CHANNELS, PROVIDERS)).satisfies(check -> {
            assertThat(check.inForce()).contains(possible);
            assertThat(check.invalid()).isTrue();
        });
    }
}
