package dev.gauntlet.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the local gateway makes of routes. */
class RouteReadersTest {

    private static final ClusterObjects NOTHING = (kind, namespace, name) -> Optional.empty();

    private static ObjectNode yaml(String text) {
        return Serialization.unmarshal(text, ObjectNode.class);
    }

    private static List<Rule> httpRoute(String rules) {
        return new HttpRouteReader().rules(yaml("metadata: {namespace: demo, name: digits}\nspec:\n  rules:\n" + rules), NOTHING);
    }

    private static List<Rule> virtualService(String http) {
        return new VirtualServiceReader().rules(yaml("metadata: {namespace: demo, name: digits}\nspec:\n  http:\n" + http), NOTHING);
    }

    private static String service(List<Rule> rules, String path, Map<String, String> headers) {
        RequestHead request = new RequestHead("POST", path, headers);
        return rules.stream().filter(rule -> rule.matches(request)).findFirst().flatMap(rule -> rule.draw(0)).map(Backend::service)
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource({"/v1/infer, exact", "/v1/infer/x, long", "/v1/x, short", "/v1x, none", "/v1, short"})
    void theMoreSpecificPathOfAnHttpRouteWinsWhateverTheOrder(String path, String expected) {
        List<Rule> rules = httpRoute("""
              - {matches: [{path: {type: PathPrefix, value: /v1}}], backendRefs: [{name: short, port: 80}]}
              - {matches: [{path: {type: PathPrefix, value: /v1/infer}}], backendRefs: [{name: long, port: 80}]}
              - {matches: [{path: {type: Exact, value: /v1/infer}}], backendRefs: [{name: exact, port: 80}]}
            """);
        assertThat(service(rules, path, Map.of())).isEqualTo(expected);
    }

    @Test
    void ofEqualPathsTheOneWithMoreHeadersWinsAndThenTheFirst() {
        List<Rule> rules = httpRoute("""
              - backendRefs: [{name: everybody, port: 80}]
              - {matches: [{headers: [{name: X-A, value: "1"}]}], backendRefs: [{name: first, port: 80}]}
              - {matches: [{headers: [{name: x-b, value: "1"}]}], backendRefs: [{name: second, port: 80}]}
              - {matches: [{headers: [{name: X-A, value: "1"}, {name: X-B, value: "2"}]}], backendRefs: [{name: both, port: 80}]}
            """);
        assertThat(service(rules, "/", Map.of())).isEqualTo("everybody");
        assertThat(service(rules, "/", Map.of("x-a", "1"))).isEqualTo("first");
        assertThat(service(rules, "/", Map.of("x-a", "1", "x-b", "1"))).isEqualTo("first");
        assertThat(service(rules, "/", Map.of("x-a", "1", "x-b", "2"))).isEqualTo("both");
    }

    @Test
    void weightsFiltersAndMirrorsOfAnHttpRouteAreRead() {
        Rule rule = httpRoute("""
              - filters:
                - {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-All, value: a}], remove: [X-Gone]}}
                - {type: RequestMirror, requestMirror: {backendRef: {name: shadow, port: 81}, percent: 25}}
                - {type: RequestMirror, requestMirror: {backendRef: {name: other, port: 82}, fraction: {numerator: 1, denominator: 200}}}
                backendRefs:
                - {name: candidate, port: 8080, weight: 5, filters: [{type: RequestHeaderModifier,
                   requestHeaderModifier: {set: [{name: X-Variant, value: candidate}]}}]}
                - {name: baseline, port: 8080, weight: 95}
            """).get(0);
        assertThat(rule.backends()).extracting(Backend::service, Backend::port, Backend::weight, Backend::series).containsExactly(
                tuple("candidate", 8080, 5L, "httproute/demo/digits/rule/0/backend/0"),
                tuple("baseline", 8080, 95L, "httproute/demo/digits/rule/0/backend/1"));
        assertThat(rule.backends().get(0).headers()).isEqualTo(
                new HeaderEdits(Map.of("X-All", "a", "X-Variant", "candidate"), List.of("X-Gone")));
        assertThat(rule.mirrors()).extracting(m -> m.target().service(), Mirror::percent).containsExactly(
                tuple("shadow", 25.0), tuple("other", 0.5));
    }

    @Test
    void backendsWithoutFiltersOfTheirOwnShareOneClusterInTheMetrics() {
        assertThat(httpRoute("  - backendRefs: [{name: a, port: 80}, {name: b, port: 80}]\n").get(0).backends())
                .extracting(Backend::series, Backend::weight).containsOnly(
                        tuple("httproute/demo/digits/rule/0", 1L));
    }

    @Test
    void backendsAreDrawnInProportionToTheirWeightsAndNoneWithoutWeight() {
        Rule rule = httpRoute("  - backendRefs: [{name: a, port: 80, weight: 3}, {name: z, port: 80, weight: 0}, {name: b, port: 80}]\n")
                .get(0);
        long a = IntStream.range(0, 1000).filter(i -> rule.draw(i / 1000.0).orElseThrow().service().equals("a")).count();
        assertThat(a / 1000.0).isCloseTo(0.75, within(0.001));
        assertThat(IntStream.range(0, 1000).mapToObj(i -> rule.draw(i / 1000.0).orElseThrow().service())).containsOnly("a", "b");
        assertThat(httpRoute("  - backendRefs: [{name: a, port: 80, weight: 0}]\n").get(0).draw(0)).isEmpty();
    }

    @Test
    void anHttpRouteIsAcceptedForItsGenerationByEachParent() {
        ObjectNode route = yaml("metadata: {generation: 7}\nspec: {parentRefs: [{name: edge}, {name: inner}]}");
        ObjectNode status = new HttpRouteReader().status(route, true, "2026-01-01T00:00:00Z").orElseThrow();
        assertThat(status.findValuesAsText("name")).containsExactly("edge", "inner");
        assertThat(status.at("/parents/1/conditions")).hasSize(2).allSatisfy(condition -> {
            assertThat(condition.path("status").asText()).isEqualTo("True");
            assertThat(condition.path("observedGeneration").asInt()).isEqualTo(7);
        });
        assertThat(new HttpRouteReader().status(route, false, "2026-01-01T00:00:00Z").orElseThrow().at("/parents/0/conditions/0/status")
                .asText()).isEqualTo("False");
    }

    @Test
    void theFirstMatchingRouteOfAVirtualServiceIsTaken() {
        List<Rule> rules = virtualService("""
              - {match: [{uri: {prefix: /v1}}, {headers: {X-A: {exact: "1"}}}], route: [{destination: {host: prefix}}]}
              - {match: [{uri: {exact: /v1/infer}}], route: [{destination: {host: never}}]}
              - {match: [{headers: {cookie: {regex: ".*arm=b.*"}}}], route: [{destination: {host: cookie}}]}
              - {route: [{destination: {host: rest.demo.svc.cluster.local}}]}
            """);
        assertThat(service(rules, "/v1/infer", Map.of())).isEqualTo("prefix");
        assertThat(service(rules, "/v1x", Map.of())).isEqualTo("prefix");
        assertThat(service(rules, "/", Map.of("x-a", "1"))).isEqualTo("prefix");
        assertThat(service(rules, "/", Map.of("cookie", "x=1; arm=b; y=2"))).isEqualTo("cookie");
        assertThat(service(rules, "/", Map.of())).isEqualTo("rest");
    }

    @Test
    void weightsHeadersAndMirrorsOfAVirtualServiceAreRead() {
        Rule rule = virtualService("""
              - headers: {request: {set: {x-all: a}}}
                mirrors: [{destination: {host: shadow, port: {number: 81}}, percentage: {value: 12.5}}]
                mirror: {host: old}
                route:
                - {destination: {host: baseline, port: {number: 8080}}, weight: 95}
                - {destination: {host: candidate, port: {number: 8080}}, weight: 5, headers: {request: {set: {x-variant: candidate}}}}
            """).get(0);
        assertThat(rule.backends()).extracting(Backend::service, Backend::port, Backend::weight).containsExactly(
                tuple("baseline", 8080, 95L), tuple("candidate", 8080, 5L));
        assertThat(rule.backends().get(1).headers().set()).isEqualTo(Map.of("x-all", "a", "x-variant", "candidate"));
        assertThat(rule.mirrors()).extracting(m -> m.target().service(), Mirror::percent).containsExactly(
                tuple("shadow", 12.5), tuple("old", 100.0));
    }

    @Test
    void aDelegateStandsForTheRouteThatNamesIt() {
        ObjectNode delegate = yaml("""
            metadata: {namespace: demo, name: inner}
            spec:
              http: [{match: [{headers: {x-a: {exact: "1"}}}], route: [{destination: {host: a}}]}, {route: [{destination: {host: b}}]}]
            """);
        List<Rule> rules = new VirtualServiceReader().rules(yaml("""
            metadata: {namespace: demo, name: outer}
            spec: {http: [{match: [{uri: {prefix: /v1}}], delegate: {name: inner}}, {route: [{destination: {host: rest}}]}]}
            """), (kind, namespace, name) -> namespace.equals("demo") && name.equals("inner") ? Optional.of(delegate) : Optional.empty());
        assertThat(service(rules, "/v1", Map.of("x-a", "1"))).isEqualTo("a");
        assertThat(service(rules, "/v1", Map.of())).isEqualTo("b");
        assertThat(service(rules, "/", Map.of("x-a", "1"))).isEqualTo("rest");
    }

    @Test
    void aTraefikServiceSplitsOrMirrorsOverAWeightedOne() {
        ObjectNode weighted = yaml("""
            metadata: {namespace: demo, name: split}
            spec: {weighted: {services: [{name: baseline, port: 8080, weight: 3}, {name: candidate, port: 8080, weight: 1}]}}
            """);
        Rule rule = new TraefikServiceReader().rules(yaml("""
            metadata: {namespace: demo, name: copying}
            spec: {mirroring: {kind: TraefikService, name: split, mirrors: [{name: shadow, port: 8080, percent: 10}]}}
            """), (kind, namespace, name) -> Optional.of(weighted)).get(0);
        assertThat(rule.backends()).extracting(Backend::series, Backend::weight).containsExactly(
                tuple("demo-baseline-8080@kubernetescrd", 3L),
                tuple("demo-candidate-8080@kubernetescrd", 1L));
        assertThat(rule.mirrors()).extracting(m -> m.target().service(), Mirror::percent).containsExactly(
                tuple("shadow", 10.0));
    }

    @Test
    void aKnativeServiceSplitsOverRevisionsAndTellsWhatItServes() {
        ObjectNode route = yaml("""
            metadata: {namespace: demo, name: digits, generation: 3}
            spec:
              template: {metadata: {name: digits-v2}}
              traffic: [{revisionName: digits-v1, percent: 90}, {latestRevision: true, percent: 10, tag: next}]
            """);
        KnativeServiceReader reader = new KnativeServiceReader();
        assertThat(reader.rules(route, NOTHING).get(0).backends()).extracting(Backend::service, Backend::weight).containsExactly(
                tuple("digits-v1", 90L), tuple("digits-v2", 10L));
        ObjectNode status = reader.status(route, true, "2026-01-01T00:00:00Z").orElseThrow();
        assertThat(status.path("observedGeneration").asInt()).isEqualTo(3);
        assertThat(status.at("/traffic/1/revisionName").asText()).isEqualTo("digits-v2");
    }

    private static ObjectNode reported(RouteReader reader, ObjectNode route) {
        return (ObjectNode) route.set("status", reader.status(route, true, "2026-01-01T00:00:00Z").orElseThrow());
    }

    private static List<String> weights(RouteReader reader, ObjectNode route) {
        return reader.rules(route, NOTHING).get(0).backends().stream().map(backend -> backend.service() + " " + backend.weight()).toList();
    }

    @Test
    void eachOtherTemplateOfAKnativeServiceIsTheNextRevision() {
        ObjectNode route = yaml("metadata: {namespace: demo, name: digits}\nspec: {template: {spec: {image: one}}}");
        KnativeServiceReader reader = new KnativeServiceReader();
        assertThat(weights(reader, route)).containsExactly("digits-00001 100");
        ((ObjectNode) route.at("/spec/template/spec")).put("image", "two");
        assertThat(weights(reader, route)).containsExactly("digits-00002 100");
        assertThat(weights(reader, route)).containsExactly("digits-00002 100");
        ((ObjectNode) route.at("/spec/template/spec")).put("image", "one");
        assertThat(weights(reader, route)).containsExactly("digits-00003 100");
    }

    @Test
    void anInferenceServiceSplitsBetweenItsLatestRevisionAndTheOneThatWasRolledOutBefore() {
        ObjectNode route = yaml("metadata: {namespace: demo, name: digits}\nspec: {predictor: {model: {storageUri: one}}}");
        ObjectNode predictor = (ObjectNode) route.at("/spec/predictor");
        KServeKnativeReader reader = new KServeKnativeReader();
        assertThat(weights(reader, reported(reader, route))).containsExactly("digits-predictor-00001 100");

        predictor.put("canaryTrafficPercent", 0);
        ((ObjectNode) predictor.path("model")).put("storageUri", "two");
        assertThat(weights(reader, reported(reader, route)))
                .containsExactly("digits-predictor-00002 0", "digits-predictor-00001 100");
        predictor.put("canaryTrafficPercent", 30);
        assertThat(weights(reader, reported(reader, route)))
                .containsExactly("digits-predictor-00002 30", "digits-predictor-00001 70");

        predictor.remove("canaryTrafficPercent");
        assertThat(weights(reader, reported(reader, route))).containsExactly("digits-predictor-00002 100");
        assertThat(route.at("/status/components/predictor/latestRolledoutRevision").asText()).isEqualTo("digits-predictor-00002");

        predictor.put("canaryTrafficPercent", 0);
        assertThat(weights(reader, reported(reader, route))).as("the one before is back")
                .containsExactly("digits-predictor-00002 0", "digits-predictor-00001 100");
    }

    @Test
    void theEntriesOfAnInferenceServiceTakeTheirPercentsFromItsPredictor() {
        ObjectNode route = yaml("""
            metadata: {namespace: demo, name: digits}
            spec:
              predictor: {model: {storageUri: one}}
              canary: [{trafficPercent: 20, predictor: {name: v2}}, {trafficPercent: 5, predictor: {name: v3}}]
            """);
        KServeStandardReader reader = new KServeStandardReader();
        assertThat(weights(reader, route))
                .containsExactly("digits-predictor 75", "digits-v2-predictor 20", "digits-v3-predictor 5");
        assertThat(reported(reader, route).at("/status/canaryStatuses/1").toString())
                .isEqualTo("{\"name\":\"v3\",\"ready\":true,\"trafficPercent\":5}");
    }

    @Test
    void aSeldonExperimentSplitsByTheWeightsOfItsCandidatesAndMirrors() {
        ObjectNode route = yaml("""
            metadata: {namespace: demo, name: digits}
            spec:
              candidates: [{name: baseline, weight: 9950}, {name: candidate, weight: 50}]
              mirror: {name: shadow, percent: 10}
            """);
        SeldonExperimentReader reader = new SeldonExperimentReader();
        assertThat(weights(reader, route)).containsExactly("baseline 9950", "candidate 50");
        assertThat(reader.rules(route, NOTHING).get(0).mirrors()).extracting(m -> m.target().service(), Mirror::percent)
                .containsExactly(tuple("shadow", 10.0));
        assertThat(reader.status(route, false, "2026-01-01T00:00:00Z").orElseThrow().findValuesAsText("status"))
                .containsOnly("False");
    }
}
