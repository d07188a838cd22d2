package dev.gauntlet.routing.istio;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteTarget.Creation;
import dev.gauntlet.routing.RouteTarget.Gateway;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.DigitsIntent;
import dev.gauntlet.routing.foreign.Objection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualServiceObjectionsTest {

    private static final String CHAMPION = "route: [{destination: {host: digits-baseline}}]";
    private static final DigitsIntent INTENT = DigitsIntent.with("candidate").shares(Map.of("candidate", "10"));

    private final VirtualServiceDialect dialect = new VirtualServiceDialect();

    private String objection(String http, DigitsIntent intent, ClusterObjects cluster) {
        return objection(http, Optional.empty(), intent, cluster);
    }

    private String objection(String http, Optional<ObjectNode> original, DigitsIntent intent, ClusterObjects cluster) {
        ObjectNode route = yaml("{metadata: {name: digits, namespace: demo}, spec: {http: " + http + "}}");
        return dialect.objection(route, original, intent.split(), cluster).map(VirtualServiceObjectionsTest::text).orElse("none");
    }

    private static String text(Objection objection) {
        return objection.reason().label() + ": " + objection.message();
    }

    private static ClusterObjects destinationRules(String... specs) {
        return (kind, namespace, name) -> List.of(specs).stream().map(spec -> yaml("{spec: " + spec + "}"))
                .filter(rule -> kind.kind().equals("DestinationRule") && namespace.equals("demo")
                        && ServiceHost.service(rule.at("/spec/host").asText()).equals(name)).findFirst();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[]                                                              | RuleNotFound     | has no HTTP route in spec.http",
        "[{name: a, C}, {C}]                                             | AmbiguousRule    | has 2 HTTP routes: a, one without a name; name the one",
        "[{delegate: {name: inner}}]                                     | ForeignBackends  | delegates to VirtualService inner; point spec.routing.routeRef at",
        "[{redirect: {uri: /}}]                                          | ForeignBackends  | redirect",
        "[{directResponse: {status: 200}}]                               | ForeignBackends  | answers itself",
        "[{timeout: 1s}]                                                 | ForeignBackends  | has 0 destinations; let it lead",
        "[{route: [{destination: {host: other}}]}]                       | ForeignBackends  | leads to other; let it lead only to the champion's Service digits-baseline, port 8080",
        "[{route: [{destination: {host: digits-baseline.prod}}]}]        | ForeignBackends  | leads to digits-baseline.prod",
        "[{route: [{destination: {host: digits-baseline, port: {number: 1}}}]}] | ForeignBackends | leads to digits-baseline, port 1",
        "[{route: [{destination: {host: digits-baseline}, weight: 50}, {destination: {host: other, subset: s}, weight: 50}]}] | ForeignBackends | digits-baseline; other, subset s",
        "[{route: [{destination: {host: digits.prod, subset: baseline}}]}] | ForeignBackends | leads to digits.prod, subset baseline",
        "[{route: [{destination: {host: digits, subset: baseline}}]}]    | Unsupported      | there is no DestinationRule digits for that host",
        "[{C}]                                                           | none             | none",
        "[{mirror: {host: audit}, C}]                                    | none             | none"})
    void aRuleThatLeadsElsewhereIsLeftAlone(String http, String reason, String words) {
        assertThat(objection(http.replace("C", CHAMPION), INTENT, destinationRules())).startsWith(reason).contains(words);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[{name: explain, C}, {C}]           | RuleNotFound  | no HTTP route named predict, only explain, one without a name",
        "[{name: predict, C}, {name: predict, C}] | AmbiguousRule | has 2 HTTP routes named predict",
        "[{name: predict, C}, {C}]           | none          | none"})
    void aNamedRuleIsOneThatExistsOnce(String http, String reason, String words) {
        assertThat(objection(http.replace("C", CHAMPION), INTENT.rule("predict"), destinationRules())).startsWith(reason).contains(words);
    }

    @Test
    void anHttpRouteOfAUserThatHasANameOfOursIsNotOverwritten() {
        String http = "[{name: gauntlet-predict-candidate, " + CHAMPION + "}, {name: predict, " + CHAMPION + "}]";

        assertThat(objection(http, INTENT.rule("predict").header("X-Variant"), destinationRules())).startsWith("Unsupported")
                .contains("gauntlet-predict-candidate").contains("rename it");
    }

    @ParameterizedTest
    @CsvSource({"headers", "withoutHeaders"})
    void aRuleThatMatchesOnTheOverrideHeaderIsRefused(String conditions) {
        assertThat(objection("[{match: [{" + conditions + ": {X-Variant: {exact: a}}}], " + CHAMPION + "}]", INTENT.header("X-Variant"),
                destinationRules())).startsWith("Unsupported").contains("spec.assignment.overrideHeader");
    }

    @Test
    void aShareThatIsNoWholePercentIsRefused() {
        assertThat(objection("[{" + CHAMPION + "}]", INTENT.shares(Map.of("candidate", "0.5")), destinationRules()))
                .startsWith("Unsupported").contains("0.5 %").contains("trafficPercent");
        assertThat(objection("[{" + CHAMPION + "}]", INTENT.shares(Map.of("candidate", "5.00")), destinationRules())).isEqualTo("none");
    }

    @Test
    void variantsOfOneServiceAreRefusedUnlessTheyAreSubsets() {
        assertThat(objection("[{route: [{destination: {host: digits}}]}]", INTENT.sharedService("digits"), destinationRules()))
                .startsWith("Unsupported").contains("same Service digits");
        assertThat(objection("[{route: [{destination: {host: digits, subset: baseline}}]}]", INTENT.sharedService("digits"),
                destinationRules("{host: digits, subsets: [{name: baseline}, {name: candidate}]}"))).isEqualTo("none");
    }

    @Test
    void subsetsHaveToBeDeclaredForEveryVariant() {
        assertThat(objection("[{route: [{destination: {host: digits.demo.svc, subset: baseline}}]}]", INTENT,
                destinationRules("{host: digits, subsets: [{name: baseline}]}"))).startsWith("Unsupported")
                .contains("DestinationRule digits lacks candidate");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{host: digits-candidate, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 5}}} | Unsupported",
        "{host: digits-candidate.demo.svc.cluster.local, trafficPolicy: {portLevelSettings: [{outlierDetection: {}}]}} | Unsupported",
        "{host: digits-candidate.prod.svc.cluster.local, trafficPolicy: {outlierDetection: {}}} | none",
        "{host: digits-candidate, trafficPolicy: {loadBalancer: {simple: RANDOM}}} | none",
        "{host: digits-candidate, subsets: [{name: candidate, trafficPolicy: {outlierDetection: {}}}]} | none",
        "{host: digits-baseline, trafficPolicy: {outlierDetection: {}}} | none"})
    void outlierDetectionOfAChallengerIsRefused(String spec, String reason) {
        assertThat(objection("[{" + CHAMPION + "}]", INTENT, destinationRules(spec))).startsWith(reason);
    }

    @Test
    void outlierDetectionOfASubsetIsRefused() {
        assertThat(objection("[{route: [{destination: {host: digits, subset: baseline}}]}]", INTENT, destinationRules(
                "{host: digits, subsets: [{name: baseline}, {name: candidate, trafficPolicy: {outlierDetection: {}}}]}")))
                .startsWith("Unsupported").contains("outlierDetection").contains("challenger candidate");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{exact: PUT} | Unsupported", "{exact: DELETE} | Unsupported",
        "{exact: PATCH} | Unsupported", "{exact: CONNECT} | Unsupported", "`{regex: 'POST|PUT'}` | Unsupported", "{regex: 'P[A-Z]*'} | Unsupported",
        "{prefix: PU} | Unsupported", "{regex: '(?P<re2>PUT)'} | Unsupported", "{exact: POST} | none", "`{regex: 'GET|POST'}` | none",
        "{prefix: PO} | none", "{regex: '(?P<re2>POST)'} | none"})
    void requestsThatChangeThingsAreNotCopied(String method, String reason) {
        String http = "[{match: [{uri: {exact: /}}, {method: " + method + "}], " + CHAMPION + "}]";

        assertThat(objection(http, INTENT.shares(Map.of()).mirrored(Map.of("candidate", "10")), destinationRules())).startsWith(reason);
        assertThat(objection(http, INTENT, destinationRules())).isEqualTo("none");
    }

    @Test
    void splitAndCopiesDoNotGoTogether() {
        assertThat(objection("[{" + CHAMPION + "}]", DigitsIntent.with("candidate", "rival").shares(Map.of("candidate", "10"))
                .mirrored(Map.of("rival", "10")), destinationRules())).startsWith("Unsupported").contains("different steps");
    }

    @Test
    void aListenerOfAGatewayCannotBeNamed() {
        Creation creation = new Creation(List.of(new Gateway("public", Optional.empty(), Optional.of("https"))), List.of(), "/");

        assertThat(objection("[{" + CHAMPION + "}]", INTENT.created(creation), destinationRules())).startsWith("Unsupported")
                .contains("listener https of Gateway public");
    }

    @Test
    void aClaimedRuleMayLeadWhereverItsSplitLeads() {
        ObjectNode original = yaml("{" + CHAMPION + "}");

        assertThat(objection("[{route: [{destination: {host: digits-baseline}}, {destination: {host: digits-candidate}}]}]",
                Optional.of(original), INTENT.header("X-Variant"), destinationRules())).isEqualTo("none");
        assertThat(objection("[{redirect: {uri: /}, " + CHAMPION + "}]", Optional.of(original), INTENT, destinationRules()))
                .startsWith("ForeignBackends");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{validationMessages: [{level: ERROR, type: {code: IST0101, name: NotFound}}]} | IST0101 NotFound",
        "{conditions: [{type: Reconciled, status: 'False', message: 1/2 proxies}]}      | 1/2 proxies"})
    void aVirtualServiceThatIstioDoesNotAcceptIsNotSplitButOneThatIsSplitStays(String status, String words) {
        ObjectNode route = yaml("{metadata: {name: digits}, spec: {http: [{" + CHAMPION + "}]}, status: " + status + "}");

        assertThat(dialect.objection(route, Optional.empty(), INTENT.split(), destinationRules())).map(VirtualServiceObjectionsTest::text)
                .hasValueSatisfying(text -> assertThat(text).startsWith("NotAccepted: VirtualService digits").contains(words, "mend it"));
        assertThat(dialect.objection(route, Optional.of(yaml("{" + CHAMPION + "}")), INTENT.split(), destinationRules())).isEmpty();
    }

    @Test
    void nothingButAnAmbiguousRuleKeepsARouteFromBeingReleased() {
        ObjectNode route = yaml("{metadata: {name: digits}, spec: {http: [{redirect: {uri: /}}]}}");

        assertThat(dialect.objection(route, Optional.of(yaml("{" + CHAMPION + "}")), INTENT.release("baseline"), destinationRules())).isEmpty();
    }
}
