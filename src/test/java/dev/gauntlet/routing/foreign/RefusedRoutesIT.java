package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a user's route is told, with field, value and remedy, and the route is not touched, on a real API server. */
@ExtendWith(LocalCluster.class)
class RefusedRoutesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RouteStage stage;
    private static RouteOwner owner;

    @BeforeAll
    static void prepare(LocalControlPlane controlPlane, KubernetesClient kubernetes) throws IOException {
        stage = new RouteStage(controlPlane, kubernetes);
        owner = stage.owner("experiment");
        for (String service : List.of("fraud-predictor", "fraud-v2-predictor")) {
            stage.serve(service);
        }
        CrdInstaller crds = new CrdInstaller(stage.admin);
        for (Provider provider : Provider.values()) {
            provider.family.schemas().forEach(crds::installFile);
            ObjectNode probe = named(provider.family.sample(new RandomJson(new Random(1))).route());
            await(provider + " served").atMost(PATIENCE).ignoreExceptions().until(() -> {
                ObjectNode made = provider.routes().create(probe, "kubectl-create");
                provider.routes().delete(RouteFamily.NAME);
                return provider.family.isServed(made);
            });
        }
    }

    @AfterAll
    static void disconnect() {
        stage.close();
    }

    /** The providers that split other systems' routes. */
    enum Provider {
        GATEWAY_API(new HttpRoutes(), "gateway.networking.k8s.io/v1", "HTTPRoute"),
        ISTIO(new VirtualServices(), "networking.istio.io/v1", "VirtualService"),
        TRAEFIK(new TraefikServices(), "traefik.io/v1alpha1", "TraefikService"),
        KNATIVE(new KnativeServices(), "serving.knative.dev/v1", "Service"),
        KSERVE_KNATIVE(new InferenceServices(false), "serving.kserve.io/v1beta1", "InferenceService"),
        KSERVE_STANDARD(new InferenceServices(true), "serving.kserve.io/v1beta1", "InferenceService"),
        SELDON(new SeldonExperiments(), "mlops.seldon.io/v1alpha1", "Experiment");

        private final RouteFamily family;
        private final String apiVersion;
        private final String kind;

        Provider(RouteFamily family, String apiVersion, String kind) {
            this.family = family;
            this.apiVersion = apiVersion;
            this.kind = kind;
        }

        RawObjects routes() {
            return RawObjects.of(stage.admin, family.dialect().kind(), stage.namespace);
        }

        ObjectNode route(ObjectNode parts) {
            ObjectNode route = parts.deepCopy().put("apiVersion", apiVersion).put("kind", kind);
            if (this == KSERVE_STANDARD) {
                route.withObject("/metadata/annotations").put("serving.kserve.io/deploymentMode", "Standard");
            }
            return named(route);
        }

        List<RouteVariant> variants() {
            return this == KSERVE_STANDARD ? family.sample(new RandomJson(new Random(1))).variants() : RouteFamily.variants(1);
        }
    }

    private static ObjectNode named(ObjectNode route) {
        ObjectNode named = route.deepCopy();
        named.withObject("/metadata").put("name", RouteFamily.NAME).put("namespace", stage.namespace);
        return named;
    }

    private static RouteIntent intent(Provider provider, String rule, boolean copies) {
        Map<String, BigDecimal> percent = Map.of("v2", BigDecimal.TEN);
        return new RouteIntent(owner, "", Optional.of(new RouteTarget(RouteFamily.NAME, Optional.ofNullable(rule), Optional.empty())),
                provider.variants(), AssignmentPolicy.perRequest("salt"), copies ? Map.of() : percent, copies ? percent : Map.of(),
                Map.of(), 1, RouteStage.SPLIT);
    }

    private static void assertRefused(Provider provider, ObjectNode parts, RouteIntent intent, RouteReason reason, String words) {
        ObjectNode route = provider.route(parts);
        ObjectNode before = provider.routes().create(route, "kubectl-create");
        try {
            if (route.has("status") && !before.has("status")) {
                before.set("status", route.get("status"));
                before = provider.routes().report(before);
            }
            ForeignRouter router = new ForeignRouter(stage.operator, provider.family.dialect(), Clock.systemUTC());
            for (RouteObservation seen : List.of(router.observe(intent), router.apply(intent), router.apply(intent))) {
                assertThat(seen.reason()).as(seen.message()).isEqualTo(reason);
                assertThat(seen.state()).isEqualTo(RouteState.BLOCKED);
                assertThat(seen.message()).contains(words.split(" & "));
                assertThat(seen.inPath()).isFalse();
                assertThat(seen.observedGeneration()).isEmpty();
            }
            assertThat(router.remove(intent).reason()).isEqualTo(RouteReason.RELEASED);
            assertThat(provider.routes().get(RouteFamily.NAME).toString()).as("untouched, its version too").isEqualTo(before.toString());
        } finally {
            provider.routes().delete(RouteFamily.NAME);
        }
    }

    private static final String ACCEPTED = "status: {parents: [{parentRef: {name: public}, controllerName: a/b, conditions: ["
            + "{type: Accepted, status: 'True', reason: Accepted, message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}]}]}";
    private static final String REVISIONS = "status: {deploymentMode: Knative, components: {predictor: {latestRolledoutRevision: %s,"
            + " latestCreatedRevision: fraud-v2, latestReadyRevision: fraud-v2}}}";
    private static final String ENTRY = "{trafficPercent: %d, predictor: {name: v2, minReplicas: 1, model: {name: kserve-container,"
            + " modelFormat: {name: sklearn}, storageUri: 's3://models/2'}}}";
    private static final String MODEL = "model: {modelFormat: {name: sklearn}, storageUri: 's3://models/1'}";

    /** A whole route around what a row of a table is about. */
    private static ObjectNode around(Provider provider, String part) {
        return yaml("{" + switch (provider) {
            case GATEWAY_API -> "spec: {parentRefs: [{name: public}], rules: " + part + "}, " + ACCEPTED;
            case ISTIO -> "spec: {hosts: [fraud], http: " + part + "}";
            case TRAEFIK -> "spec: {weighted: {services: " + part + "}}";
            case KNATIVE -> "spec: {template: {spec: {containers: [{image: 'fraud:1'}]}}, traffic: " + part
                    + "}, status: {latestReadyRevisionName: fraud-v2, latestCreatedRevisionName: fraud-v2}";
            case KSERVE_KNATIVE -> "spec: {predictor: {" + MODEL + ", canaryTrafficPercent: " + part.split(" ")[0] + "}}, "
                    + REVISIONS.formatted(part.split(" ")[1]);
            case KSERVE_STANDARD -> "spec: {predictor: {" + MODEL + part.substring(1) + "}, canary: ["
                    + ENTRY.formatted(Integer.valueOf(part.substring(0, 1))) + "]}";
            case SELDON -> "spec: {candidates: " + part + "}";
        } + "}");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GATEWAY_API | [{backendRefs: [{name: mine, port: 80}]}] | mine & in backendRefs; make it lead to the champion & fraud-v1
            GATEWAY_API | [{backendRefs: [{name: fraud-v1, port: 8080}]}] | 8080 & make it lead to the champion
            GATEWAY_API | [{matches: []}] | leads to nothing in backendRefs; make it lead to the champion
            ISTIO | [{route: [{destination: {host: mine}}]}] | leads to mine; let it lead only to & Service fraud-v1 & spec.http[].route
            ISTIO | [{delegate: {name: inner}}] | inner & spec.routing.routeRef
            TRAEFIK | [{name: mine, port: 80}] | Service mine & let spec.weighted.services lead only to & fraud-v1
            KNATIVE | [{revisionName: mine, percent: 100}] | spec.traffic & mine & give the champion 100 percent
            KNATIVE | [{latestRevision: true, percent: 100}] | spec.traffic & fraud-v2 & pin the champion's
            KSERVE_KNATIVE | 0 mine | mine & champion's serviceRef.name
            KSERVE_STANDARD | `0 , name: mine` | fraud-mine-predictor & serviceRef.name
            SELDON | [{name: mine, weight: 100}] | mine & spec.candidates & set it to 0
            """)
    void aRouteThatNamesOtherBackends(Provider provider, String part, String words) {
        assertRefused(provider, around(provider, part), intent(provider, null, false), RouteReason.FOREIGN_BACKENDS, words);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GATEWAY_API | [{backendRefs: [{name: fraud-v1, port: 80, weight: 9}, {name: mine, port: 80}]}] | \
                mine & the champion & alone
            GATEWAY_API | [{backendRefs: [{name: fraud-v1, port: 80}, {name: fraud-v2, port: 80}]}] | \
                fraud-v2 & the champion & alone
            GATEWAY_API | [{backendRefs: [{name: fraud-v1, port: 80, weight: 0}]}] | the weight 0 & set any other weight
            ISTIO | [{route: [{destination: {host: fraud-v1}, weight: 90}, {destination: {host: mine}, weight: 10}]}] | \
                2 destinations & mine & let
            TRAEFIK | [{name: fraud-v1, weight: 9}, {name: fraud-v2, weight: 1}] | \
                Service fraud-v2 & let spec.weighted.services lead only
            KNATIVE | [{revisionName: fraud-v1, percent: 60}, {revisionName: fraud-v2, percent: 40}] | \
                spec.traffic & 40 percent & fraud-v2 & give the champion 100
            KSERVE_KNATIVE | 7 fraud-v1 | 7 in spec.predictor.canaryTrafficPercent & set it to 0
            KSERVE_STANDARD | 7 | 7 percent & v2 & spec.canary & set its trafficPercent to 0
            SELDON | [{name: fraud-v1, weight: 60}, {name: fraud-v2, weight: 40}] | \
                weight 40 to fraud-v2 & spec.candidates & set it to 0
            SELDON | [{name: fraud-v1, weight: 0}] | no weight & spec.candidates & with weight 100
            """)
    void weightsThatSomebodyElseSums(Provider provider, String part, String words) {
        assertRefused(provider, around(provider, part), intent(provider, null, false), RouteReason.FOREIGN_BACKENDS, words);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "none", textBlock = """
            GATEWAY_API | [{name: a}, {name: b}, {}] | predict | RULE_NOT_FOUND | predict & a, b & routing.routeRef.ruleName
            GATEWAY_API | [{name: a}, {name: b}] | none | AMBIGUOUS_RULE | \
                a, b & name the one to split in routing.routeRef.ruleName
            GATEWAY_API | [{name: predict}, {name: predict}] | predict | AMBIGUOUS_RULE | 2 rules & predict & a name of its own
            ISTIO | [{name: a, redirect: {uri: /}}] | predict | RULE_NOT_FOUND | predict & only a & spec.routing.routeRef.ruleName
            ISTIO | [] | none | RULE_NOT_FOUND | spec.http & add one that leads to the champion
            ISTIO | [{name: a, redirect: {uri: /}}, {name: b, redirect: {uri: /}}] | none | AMBIGUOUS_RULE | \
                a, b & spec.routing.routeRef.ruleName
            ISTIO | [{name: predict, redirect: {uri: /}}, {name: predict, redirect: {uri: /}}] | predict | AMBIGUOUS_RULE | \
                2 HTTP routes & spec.http[].name
            TRAEFIK | [{name: fraud-v1}] | predict | RULE_NOT_FOUND | spec.routing.routeRef.ruleName is predict & remove it
            """)
    void aRuleNameThatIsMissingOrThatTwoRulesHave(Provider provider, String part, String rule, RouteReason reason, String words) {
        assertRefused(provider, around(provider, part), intent(provider, rule, false), reason, words);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GATEWAY_API | none | Gateway & public has not said whether it accepts HTTPRoute fraud & it has to exist
            GATEWAY_API     | Accepted            | public does not accept HTTPRoute fraud: NotNow: a reason
            GATEWAY_API     | ResolvedRefs        | public has not said whether it accepts HTTPRoute fraud
            ISTIO | Reconciled | VirtualService fraud & not all proxies of the mesh work by it yet: a reason & mend it
            KNATIVE         | RoutesReady         | Knative Service fraud & RoutesReady is False: a reason & mend it
            KSERVE_KNATIVE  | PredictorRouteReady | InferenceService fraud & PredictorRouteReady is False: a reason & mend it
            KSERVE_STANDARD | IngressReady        | InferenceService fraud & IngressReady is False: a reason & mend it
            SELDON          | Ready               | Experiment fraud & Ready is False: a reason & mend it
            """)
    void aRouteThatWhatCarriesTheTrafficDoesNotAccept(Provider provider, String condition, String words) {
        String champions = switch (provider) {
            case GATEWAY_API -> "[{backendRefs: [{name: fraud-v1, port: 80}]}]";
            case ISTIO -> "[{route: [{destination: {host: fraud-v1}}]}]";
            case TRAEFIK -> throw new IllegalArgumentException("Traefik writes no status");
            case KNATIVE -> "[{revisionName: fraud-v1, percent: 100}]";
            case KSERVE_KNATIVE -> "0 fraud-v1";
            case KSERVE_STANDARD -> "0";
            case SELDON -> "[{name: fraud-v1, weight: 100}]";
        };
        ObjectNode refusal = yaml("{status: 'False', reason: NotNow, message: a reason, lastTransitionTime: '2026-01-01T00:00:00Z'}")
                .put("type", condition);
        ObjectNode route = around(provider, champions);
        if (condition.equals("none")) {
            route.remove("status");
        } else if (provider == Provider.GATEWAY_API) {
            ((ObjectNode) route.at("/status/parents/0")).putArray("conditions").add(refusal);
        } else {
            route.withObject("/status").putArray("conditions").add(refusal);
        }
        assertRefused(provider, route, intent(provider, null, false), RouteReason.NOT_ACCEPTED, words);
    }

    /** A Shadow step is the consent to copies of what models are asked by; a rule that says PUT is no such thing. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GATEWAY_API | [{matches: [{method: POST}, {method: DELETE}], backendRefs: [{name: fraud-v1, port: 80}]}] | \
                DELETE & routing.routeRef.ruleName & leave out the Shadow step
            GATEWAY_API | [{name: predict, matches: [{method: PUT}], backendRefs: [{name: fraud-v1, port: 80}]}] | \
                PUT & leave out the Shadow step
            ISTIO | [{match: [{method: {exact: PATCH}}], route: [{destination: {host: fraud-v1}}]}] | \
                PATCH & leave the Shadow steps out
            ISTIO | [{match: [{method: {regex: 'P.*'}}], route: [{destination: {host: fraud-v1}}]}] | \
                PATCH & leave the Shadow steps out
            """)
    void copiesOfRequestsThatChangeSomething(Provider provider, String part, String words) {
        assertRefused(provider, around(provider, part), intent(provider, null, true), RouteReason.UNSUPPORTED, words);
    }
}
