package dev.gauntlet.api.v1alpha1;

import static dev.gauntlet.api.v1alpha1.SpecEdits.assertRefused;
import static dev.gauntlet.api.v1alpha1.SpecEdits.bad;
import static dev.gauntlet.api.v1alpha1.SpecEdits.remove;
import static dev.gauntlet.api.v1alpha1.SpecEdits.set;
import static dev.gauntlet.api.v1alpha1.SpecEdits.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingValidatorTest {

    private static final String CREATE = "provider: GatewayAPI, routeRef: {name: fraud}, create: ";

    private static Consumer<ObjectNode> routing(String fields) {
        return set("/routing", tree("{" + fields + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "serviceName: fraud",
        "provider: ReplicaRatio, serviceName: fraud",
        "provider: ReplicaRatio, serviceName: fraud-v1",
        "provider: GatewayAPI, routeRef: {name: fraud, ruleName: predict}",
        "provider: GatewayAPI, routeRef: {group: gateway.networking.k8s.io, kind: HTTPRoute, name: fraud.example}",
        "provider: GatewayAPI, routeRef: {name: fraud}, create: {gateways: [{name: public, namespace: infra, sectionName: https}], "
            + "hostnames: [fraud.example.com, '*.example.com'], pathPrefix: /v2}",
        "provider: Istio, routeRef: {name: fraud, ruleName: predict}, create: {}",
        "provider: KServe, routeRef: {name: fraud}",
        "provider: Knative, routeRef: {group: serving.knative.dev, kind: Service, name: fraud}",
        "provider: Traefik, routeRef: {name: fraud}",
        "provider: Seldon, routeRef: {name: fraud}",
        "provider: External",
        "provider: External, serviceName: fraud"})
    void acceptsTheFieldsOfEachProvider(String fields) {
        assertThat(SpecValidator.validate(Manifests.edited(Manifests.COMPLETE, routing(fields)))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInputs")
    void rejectsWithFieldValueAndRemedy(Consumer<ObjectNode> edit, String field, String value, String remedy) {
        assertRefused(edit, field, value, remedy);
    }

    static Stream<Arguments> badInputs() {
        return Stream.of(services(), routes(), created()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> services() {
        String field = "spec.routing.serviceName";
        return Stream.of(
                bad("no routing", remove("/routing"), "spec.routing", "absent", "routing.serviceName"),
                bad("no service", remove("/routing/serviceName"), field, "absent", "the Service that clients call"),
                bad("no service over all pods", routing("provider: ReplicaRatio"), field, "absent", "the Service over the pods of all variants"),
                bad("a service that is no name", routing("provider: ReplicaRatio, serviceName: Fraud"), field, "\"Fraud\"", "lower-case"),
                bad("a service that is no name and not needed", routing("provider: External, serviceName: a.b"), field, "\"a.b\"", "lower-case"),
                bad("a long name", set("/routing/serviceName", "x".repeat(64)), field, "x".repeat(64), "at most 63"),
                bad("a loop through the champion", set("/routing/serviceName", "fraud-v1"), field, "fraud-v1", "the proxy would call itself"),
                bad("a loop through the challenger", set("/routing/serviceName", "fraud-v2"), field, "fraud-v2",
                        "the proxy would call itself"));
    }

    private static Stream<Arguments> routes() {
        String field = "spec.routing.routeRef";
        return Stream.of(
                bad("a route for the proxy", routing("serviceName: fraud, routeRef: {name: fraud}"), field, "fraud", "name the Service"),
                bad("a route for replicas", routing("provider: ReplicaRatio, serviceName: fraud, routeRef: {name: fraud}"), field, "fraud",
                        "ReplicaRatio has no route object"),
                bad("a route for somebody else", routing("provider: External, routeRef: {name: fraud}"), field, "fraud",
                        "External has no route object; remove it"),
                bad("a group of another provider", routing("provider: GatewayAPI, routeRef: {group: networking.istio.io, name: fraud}"),
                        field + ".group", "\"networking.istio.io\"", "GatewayAPI splits gateway.networking.k8s.io"),
                bad("a kind of another provider", routing("provider: Istio, routeRef: {kind: HTTPRoute, name: fraud}"), field + ".kind",
                        "\"HTTPRoute\"", "Istio splits VirtualService"),
                bad("a route without name", routing("provider: Istio, routeRef: {}"), field + ".name", "absent", "lower-case"),
                bad("a route that is no name", routing("provider: Istio, routeRef: {name: a/b}"), field + ".name", "\"a/b\"", "lower-case"),
                bad("a long route", routing("provider: Istio, routeRef: {name: " + "x".repeat(254) + "}"), field + ".name",
                        "\"" + "x".repeat(254) + "\"", "1 to 253"),
                bad("a rule without name", routing("provider: Istio, routeRef: {name: fraud, ruleName: ' '}"), field + ".ruleName", "\" \"",
                        "1 to 253"),
                bad("a rule where there is none", routing("provider: KServe, routeRef: {name: fraud, ruleName: predict}"),
                        field + ".ruleName", "\"predict\"", "InferenceService of provider KServe has no named rules"));
    }

    private static Stream<Arguments> created() {
        String field = "spec.routing.create";
        return Stream.of(
                bad("a route that nobody makes", routing("provider: KServe, routeRef: {name: fraud}, create: {}"), field, "present",
                        "only the providers GatewayAPI and Istio"),
                bad("no gateway", routing(CREATE + "{}"), field + ".gateways", "empty", "name one"),
                bad("a gateway without name", routing(CREATE + "{gateways: [{}]}"), field + ".gateways[0].name", "absent", "lower-case"),
                bad("a namespace that is no name", routing(CREATE + "{gateways: [{name: public, namespace: a.b}]}"),
                        field + ".gateways[0].namespace", "\"a.b\"", "lower-case"),
                bad("a section of no name", routing(CREATE + "{gateways: [{name: public, sectionName: ''}]}"),
                        field + ".gateways[0].sectionName", "\"\"", "1 to 253"),
                bad("a section where there is none", routing("provider: Istio, routeRef: {name: fraud}, create: "
                        + "{gateways: [{name: public, sectionName: https}]}"), field + ".gateways[0].sectionName", "\"https\"", "remove it"),
                bad("too many gateways", routing(CREATE + "{gateways: [" + "{name: a},".repeat(33) + "]}"), field + ".gateways", "33 entries",
                        "at most 32"),
                bad("too many hosts", routing(CREATE + "{gateways: [{name: a}], hostnames: [" + "a.b,".repeat(17) + "]}"),
                        field + ".hostnames", "17 entries", "at most 16"),
                bad("a host that is none", routing(CREATE + "{gateways: [{name: a}], hostnames: ['http://x']}"), field + ".hostnames[0]",
                        "\"http://x\"", "host name"),
                bad("a path that is none", routing(CREATE + "{gateways: [{name: a}], pathPrefix: v2}"), field + ".pathPrefix", "\"v2\"",
                        "begins with /"));
    }

    @ParameterizedTest
    @EnumSource(value = Routing.Provider.class, names = {"GatewayAPI", "Istio", "KServe", "Knative", "Traefik", "Seldon"})
    void aProviderWithRoutesNeedsOne(Routing.Provider provider) {
        assertRefused(routing("provider: " + provider), "spec.routing.routeRef", "absent", "name the " + provider.kind());
    }
}
