package dev.gauntlet.routing.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.foreign.ClusterObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a rule looks while it is split, and afterwards. */
class HttpRouteSplitTest {

    private final HttpRouteDialect dialect = new HttpRouteDialect();

    private ObjectNode split(ObjectNode route, RouteIntent intent) {
        return dialect.split(route, dialect.original(route, intent), intent);
    }

    private static List<String> weights(JsonNode rule) {
        return Nodes.objects(rule.path("backendRefs")).stream().map(ref -> ref.path("name").asText() + ":" + ref.path("port").asInt() + "="
                + ref.path("weight").asInt()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0     | [fraud-v1:80=10000]",
        "0.01  | [fraud-v1:80=9999, fraud-v2:8080=1]",
        "5     | [fraud-v1:80=9500, fraud-v2:8080=500]",
        "33.33 | [fraud-v1:80=6667, fraud-v2:8080=3333]",
        "99.99 | [fraud-v1:80=1, fraud-v2:8080=9999]",
        "100   | [fraud-v2:8080=10000]"})
    void weightsAreHundredthsOfAPercentAndWhoHasNoneIsLeftOut(String share, String expected) {
        assertThat(weights(split(Cases.route(), Cases.share(share)).at("/spec/rules/0"))).hasToString(expected);
    }

    @Test
    void allOfASplitRule() {
        ObjectNode route = Cases.route("name: predict", "timeouts: {request: 3s}", "future: {b: 1, a: [2]}");

        JsonNode rules = split(route, Cases.named("predict", "12.5")).at("/spec/rules");

        assertThat(rules).hasSize(1);
        assertThat(rules.get(0)).hasToString(Cases.yaml("""
                backendRefs:
                - filters:
                  - requestHeaderModifier:
                      set: [{name: X-Gauntlet-Source, value: assigned}, {name: X-Gauntlet-Variant, value: v1}]
                    type: RequestHeaderModifier
                  group: ""
                  kind: Service
                  name: fraud-v1
                  port: 80
                  weight: 8750
                - filters:
                  - requestHeaderModifier:
                      set: [{name: X-Gauntlet-Source, value: assigned}, {name: X-Gauntlet-Variant, value: v2}]
                    type: RequestHeaderModifier
                  group: ""
                  kind: Service
                  name: fraud-v2
                  port: 8080
                  weight: 1250
                matches: [{path: {type: PathPrefix, value: /predict}}]
                name: predict
                timeouts: {request: 3s}
                future: {b: 1, a: [2]}
                """).toString());
    }

    @Test
    void theChampionsBackendKeepsItsFieldsAndFiltersAndChallengersGetNone() {
        ObjectNode route = Cases.withRules("""
                - matches: [{path: {type: PathPrefix, value: /}}]
                  backendRefs:
                  - name: fraud-v1
                    port: 80
                    future: yes
                    filters:
                    - {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [server]}}
                    - {type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: a, value: b}], set: [{name: x-gauntlet-variant, value: c}]}}
                """);

        JsonNode backends = split(route, Cases.share("50")).at("/spec/rules/0/backendRefs");

        assertThat(backends.get(0)).isEqualTo(Cases.yaml("""
                name: fraud-v1
                port: 80
                future: yes
                weight: 5000
                filters:
                - {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [server]}}
                - type: RequestHeaderModifier
                  requestHeaderModifier:
                    add: [{name: a, value: b}]
                    set: [{name: x-gauntlet-variant, value: v1}, {name: X-Gauntlet-Source, value: assigned}]
                """));
        assertThat(backends.at("/1/filters")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"traefik.io/gateway-controller", "gateway.nginx.org/nginx-gateway-controller", "example.com/unknown"})
    void backendsGetHeadersOnlyWhereTheGatewayIsKnownToHaveThem(String controller) {
        ObjectNode route = Cases.accepted(Cases.route(), controller);

        assertThat(split(route, Cases.share("5")).at("/spec/rules/0/backendRefs").findPath("filters").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gateway.envoyproxy.io/gatewayclass-controller |                                                               | true",
        "example.com/unknown                           |                                                               | false",
        "example.com/unknown                           | HTTPRouteBackendRequestHeaderModification                     | true",
        "example.com/unknown                           | {name: SupportHTTPRouteBackendRequestHeaderModification}      | true",
        "gateway.envoyproxy.io/gatewayclass-controller | HTTPRouteRequestMirror                                        | false"})
    void whatTheGatewayClassListsCountsMoreThanWhatIsKnownOfItsController(String controller, String listed, boolean headers) {
        ClusterObjects cluster = Cases.gateway(controller, listed == null ? "" : "supportedFeatures: [" + listed + "]");
        ObjectNode route = Cases.accepted(Cases.route(), controller);

        ObjectNode split = dialect.split(route, dialect.original(route, Cases.share("5"), cluster), Cases.share("5"));

        assertThat(split.at("/spec/rules/0/backendRefs/1").has("filters")).isEqualTo(headers);
    }

    @Test
    void aRouteThatIsMadeGetsHeadersByBackendFromItsGatewayAndLosesThemInTheEnd() {
        RouteIntent plain = Cases.share("5");
        RouteTarget target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(
                List.of(new RouteTarget.Gateway("public", Optional.of("infra"), Optional.empty())), List.of(), "/")));
        RouteIntent intent = new RouteIntent(plain.owner(), "", Optional.of(target), plain.variants(), plain.assignment(), plain.shares(),
                Map.of(), Map.of(), 1, new RouteGoal.Split());
        ObjectNode made = dialect.created(intent).orElseThrow();
        ObjectNode original = dialect.original(made, intent, Cases.gateway("istio.io/gateway-controller", ""));

        ObjectNode split = dialect.split(made, original, intent);

        assertThat(split.at("/spec/rules/0/backendRefs/0/filters/0/requestHeaderModifier/set").toString()).contains("assigned", "v1");
        assertThat(split.at("/spec/rules/0/backendRefs/1/filters/0/requestHeaderModifier/set").toString()).contains("assigned", "v2");
        assertThat(dialect.release(split, original, intent, "v1")).hasToString(made.toString());
        assertThat(dialect.release(split, original, intent, "v2").at("/spec/rules/0/backendRefs/0").has("filters")).isFalse();
    }

    @Test
    void aParentWithoutAGatewayClassCountsByTheControllersThatTookTheRouteForIt() {
        ObjectNode route = Cases.route();
        ((ObjectNode) route.at("/spec/parentRefs/0")).put("kind", "ListenerSet");
        ObjectNode taken = route.deepCopy();
        ((ObjectNode) taken.at("/status/parents/0/parentRef")).put("kind", "ListenerSet");

        assertThat(split(taken, Cases.share("5")).at("/spec/rules").toString()).contains("X-Gauntlet-Variant");
        assertThat(split(route, Cases.share("5")).at("/spec/rules").toString()).as("taken for another parent only")
                .doesNotContain("X-Gauntlet");
    }

    @Test
    void whatTheGatewayHasIsDecidedOnceAtTheClaim() {
        RouteIntent intent = Cases.share("5");
        ObjectNode taken = Cases.route();
        ObjectNode fresh = taken.deepCopy();
        fresh.remove("status");

        assertThat(dialect.split(fresh, dialect.original(taken, intent), intent).at("/spec/rules").toString()).contains("X-Gauntlet-Variant");
        assertThat(dialect.split(taken, dialect.original(fresh, intent), intent).at("/spec/rules").toString()).doesNotContain("X-Gauntlet");
    }

    @Test
    void aSplitWhoseMemoryGotLostStillLeadsBackToTheChampionWithoutCopies() {
        ObjectNode route = Cases.route();
        RouteIntent intent = Cases.intent(Optional.empty(), Optional.empty(), List.of(Cases.CHAMPION, Cases.CHALLENGER, Cases.RIVAL),
                Map.of("v2", "100"), Map.of("v3", "50"));
        ObjectNode split = split(route, intent);

        ObjectNode back = dialect.split(split, dialect.original(split, intent), intent.withTraffic(Map.of(), Map.of()));

        assertThat(weights(back.at("/spec/rules/0"))).containsExactly("fraud-v1:80=10000");
        assertThat(back.at("/spec/rules/0").has("filters")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "100  | {requestMirror: {backendRef: {group: '', kind: Service, name: fraud-v2, port: 8080}}, type: RequestMirror}",
        "50   | {requestMirror: {backendRef: {group: '', kind: Service, name: fraud-v2, port: 8080}, percent: 50}, type: RequestMirror}",
        "12.5 | {requestMirror: {backendRef: {group: '', kind: Service, name: fraud-v2, port: 8080}, "
                + "fraction: {denominator: 10000, numerator: 1250}}, type: RequestMirror}"})
    void copiesAreAFilterBehindTheUsers(String percent, String expected) {
        ObjectNode route = Cases.route("filters: [{type: URLRewrite, urlRewrite: {hostname: models}}]");

        JsonNode rule = split(route, Cases.copies(percent)).at("/spec/rules/0");

        assertThat(rule.path("filters")).hasSize(2);
        assertThat(rule.at("/filters/0")).isEqualTo(route.at("/spec/rules/0/filters/0"));
        assertThat(rule.at("/filters/1")).hasToString(Cases.yaml(expected).toString());
        assertThat(weights(rule)).containsExactly("fraud-v1:80=10000");
    }

    @Test
    void copiesGoWhereTheIntentWantsThemAndNoneIsLeftWhenItForgetsThat() {
        RouteIntent plain = Cases.copies("50");
        RouteIntent comparing = new RouteIntent(plain.owner(), "", plain.target(), plain.variants(), plain.assignment(), plain.shares(),
                plain.mirrored(), Map.of("v2", new RouteIntent.CopyTarget("comparator", 9000)), 1, plain.goal());
        ObjectNode route = Cases.route();
        ObjectNode original = dialect.original(route, comparing);

        ObjectNode split = dialect.split(route, original, comparing);

        assertThat(split.at("/spec/rules/0/filters/0/requestMirror/backendRef/name").asText()).isEqualTo("comparator");
        assertThat(dialect.split(split, original, Cases.share("5")).at("/spec/rules/0").has("filters")).isFalse();
        assertThat(dialect.release(split, original, plain, "v1")).hasToString(route.toString());
    }

    @Test
    void aRulePerVariantServesTheOverrideHeaderBeforeTheRuleWithoutCopies() {
        ObjectNode route = Cases.withRules("""
                - name: health
                  matches: [{path: {type: Exact, value: /health}}]
                  backendRefs: [{name: other, port: 1}]
                - name: predict
                  matches:
                  - {path: {type: PathPrefix, value: /v1}, headers: [{name: a, type: Exact, value: b}]}
                  - {path: {type: PathPrefix, value: /v2}, method: POST}
                  filters: [{type: URLRewrite, urlRewrite: {hostname: models}}]
                  timeouts: {request: 3s}
                  backendRefs: [{name: fraud-v1, port: 80, weight: 7}]
                """);
        RouteIntent intent = Cases.intent(Optional.of("predict"), Optional.of("X-Gauntlet-Variant"), List.of(Cases.CHAMPION, Cases.CHALLENGER),
                Map.of(), Map.of("v2", "100"));

        JsonNode rules = split(route, intent).at("/spec/rules");

        assertThat(rules.findValuesAsText("timeouts")).hasSize(3);
        assertThat(Nodes.objects(rules).stream().map(rule -> rule.path("name").asText())).containsExactly("health", "gauntlet-predict-v1",
                "gauntlet-predict-v2", "predict");
        assertThat(rules.get(2)).hasToString(Cases.yaml("""
                backendRefs:
                - filters:
                  - requestHeaderModifier:
                      set: [{name: X-Gauntlet-Source, value: override}, {name: X-Gauntlet-Variant, value: v2}]
                    type: RequestHeaderModifier
                  group: ""
                  kind: Service
                  name: fraud-v2
                  port: 8080
                  weight: 1
                filters: [{type: URLRewrite, urlRewrite: {hostname: models}}]
                matches:
                - headers: [{name: a, type: Exact, value: b}, {name: X-Gauntlet-Variant, type: Exact, value: v2}]
                  path: {type: PathPrefix, value: /v1}
                - {headers: [{name: X-Gauntlet-Variant, type: Exact, value: v2}], method: POST, path: {type: PathPrefix, value: /v2}}
                name: gauntlet-predict-v2
                timeouts: {request: 3s}
                """).toString());
        assertThat(rules.at("/3/filters")).hasSize(2);
    }

    @Test
    void aRuleWithoutANameOrMatchesGetsRulesForTheOverrideHeaderToo() {
        ObjectNode route = Cases.withRules("- backendRefs: [{name: fraud-v1, port: 80}]");

        JsonNode first = split(route, Cases.overriding("X-Choose", "5")).at("/spec/rules/0");

        assertThat(first.path("name").asText()).isEqualTo("gauntlet-0-v1");
        assertThat(first.path("matches")).hasToString("[" + Cases.yaml("{headers: [{name: X-Choose, type: Exact, value: v1}], "
                + "path: {type: PathPrefix, value: /}}") + "]");
    }

    @Test
    void namesOfRulesAreAtMost253Characters() {
        String longest = "a".repeat(253);
        assertThat(OverrideRules.name(Cases.named(longest, "5"), Cases.CHALLENGER)).hasSizeLessThan(254).matches("gauntlet-[0-9a-f]{8}-v2")
                .isNotEqualTo(OverrideRules.name(Cases.named("b".repeat(253), "5"), Cases.CHALLENGER));
    }

    @Test
    void aWinnerIsReleasedAsItWasMeasured() {
        ObjectNode route = Cases.withRules("""
                - name: predict
                  filters: []
                  backendRefs:
                  - {name: fraud-v1, port: 80, weight: 7, namespace: demo, filters: [{type: URLRewrite, urlRewrite: {hostname: v1}}]}
                  timeouts: {request: 3s}
                """);
        RouteIntent intent = Cases.intent(Optional.of("predict"), Optional.of("X-Choose"), List.of(Cases.CHAMPION, Cases.CHALLENGER),
                Map.of("v2", "50"), Map.of());
        ObjectNode original = dialect.original(route, intent);

        ObjectNode released = dialect.release(dialect.split(route, original, intent), original, intent, "v2");

        assertThat(released.at("/spec/rules")).hasToString("[" + Cases.yaml("""
                name: predict
                filters: []
                backendRefs: [{name: fraud-v2, port: 8080, weight: 7, namespace: demo}]
                timeouts: {request: 3s}
                """) + "]");
        assertThat(dialect.release(released, original, intent, "v2")).isEqualTo(released);
        assertThat(dialect.release(released, original, intent, "v1")).hasToString(route.toString());
    }

    @Test
    void whatUsersChangeInTheRuleMeanwhileStays() {
        ObjectNode route = Cases.route("filters: [{type: URLRewrite, urlRewrite: {hostname: models}}]");
        RouteIntent intent = Cases.copies("50");
        ObjectNode original = dialect.original(route, intent);
        ObjectNode edited = dialect.split(route, original, intent);
        ((ObjectNode) edited.at("/spec/rules/0/filters/0/urlRewrite")).put("hostname", "other");
        ((ObjectNode) edited.at("/spec/rules/0")).putObject("timeouts").put("request", "1s");

        assertThat(dialect.split(edited, original, intent)).isEqualTo(edited);

        JsonNode released = dialect.release(edited, original, intent, "v1").at("/spec/rules/0");
        assertThat(released.path("filters")).hasToString("[{\"type\":\"URLRewrite\",\"urlRewrite\":{\"hostname\":\"other\"}}]");
        assertThat(released.at("/timeouts/request").asText()).isEqualTo("1s");
    }

    @Test
    void aRuleWithoutANameIsFoundAgainAmongOthersThatCameMeanwhile() {
        ObjectNode route = Cases.route();
        RouteIntent intent = Cases.overriding("X-Choose", "5");
        ObjectNode original = dialect.original(route, intent);
        ObjectNode edited = dialect.split(route, original, intent);
        ObjectNode added = Cases.yaml("{matches: [{path: {type: Exact, value: /health}}], backendRefs: [{name: health, port: 1}]}");
        ((ArrayNode) edited.at("/spec/rules")).insert(0, added);

        assertThat(dialect.split(edited, original, intent)).isEqualTo(edited);
        ObjectNode released = dialect.release(edited, original, intent, "v1");
        assertThat(released.at("/spec/rules/0")).isEqualTo(added);
        assertThat(released.at("/spec/rules/1")).hasToString(route.at("/spec/rules/0").toString());
        assertThat(released.at("/spec/rules")).hasSize(2);
    }

    @Test
    void aRouteWhoseRuleIsGoneIsCleanedAndOtherwiseLeftAlone() {
        ObjectNode route = Cases.route("name: predict");
        RouteIntent intent = Cases.intent(Optional.of("predict"), Optional.of("X-Choose"), List.of(Cases.CHAMPION, Cases.CHALLENGER),
                Map.of("v2", "5"), Map.of());
        ObjectNode original = dialect.original(route, intent);
        ObjectNode edited = dialect.split(route, original, intent);
        ((ObjectNode) edited.at("/spec/rules/2")).put("name", "renamed");

        assertThat(dialect.release(edited, original, intent, "v1").at("/spec/rules").findValuesAsText("name")).contains("renamed")
                .doesNotContain("gauntlet-predict-v1", "gauntlet-predict-v2");
        assertThat(dialect.split(edited, original, intent).at("/spec/rules")).hasSize(1);
    }

    @Test
    void aCreatedRouteLeadsToTheChampion() {
        RouteIntent plain = Cases.share("5");
        RouteTarget target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(
                List.of(new RouteTarget.Gateway("public", Optional.of("infra"), Optional.of("https")),
                        new RouteTarget.Gateway("local", Optional.empty(), Optional.empty())), List.of("fraud.example.com"), "/predict")));
        RouteIntent intent = new RouteIntent(plain.owner(), "", Optional.of(target), plain.variants(), plain.assignment(), plain.shares(),
                Map.of(), Map.of(), 1, new RouteGoal.Split());

        assertThat(dialect.created(intent)).hasValueSatisfying(route -> assertThat(route).hasToString(Cases.yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: fraud}
                spec:
                  hostnames: [fraud.example.com]
                  parentRefs:
                  - {group: gateway.networking.k8s.io, kind: Gateway, name: public, namespace: infra, sectionName: https}
                  - {group: gateway.networking.k8s.io, kind: Gateway, name: local}
                  rules:
                  - backendRefs: [{group: "", kind: Service, name: fraud-v1, port: 80, weight: 1}]
                    matches: [{path: {type: PathPrefix, value: /predict}}]
                    name: predict
                """).toString()));
        assertThat(dialect.created(plain)).isEmpty();
    }
}
