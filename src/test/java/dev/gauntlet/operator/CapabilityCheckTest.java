package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.FieldError;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing.Provider;
import dev.gauntlet.routing.AssignmentUnit;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.Capabilities.Mirror;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityCheckTest {

    private static final BigDecimal FINE = new BigDecimal("0.01");

    /** Providers of every kind: one that can do all, one that weighs finely, a coarse one, and one that copies everything. */
    static final SortedMap<Provider, Capabilities> PROVIDERS = new TreeMap<>(Map.of(
            Provider.ManagedProxy, new Capabilities(EnumSet.allOf(AssignmentUnit.class), true, FINE, 8, Mirror.PERCENTAGE, true, true),
            Provider.GatewayAPI, Capabilities.splitter(FINE, 8, true, Mirror.PERCENTAGE),
            Provider.Traefik, Capabilities.splitter(BigDecimal.ONE, 8, true, Mirror.ALL_OR_NOTHING),
            Provider.KServe, Capabilities.splitter(BigDecimal.ONE, 1, false, Mirror.NONE)));

    private static ModelExperimentSpec spec(Provider provider, String edit) {
        String manifest = Manifests.MINIMAL.replace("provider: ManagedProxy, serviceName: digits", "provider: " + provider
                + (provider == Provider.ManagedProxy ? ", serviceName: digits" : ", routeRef: {name: digits}"));
        for (String change : edit.split(" / ")) {
            String[] parts = change.split(" => ");
            assertThat(manifest).contains(parts[0].strip());
            manifest = manifest.replace(parts[0].strip(), parts[1].strip());
        }
        return Manifests.spec(manifest);
    }

    @ParameterizedTest
    @EnumSource(names = {"ManagedProxy", "GatewayAPI", "Traefik", "KServe"})
    void theLeastSpecSuitsEveryProvider(Provider provider) {
        assertThat(CapabilityCheck.errors(spec(provider, "digits => digits"), PROVIDERS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "unit: Request => unit: User, key: {type: Header, name: X-User-Id}, missingKeyPolicy: Random, overrideHeader: X-Arm",
        "type: Canary, trafficPercent: \"10\" => type: Shadow, samplePercent: \"0.5\"",
        "trafficPercent: \"10\" => trafficPercent: \"0.07\"",
        "role: Challenger, => role: Challenger, timeouts: {readMilliseconds: 100},",
        "metrics: => analysis: {clusterLabel: unit_bucket} \n  metrics:"})
    void theProxyCanDoAll(String edit) {
        assertThat(CapabilityCheck.errors(spec(Provider.ManagedProxy, edit), PROVIDERS)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void whatAProviderCannotDoIsRefusedWithThoseThatCan(Provider provider, String edit, String field, String value, String remedy) {
        assertThat(CapabilityCheck.errors(spec(provider, edit), PROVIDERS)).containsExactly(new FieldError("spec." + field, value, remedy));
    }

    static Stream<Arguments> tooMuch() {
        String assigner = "ManagedProxy can; or put ManagedProxy in front as the assigner, see README";
        String rival = "routing: => - {name: rival, role: Challenger, serviceRef: {name: rival, port: 80}, metricLabels: {version: r}}\n  routing:";
        String shadow = "type: Canary, trafficPercent: \"10\" => type: Shadow, samplePercent: \"%s\"";
        String first = "trafficPercent: \"10\" => trafficPercent: \"%s\"";
        return Stream.of(
                arguments(Provider.GatewayAPI, "unit: Request => unit: User", "assignment.unit", "User",
                        "GatewayAPI draws every request for itself; write Request; " + assigner),
                arguments(Provider.Traefik, "unit: Request => unit: Session", "assignment.unit", "Session",
                        "Traefik draws every request for itself; write Request; " + assigner),
                arguments(Provider.GatewayAPI, "unit: Request => key: {type: Header, name: X-User-Id}", "assignment.key", "X-User-Id",
                        "GatewayAPI looks at no key; remove it; " + assigner),
                arguments(Provider.GatewayAPI, "unit: Request => missingKeyPolicy: Random", "assignment.missingKeyPolicy", "Random",
                        "GatewayAPI looks at no key, so none is missing; remove it; " + assigner),
                arguments(Provider.KServe, "unit: Request => overrideHeader: X-Arm", "assignment.overrideHeader", "X-Arm",
                        "KServe gives no variant on request; remove it; ManagedProxy, GatewayAPI, Traefik can"),
                arguments(Provider.KServe, rival, "variants", "2 with role Challenger",
                        "KServe carries at most 1; ManagedProxy, GatewayAPI, Traefik can"),
                arguments(Provider.GatewayAPI, "role: Challenger, => role: Challenger, timeouts: {readMilliseconds: 100},",
                        "variants[1].timeouts", "connectMilliseconds 1000, readMilliseconds 100",
                        "GatewayAPI cannot limit attempts per variant; leave timeouts out; ManagedProxy can"),
                arguments(Provider.KServe, first.formatted("12.5"), "steps[0].trafficPercent", "12.5",
                        "KServe weighs in steps of 1 %; write 12 or 13; ManagedProxy, GatewayAPI can"),
                arguments(Provider.Traefik, first.formatted("0.5"), "steps[0].trafficPercent", "0.5",
                        "Traefik weighs in steps of 1 %; write 1; ManagedProxy, GatewayAPI can"),
                arguments(Provider.Traefik, rival + " / " + first.formatted("11"), "steps[0].trafficPercent", "11",
                        "Traefik weighs in steps of 1 % for each of the 2 challengers; write 10 or 12; ManagedProxy, GatewayAPI can"),
                arguments(Provider.Traefik, "metrics: => promotion: {steps: [{trafficPercent: \"75\"}, {trafficPercent: \"99.5\"}]}\n  metrics:",
                        "promotion.steps[1].trafficPercent", "99.5",
                        "Traefik weighs in steps of 1 %; write 99; ManagedProxy, GatewayAPI can"),
                arguments(Provider.KServe, shadow.formatted("100"), "steps[0].type", "Shadow",
                        "KServe cannot copy requests; remove the step; ManagedProxy, GatewayAPI, Traefik can"),
                arguments(Provider.Traefik, shadow.formatted("10"), "steps[0].samplePercent", "10",
                        "Traefik copies all requests or none; write \"100\"; ManagedProxy, GatewayAPI can"),
                arguments(Provider.GatewayAPI, "metrics: => analysis: {clusterLabel: unit_bucket}\n  metrics:", "analysis.clusterLabel",
                        "unit_bucket", "GatewayAPI puts no bucket on requests, so no series can carry it; remove it, or name a label of your "
                                + "own; " + assigner));
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics: => analysis: {clusterLabel: tenant_bucket}\n  metrics:",
        "role: Challenger, => role: Challenger, timeouts: {connectMilliseconds: 1000, readMilliseconds: 60000},",
        "type: Canary, trafficPercent: \"10\" => type: Shadow, samplePercent: \"100\""})
    void whatIsMeantByDefaultOrOfAnotherKindIsNoRequest(String edit) {
        assertThat(CapabilityCheck.errors(spec(Provider.Traefik, edit), PROVIDERS)).isEmpty();
    }

    @Test
    void whatNobodyCanIsSaid() {
        SortedMap<Provider, Capabilities> alone = new TreeMap<>(Map.of(Provider.KServe, PROVIDERS.get(Provider.KServe)));

        assertThat(CapabilityCheck.errors(spec(Provider.KServe, "unit: Request => overrideHeader: X-Arm"), alone))
                .extracting(FieldError::remedy).containsExactly("KServe gives no variant on request; remove it; no provider can");
        assertThat(CapabilityCheck.errors(spec(Provider.Istio, "digits => digits"), PROVIDERS)).containsExactly(new FieldError(
                "spec.routing.provider", "Istio", "this operator cannot program it; it has ManagedProxy, GatewayAPI, KServe, Traefik"));
    }

    @Test
    void anInvalidSpecIsSomebodyElsesComplaint() {
        assertThat(CapabilityCheck.errors(null, PROVIDERS)).isEmpty();
        assertThat(CapabilityCheck.errors(Manifests.spec("spec: {}"), PROVIDERS)).isEmpty();
        assertThat(CapabilityCheck.errors(spec(Provider.KServe, "type: Canary, trafficPercent: \"10\" => trafficPercent: x"), PROVIDERS)).isEmpty();
        assertThat(CapabilityCheck.errors(spec(Provider.KServe, "trafficPercent: \"10\" => trafficPercent: x"), PROVIDERS)).isEmpty();
    }
}
