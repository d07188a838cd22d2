package dev.gauntlet.routing.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.Objection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps an intent from being written, and what does not. */
class HttpRouteObjectionTest {

    private static final String MODIFIER = "{type: RequestHeaderModifier, requestHeaderModifier: {set: [%s]}}";

    private final HttpRouteDialect dialect = new HttpRouteDialect();

    private Optional<Objection> objection(ObjectNode route, RouteIntent intent, ClusterObjects cluster) {
        return dialect.objection(route, Optional.empty(), intent, cluster);
    }

    private static String backends(String refs) {
        return "- backendRefs: [" + refs + "]\n  matches: [{path: {type: PathPrefix, value: /}}]";
    }

    private static String headers(int count) {
        return IntStream.range(0, count).mapToObj("{name: h%d, type: Exact, value: x}"::formatted).collect(Collectors.joining(", "));
    }

    static Stream<Arguments> refused() {
        String champion = "{name: fraud-v1, port: 80}";
        RouteIntent share = Cases.share("5");
        return Stream.of(
                Arguments.of(share, Cases.withRules(backends(champion + ", {name: fraud-v2, port: 8080, weight: 3}")),
                        RouteReason.FOREIGN_BACKENDS, "leads to Service demo/fraud-v1:80, Service demo/fraud-v2:8080 in "
                                + "backendRefs; make it lead to the champion Service demo/fraud-v1:80 alone"),
                Arguments.of(share, Cases.withRules(backends("{name: other, port: 80}")), RouteReason.FOREIGN_BACKENDS, "Service demo/other:80"),
                Arguments.of(share, Cases.withRules(backends("{name: fraud-v1, port: 81}")), RouteReason.FOREIGN_BACKENDS, "fraud-v1:81"),
                Arguments.of(share, Cases.withRules(backends("{name: fraud-v1, port: 80, namespace: prod}")), RouteReason.FOREIGN_BACKENDS,
                        "Service prod/fraud-v1:80"),
                Arguments.of(share, Cases.withRules(backends("{name: fraud-v1, port: 80, group: multicluster.x-k8s.io, kind: ServiceImport}")),
                        RouteReason.FOREIGN_BACKENDS, "multicluster.x-k8s.io ServiceImport demo/fraud-v1:80"),
                Arguments.of(share, Cases.withRules(backends(champion + ", " + champion)), RouteReason.FOREIGN_BACKENDS, "alone"),
                Arguments.of(share, Cases.withRules(backends("")), RouteReason.FOREIGN_BACKENDS, "leads to nothing"),
                Arguments.of(share, Cases.withRules(backends("{name: fraud-v1, port: 80, weight: 0}")), RouteReason.FOREIGN_BACKENDS,
                        "the weight 0"),
                Arguments.of(share, Cases.route("sessionPersistence: {sessionName: a}"), RouteReason.UNSUPPORTED, "GEP-1619"),
                Arguments.of(share, Cases.route("filters: [{type: RequestRedirect, requestRedirect: {port: 1}}]"), RouteReason.UNSUPPORTED,
                        "redirects clients"),
                Arguments.of(share, Cases.withRules(backends("{name: fraud-v1, port: 80, filters: [{type: RequestRedirect, requestRedirect: "
                        + "{port: 1}}]}")), RouteReason.UNSUPPORTED, "redirects clients"),
                Arguments.of(share, Cases.withRules("[]"), RouteReason.RULE_NOT_FOUND, "HTTPRoute fraud has no rule; it has no rule at all"),
                Arguments.of(share, Cases.withRules("- name: a\n- name: b\n- {}"), RouteReason.AMBIGUOUS_RULE,
                        "3 rules; its rules are: a, b, (without a name); name the one to split in routing.routeRef.ruleName"),
                Arguments.of(Cases.named("c", "5"), Cases.withRules("- name: a\n- name: b"), RouteReason.RULE_NOT_FOUND,
                        "no rule of the name c; its rules are: a, b"),
                Arguments.of(Cases.named("a", "5"), Cases.withRules("- name: a\n- name: a"), RouteReason.AMBIGUOUS_RULE,
                        "2 rules of the name a"),
                Arguments.of(Cases.overriding("X-Choose", "5"), Cases.withRules("- name: gauntlet-0-v2"), RouteReason.CONFIG_INVALID,
                        "has a rule gauntlet-0-v2"),
                Arguments.of(Cases.overriding("x-mine", "5"), Cases.withRules("- matches: [{headers: [{name: X-Mine, value: a}]}]\n"
                        + "  backendRefs: [" + champion + "]"), RouteReason.CONFIG_INVALID, "matches the header x-mine itself"),
                Arguments.of(Cases.overriding("X-Choose", "5"), Cases.withRules("- matches: [{headers: [" + headers(16) + "]}]\n"
                        + "  backendRefs: [" + champion + "]"), RouteReason.UNSUPPORTED, "matches 16 headers"),
                Arguments.of(rule("r0", "X-Choose"), rules(15), RouteReason.UNSUPPORTED, "2 more rules for assignment.overrideHeader, "
                        + "which makes 17, and an HTTPRoute holds at most 16"),
                Arguments.of(Cases.overriding("X-Choose", "5"), matches(43), RouteReason.UNSUPPORTED, "86 more matches for "
                        + "assignment.overrideHeader, which makes 129, and an HTTPRoute holds at most 128"),
                Arguments.of(share, Cases.withRules(backends("{name: fraud-v1, port: 80, filters: [" + MODIFIER.formatted(headers(15)) + "]}")),
                        RouteReason.UNSUPPORTED, "has no room for the headers"),
                Arguments.of(share, mirroring("fraud-v2", 8080), RouteReason.CONFIG_INVALID,
                        "copies requests to Service demo/fraud-v2:8080 by a filter RequestMirror of its own"));
    }

    private static RouteIntent rule(String name, String header) {
        return Cases.intent(Optional.of(name), Optional.of(header), List.of(Cases.CHAMPION, Cases.CHALLENGER), Map.of("v2", "5"), Map.of());
    }

    private static ObjectNode rules(int count) {
        return Cases.withRules(IntStream.range(0, count).mapToObj("- {name: r%d, backendRefs: [{name: fraud-v1, port: 80}]}\n"::formatted)
                .collect(Collectors.joining()));
    }

    private static ObjectNode matches(int count) {
        return Cases.withRules("- backendRefs: [{name: fraud-v1, port: 80}]\n  matches: [" + "{method: POST}, ".repeat(count) + "]");
    }

    private static ObjectNode mirroring(String service, int port) {
        return Cases.route("filters: [{type: RequestMirror, requestMirror: {backendRef: {name: %s, port: %d}}}]".formatted(service, port));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRouteThatCannotBeSplitIsRefusedWithTheRemedy(RouteIntent intent, ObjectNode route, RouteReason reason, String part) {
        assertThat(objection(route, intent, Cases.noGateway())).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(reason);
            assertThat(objection.message()).contains(part).contains("HTTPRoute fraud");
        });
    }

    static Stream<Arguments> admitted() {
        return Stream.of(
                Arguments.of(Cases.share("5"), Cases.route()),
                Arguments.of(Cases.share("5"), Cases.withRules(backends("{name: fraud-v1, port: 80, namespace: demo, weight: 9, filters: ["
                        + MODIFIER.formatted(headers(14)) + "]}"))),
                Arguments.of(Cases.share("5"), Cases.route("filters: [{type: ExtensionRef, extensionRef: {group: a, kind: B, name: c}}, "
                        + "{type: URLRewrite, urlRewrite: {hostname: a}}]")),
                Arguments.of(Cases.share("5"), mirroring("audit", 80)),
                Arguments.of(Cases.named("r0", "5"), rules(16)),
                Arguments.of(rule("r0", "X-Choose"), rules(14)),
                Arguments.of(Cases.overriding("X-Choose", "5"), matches(42)));
    }

    @ParameterizedTest
    @MethodSource("admitted")
    void aRouteThatLeadsToTheChampionAloneIsSplitAndItsOwnSplitIsNoObjection(RouteIntent intent, ObjectNode route) {
        assertThat(objection(route, intent, Cases.noGateway())).isEmpty();

        ObjectNode original = dialect.original(route, intent);
        ObjectNode split = dialect.split(route, original, intent);

        assertThat(dialect.objection(split, Optional.of(original), intent, Cases.noGateway())).isEmpty();
        assertThat(dialect.objection(split, Optional.of(original), intent.withGoal(new RouteGoal.Release("v2")), Cases.noGateway())).isEmpty();
    }

    @Test
    void aRouteThatNoGatewayCarriesOrHasAcceptedIsNotTouched() {
        ObjectNode detached = Cases.route();
        ((ObjectNode) detached.path("spec")).remove("parentRefs");
        ObjectNode waiting = Cases.route();
        waiting.remove("status");

        assertThat(objection(detached, Cases.share("5"), Cases.noGateway())).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.CONFIG_INVALID);
            assertThat(objection.message()).contains("has no spec.parentRefs");
        });
        assertThat(objection(waiting, Cases.share("5"), Cases.noGateway())).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.NOT_ACCEPTED);
            assertThat(objection.message()).contains("Gateway infra/public has not said");
        });
        ObjectNode original = dialect.original(waiting, Cases.share("5"));
        assertThat(dialect.objection(waiting, Optional.of(original), Cases.share("5"), Cases.noGateway())).isEmpty();
        ObjectNode edited = Cases.route();
        ((ObjectNode) edited.path("metadata")).put("generation", 4);
        assertThat(objection(edited, Cases.share("5"), Cases.noGateway())).as("the gateway is about to look at it").isEmpty();
    }

    @Test
    void aRouteThatIsMadeNeedsNoGatewayToHaveAcceptedItYet() {
        RouteIntent plain = Cases.share("5");
        RouteTarget target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(
                List.of(new RouteTarget.Gateway("public", Optional.of("infra"), Optional.empty())), List.of(), "/")));
        RouteIntent intent = new RouteIntent(plain.owner(), "", Optional.of(target), plain.variants(), plain.assignment(), plain.shares(),
                Map.of(), Map.of(), 1, plain.goal());

        assertThat(objection(dialect.created(intent).orElseThrow(), intent, Cases.noGateway())).isEmpty();
    }

    @Test
    void aClaimedRuleMayLeadToVariantsOnly() {
        ObjectNode route = Cases.route();
        RouteIntent intent = Cases.share("5");
        Optional<ObjectNode> original = Optional.of(dialect.original(route, intent));
        ObjectNode edited = dialect.split(route, original.get(), intent);
        ((ArrayNode) edited.at("/spec/rules/0/backendRefs")).addObject().put("name", "stranger").put("port", 1);

        assertThat(dialect.objection(edited, original, intent, Cases.noGateway())).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.FOREIGN_BACKENDS);
            assertThat(objection.message()).contains("lead to Service demo/stranger:1, which is no variant");
        });
        assertThat(dialect.objection(edited, original, intent.withGoal(new RouteGoal.Release("v1")), Cases.noGateway())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PUT, true", "DELETE, true", "PATCH, true", "CONNECT, true", "POST, false", "GET, false", "HEAD, false"})
    void requestsThatMayChangeSomethingAreNotCopied(String method, boolean refused) {
        ObjectNode route = Cases.withRules("- backendRefs: [{name: fraud-v1, port: 80}]\n  matches: [{method: %s}]".formatted(method));
        ClusterObjects cluster = Cases.gateway("istio.io/gateway-controller", "");

        Optional<Objection> objection = objection(route, Cases.copies("50"), cluster);

        assertThat(objection.isPresent()).isEqualTo(refused);
        objection.ifPresent(found -> {
            assertThat(found.reason()).isEqualTo(RouteReason.UNSUPPORTED);
            assertThat(found.message()).contains("matches " + method + " requests").contains("a rule of their own");
        });
        assertThat(objection(route, Cases.share("5"), cluster)).isEmpty();
    }

    private static final String PLAIN = "supportedFeatures: [{name: HTTPRoute}, {name: HTTPRouteRequestMirror}]";
    private static final String ALL_OLD = "supportedFeatures: [HTTPRouteRequestMirror, SupportHTTPRouteRequestPercentageMirror]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "example.com/x | 50 | '' | it is not known whether Gateway infra/public (GatewayClass shared of example.com/x) can copy 50 % of the",
        "example.com/x | 100 | '' | no GatewayClass lists its features, among them HTTPRouteRequestMirror; these can: Istio, Envoy Gateway,",
        "traefik.io/gateway-controller | 100 | '' | cannot copy requests: its features lack HTTPRouteRequestMirror; these can: Istio",
        "projectcontour.io/gateway-controller | 50 | '' | its features lack HTTPRouteRequestPercentageMirror; these can: Istio, Envoy",
        "projectcontour.io/gateway-controller | 100 | '' | ",
        "istio.io/gateway-controller | 0.01 | '' | ",
        "istio.io/gateway-controller | 50 | " + PLAIN + " | its features lack HTTPRouteRequestPercentageMirror",
        "istio.io/gateway-controller | 100 | " + PLAIN + " | ",
        "example.com/x | 50 | " + ALL_OLD + " | ",
        "istio.io/gateway-controller | 50 | supportedFeatures: [] | "})
    void copiesAreOnlyAskedOfGatewaysThatMakeThem(String controller, String percent, String status, String part) {
        Optional<Objection> objection = objection(Cases.route(), Cases.copies(percent), Cases.gateway(controller, status));

        assertThat(objection.map(Objection::message).orElse("")).satisfies(message -> {
            if (part == null) {
                assertThat(message).isEmpty();
            } else {
                assertThat(message).contains(part).endsWith("and the provider ManagedProxy");
            }
        });
        assertThat(objection(Cases.route(), Cases.share("5"), Cases.gateway(controller, status))).as("weights always work").isEmpty();
    }

    @Test
    void severalCopiesOfARequestTakeAGatewayThatMakesThem() {
        RouteIntent both = Cases.intent(Optional.empty(), Optional.empty(), List.of(Cases.CHAMPION, Cases.CHALLENGER, Cases.RIVAL), Map.of(),
                Map.of("v2", "100", "v3", "100"));
        ClusterObjects one = Cases.gateway("solo.io/gloo-gateway", "");

        assertThat(objection(Cases.route(), both, one)).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("to 2 targets: its features lack HTTPRouteRequestMultipleMirrors"));
        assertThat(objection(mirroring("audit", 80), Cases.copies("100"), one)).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("to 2 targets with the rule's own RequestMirror"));
        assertThat(objection(mirroring("audit", 80), both, Cases.gateway("istio.io/gateway-controller", ""))).isEmpty();
    }

    @Test
    void gatewaysThatAreMissingOrNoGatewaysAtAllAreNotKnown() {
        ObjectNode mesh = Cases.route();
        ((ObjectNode) mesh.at("/spec/parentRefs/0")).put("group", "").put("kind", "Service");

        assertThat(objection(Cases.route(), Cases.copies("100"), Cases.noGateway())).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("not known whether Gateway infra/public, which does not exist, can copy"));
        assertThat(objection(mesh, Cases.copies("100"), Cases.noGateway())).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("not known whether Service infra/public can copy"));
    }

    @Test
    void aRuleHoldsSixteenFilters() {
        ObjectNode full = Cases.route("filters: [" + "{type: ExtensionRef, extensionRef: {group: a, kind: B, name: c}}, ".repeat(16) + "]");

        assertThat(objection(full, Cases.copies("100"), Cases.gateway("istio.io/gateway-controller", ""))).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("would have 17 filters").contains("at most 16"));
        assertThat(objection(full, Cases.share("5"), Cases.noGateway())).isEmpty();
    }
}
