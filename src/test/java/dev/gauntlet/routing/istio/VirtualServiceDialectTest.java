package dev.gauntlet.routing.istio;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.Capabilities;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import dev.gauntlet.routing.RouteTarget.Creation;
import dev.gauntlet.routing.RouteTarget.Gateway;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.DigitsIntent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualServiceDialectTest {

    private static final String CHAMPION = "route: [{destination: {host: digits-baseline, port: {number: 8080}}}]";
    private static final String SETS = "headers: {request: {set: {X-Gauntlet-Variant: %s, X-Gauntlet-Source: assigned}}}";

    private final VirtualServiceDialect dialect = new VirtualServiceDialect();

    private static ObjectNode route(String... rules) {
        return yaml("{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: digits, namespace: demo}, spec: {hosts: [digits],"
                + " http: [" + String.join(", ", rules) + "]}}");
    }

    private ObjectNode split(ObjectNode route, DigitsIntent intent) {
        return dialect.split(route, dialect.original(route, intent.split()), intent.split());
    }

    @Test
    void theRuleIsSplitByWholePercentsThatAddUpToAHundredAndEachVariantLearnsItsName() {
        ObjectNode route = route("{name: other, route: [{destination: {host: other}}]}", "{timeout: 5s, name: predict, " + CHAMPION
                + ", retries: {attempts: 2}}");

        ObjectNode split = split(route, DigitsIntent.with("candidate", "rival", "idle").rule("predict")
                .shares(Map.of("candidate", "20", "rival", "5")));

        assertThat(split).isEqualTo(route("{name: other, route: [{destination: {host: other}}]}", """
                {timeout: 5s, name: predict, route: [
                  {destination: {host: digits-baseline, port: {number: 8080}}, weight: 75, %s},
                  {destination: {host: digits-candidate, port: {number: 8080}}, weight: 20, %s},
                  {destination: {host: digits-rival, port: {number: 8080}}, weight: 5, %s}],
                 retries: {attempts: 2}}""".formatted(SETS.formatted("baseline"), SETS.formatted("candidate"), SETS.formatted("rival"))));
    }

    @Test
    void nobodyIsLeftAtTheChampionWhenAWinnerHasAll() {
        ObjectNode split = split(route("{" + CHAMPION + "}"), DigitsIntent.with("candidate").shares(Map.of("candidate", "100")));

        assertThat(split.at("/spec/http/0/route")).hasSize(1);
        assertThat(split.at("/spec/http/0/route/0/destination/host").asText()).isEqualTo("digits-candidate");
        assertThat(split.at("/spec/http/0/route/0/weight").asInt()).isEqualTo(100);
    }

    @Test
    void challengersAreTreatedAsTheUserHasTheChampionTreated() {
        ObjectNode route = route("""
                {route: [{destination: {host: digits-baseline.demo.svc.cluster.local}, weight: 100, headers: {request: {add: {a: b},
                  set: {x-gauntlet-variant: mine, c: d}}, response: {remove: [server]}}}]}""");

        ObjectNode split = split(route, DigitsIntent.with("candidate").shares(Map.of("candidate", "10")));

        assertThat(split.at("/spec/http/0/route/1")).isEqualTo(yaml("""
                {destination: {host: digits-candidate.demo.svc.cluster.local, port: {number: 8080}}, weight: 10, headers: {request: {add: {a: b},
                  set: {c: d, X-Gauntlet-Variant: candidate, X-Gauntlet-Source: assigned}}, response: {remove: [server]}}}"""));
    }

    @Test
    void copiesAreAddedToTheUsersMirrors() {
        ObjectNode route = route("{" + CHAMPION + ", mirrors: [{destination: {host: audit}, percentage: {value: 1}}]}");

        ObjectNode split = split(route, DigitsIntent.with("candidate", "rival").mirrored(Map.of("candidate", "10", "rival", "0.50")));

        assertThat(split.at("/spec/http/0/mirrors")).isEqualTo(yaml("""
                {mirrors: [{destination: {host: audit}, percentage: {value: 1}},
                  {destination: {host: digits-candidate, port: {number: 8080}}, percentage: {value: 10}},
                  {destination: {host: digits-rival, port: {number: 8080}}, percentage: {value: 0.5}}]}""").get("mirrors"));
        assertThat(split.at("/spec/http/0/route/0/weight").asInt()).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"mirrorPercentage: {value: 2.5}, | percentage: {value: 2.5}, ", "mirrorPercent: 2, | percentage: {value: 2}, ",
        "mirror_percent: 2, | percentage: {value: 2}, ", "mirrorPercent: null, | ''", "mirrorPercent: null, mirror_percent: 2, | percentage: {value: 2}, ",
        "'' | ''"})
    void aMirrorInTheOlderFormBecomesTheFirstOfTheListAndComesBack(String percent, String expected) {
        ObjectNode route = route("{" + percent + "name: a, mirror: {host: audit, subset: v1}, " + CHAMPION + ", timeout: 1s}");
        DigitsIntent intent = DigitsIntent.with("candidate").mirrored(Map.of("candidate", "10"));

        ObjectNode split = split(route, intent);

        assertThat(split.at("/spec/http/0/mirrors")).hasSize(2);
        assertThat(split.at("/spec/http/0/mirrors/0")).isEqualTo(yaml("{" + expected + "destination: {host: audit, subset: v1}}"));
        assertThat(split.at("/spec/http/0").properties()).extracting(Map.Entry::getKey)
                .containsExactly("name", "route", "timeout", "mirrors");
        assertThat(dialect.release(split, dialect.original(route, intent.split()), intent.split(), "baseline").toString())
                .isEqualTo(route.toString());
    }

    @Test
    void copiesGoToTheirOwnTargetWhereThereIsOne() {
        ObjectNode split = split(route("{" + CHAMPION + "}"), DigitsIntent.with("candidate").mirrored(Map.of("candidate", "100"))
                .copiesTo(Map.of("candidate", new CopyTarget("comparator", 9000))));

        assertThat(split.at("/spec/http/0/mirrors")).isEqualTo(
                yaml("{m: [{destination: {host: comparator, port: {number: 9000}}, percentage: {value: 100}}]}").get("m"));
    }

    @Test
    void requestsThatNameAVariantAreServedByItBeforeTheSplit() {
        ObjectNode route = route("{name: first, route: [{destination: {host: first}}]}",
                "{name: predict, match: [{uri: {prefix: /a}, headers: {tenant: {exact: x}}}, {uri: {prefix: /b}}], timeout: 5s, " + CHAMPION + "}");

        ObjectNode split = split(route, DigitsIntent.with("candidate").rule("predict").header("X-Gauntlet-Variant")
                .shares(Map.of("candidate", "1")));

        assertThat(split.at("/spec/http").findValuesAsText("name"))
                .containsExactly("first", "gauntlet-predict-baseline", "gauntlet-predict-candidate", "predict");
        assertThat(split.at("/spec/http/2")).isEqualTo(yaml("""
                {name: gauntlet-predict-candidate, timeout: 5s,
                 match: [{uri: {prefix: /a}, headers: {tenant: {exact: x}, x-gauntlet-variant: {exact: candidate}}},
                         {uri: {prefix: /b}, headers: {x-gauntlet-variant: {exact: candidate}}}],
                 route: [{destination: {host: digits-candidate, port: {number: 8080}},
                   headers: {request: {set: {X-Gauntlet-Variant: candidate, X-Gauntlet-Source: override}}}}]}"""));
        assertThat(split.at("/spec/http/3/match")).isEqualTo(route.at("/spec/http/1/match"));
    }

    @Test
    void aRuleThatMatchesEverythingIsOverriddenByTheHeaderAlone() {
        ObjectNode split = split(route("{" + CHAMPION + "}"), DigitsIntent.with("candidate").header("X-Variant"));

        assertThat(split.at("/spec/http").findValuesAsText("name")).containsExactly("gauntlet-baseline", "gauntlet-candidate");
        assertThat(split.at("/spec/http/0/match")).isEqualTo(yaml("{m: [{headers: {x-variant: {exact: baseline}}}]}").get("m"));
        assertThat(split.at("/spec/http/0/route/0/destination/host").asText()).isEqualTo("digits-baseline");
    }

    @Test
    void copiesAreNotMadeOfRequestsThatNameTheirVariant() {
        ObjectNode split = split(route("{" + CHAMPION + "}"), DigitsIntent.with("candidate").header("X-Variant")
                .mirrored(Map.of("candidate", "10")));

        assertThat(split.at("/spec/http/0").has("mirrors")).isFalse();
        assertThat(split.at("/spec/http/1").has("mirrors")).isFalse();
        assertThat(split.at("/spec/http/2").has("mirrors")).isTrue();
    }

    @Test
    void variantsThatAreSubsetsOfOneHostAreReachedAsSubsets() {
        ObjectNode split = split(route("{route: [{destination: {host: digits, subset: baseline}, weight: 100}]}"),
                DigitsIntent.with("candidate").shares(Map.of("candidate", "30")));

        assertThat(split.at("/spec/http/0/route").findValues("destination")).containsExactly(yaml("{host: digits, subset: baseline}"),
                yaml("{host: digits, subset: candidate}"));
    }

    @Test
    void theChampionKeepsASubsetOfItsOwnService() {
        ObjectNode split = split(route("{route: [{destination: {host: digits-baseline, subset: stable}}]}"),
                DigitsIntent.with("candidate").shares(Map.of("candidate", "30")));

        assertThat(split.at("/spec/http/0/route").findValues("destination")).containsExactly(yaml("{host: digits-baseline, subset: stable}"),
                yaml("{host: digits-candidate, port: {number: 8080}}"));
    }

    @Test
    void aWinnerGetsTheRuleAsTheChampionHadIt() {
        ObjectNode route = route("{name: predict, timeout: 5s, route: [{destination: {host: digits-baseline}, weight: 100, headers: {request:"
                + " {set: {a: b}}}}], mirror: {host: audit}}");
        DigitsIntent intent = DigitsIntent.with("candidate").header("X-Variant").shares(Map.of("candidate", "50"));
        ObjectNode original = dialect.original(route, intent.split());

        ObjectNode released = dialect.release(split(route, intent), original, intent.split(), "candidate");

        assertThat(released.toString()).isEqualTo(route("{name: predict, timeout: 5s, route: [{destination: {host: digits-candidate,"
                + " port: {number: 8080}}, weight: 100, headers: {request: {set: {a: b}}}}], mirror: {host: audit}}").toString());
        assertThat(dialect.release(released, original, intent.split(), "candidate")).isEqualTo(released);
        assertThat(dialect.release(released, original, intent.split(), "baseline").toString()).isEqualTo(route.toString());
    }

    @Test
    void aRuleWithoutANameIsStillKnownWhenOthersAreAddedDuringTheSplit() {
        ObjectNode route = route("{" + CHAMPION + "}");
        DigitsIntent intent = DigitsIntent.with("candidate").shares(Map.of("candidate", "50"));
        ObjectNode edited = split(route, intent);
        edited.withArray("/spec/http").insertObject(0).put("name", "new").putObject("redirect").put("uri", "/");

        assertThat(objection(edited, Optional.of(dialect.original(route, intent.split())), intent.split())).isEmpty();
        ObjectNode released = dialect.release(edited, dialect.original(route, intent.split()), intent.split(), "baseline");

        assertThat(released).isEqualTo(route("{name: new, redirect: {uri: /}}", "{" + CHAMPION + "}"));
    }

    @Test
    void aRuleThatIsGoneIsNeitherSplitNorReleased() {
        ObjectNode route = route("{name: predict, " + CHAMPION + "}", "{name: other, route: [{destination: {host: other}}]}");
        DigitsIntent intent = DigitsIntent.with("candidate").rule("predict").header("X-Variant").shares(Map.of("candidate", "50"));
        ObjectNode original = dialect.original(route, intent.split());
        ObjectNode edited = split(route, intent);
        edited.withArray("/spec/http").remove(2);

        assertThat(dialect.release(edited, original, intent.split(), "baseline"))
                .isEqualTo(route("{name: other, route: [{destination: {host: other}}]}"));
        assertThat(dialect.split(edited, original, intent.split())).isEqualTo(route("{name: other, route: [{destination: {host: other}}]}"));
        assertThat(objection(edited, Optional.of(original), intent.release("baseline"))).isEmpty();
        assertThat(objection(edited, Optional.of(original), intent.split())).contains("RuleNotFound");
        assertThatThrownBy(() -> dialect.original(edited, intent.split())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no HTTP route named predict");
    }

    private Optional<String> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent) {
        return dialect.objection(route, original, intent, (kind, namespace, name) -> Optional.empty())
                .map(objection -> objection.reason().label());
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-baseline", "digits-baseline.demo", "digits-baseline.demo.svc", "digits-baseline.demo.svc.cluster.local"})
    void theChampionsServiceIsKnownInEveryForm(String host) {
        ObjectNode route = route("{route: [{destination: {host: " + host + "}}]}");

        assertThat(objection(route, Optional.empty(), DigitsIntent.with("candidate").split())).isEmpty();
        assertThat(split(route, DigitsIntent.with("candidate").shares(Map.of("candidate", "1"))).at("/spec/http/0/route/1/destination/host").asText())
                .isEqualTo(host.replace("baseline", "candidate"));
    }

    @Test
    void whatTheDialectCanDo() {
        assertThat(dialect.capabilities().mirror()).isEqualTo(Capabilities.Mirror.PERCENTAGE);
        assertThat(dialect.capabilities().weightStep()).isEqualByComparingTo("1");
        assertThat(dialect.ownedFields()).containsExactly("/spec/http");
        assertThat(dialect.kind().apiVersion()).isEqualTo("networking.istio.io/v1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{} | true",
        "{validationMessages: [{level: WARNING, type: {code: IST0107}}]} | true",
        "{validationMessages: [{level: ERROR, type: {code: IST0101, name: ReferencedResourceNotFound}}]} | false",
        "{conditions: [{type: Reconciled, status: 'True'}]} | true",
        "{conditions: [{type: Reconciled, status: 'False', message: 1/2 proxies}]} | false"})
    void aRouteIsAcceptedUnlessItsStatusSpeaksAgainstIt(String status, boolean accepted) {
        ObjectNode route = route("{" + CHAMPION + "}");
        route.set("status", yaml(status));

        assertThat(dialect.acceptance(route, DigitsIntent.with("candidate").split()) instanceof Acceptance.Accepted).isEqualTo(accepted);
    }

    @Test
    void withoutGatewaysAndHostsADelegateIsCreated() {
        assertThat(created(new Creation(List.of(), List.of(), "/"))).isEqualTo(yaml("{http: [{" + CHAMPION + "}]}"));
    }

    @Test
    void withGatewaysOrHostsACompleteRouteIsCreated() {
        Gateway gateway = new Gateway("public", Optional.of("istio-ingress"), Optional.empty());

        assertThat(created(new Creation(List.of(gateway), List.of("digits.example.com"), "/v1"))).isEqualTo(yaml(
                "{hosts: [digits.example.com], gateways: [istio-ingress/public], http: [{match: [{uri: {prefix: /v1}}], " + CHAMPION + "}]}"));
        assertThat(created(new Creation(List.of(new Gateway("g", Optional.empty(), Optional.empty())), List.of(), "/")))
                .isEqualTo(yaml("{hosts: ['*'], gateways: [g], http: [{" + CHAMPION + "}]}"));
        assertThat(created(new Creation(List.of(), List.of("digits"), "/"))).isEqualTo(yaml("{hosts: [digits], http: [{" + CHAMPION + "}]}"));
    }

    private JsonNode created(Creation how) {
        RouteIntent intent = DigitsIntent.with("candidate").created(how).split();
        ObjectNode route = dialect.created(intent).orElseThrow();
        assertThat(route.at("/metadata")).isEqualTo(yaml("{name: digits}"));
        assertThat(objection(route, Optional.empty(), intent)).isEmpty();
        return route.get("spec");
    }

    @Test
    void aCreatedRuleHasTheNameThatTheIntentGivesIt() {
        ObjectNode route = dialect.created(DigitsIntent.with("candidate").rule("predict")
                .created(new Creation(List.of(), List.of(), "/")).split()).orElseThrow();

        assertThat(route.at("/spec/http/0/name").asText()).isEqualTo("predict");
        assertThat(dialect.created(DigitsIntent.with("candidate").split())).isEmpty();
    }
}
