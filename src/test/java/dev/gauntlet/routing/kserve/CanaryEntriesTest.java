package dev.gauntlet.routing.kserve;

import static dev.gauntlet.routing.foreign.Serving.objection;
import static dev.gauntlet.routing.foreign.Serving.split;
import static dev.gauntlet.routing.foreign.Serving.splitOf;
import static dev.gauntlet.routing.foreign.Serving.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.foreign.Serving;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** InferenceServices that are deployed as plain Deployments, and which mode is which. */
class CanaryEntriesTest {

    private static final RouteDialect DIALECT = new InferenceServiceDialect();
    private static final String CHAMPION = "fraud-predictor";
    private static final String CHALLENGER = "fraud-v2-predictor";
    private static final RouteIntent FIVE = split(CHAMPION, CHALLENGER + "=5");
    private static final String ENTRY =
            "{predictor: {name: v2, minReplicas: 1, model: {name: m, modelFormat: {name: onnx}}}, trafficPercent: 0}";

    private static ObjectNode route(String... entries) {
        return yaml("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: fraud, namespace: demo, annotations: {serving.kserve.io/deploymentMode: Standard}}
                spec: {canary: [%s], predictor: {minReplicas: 2, model: {storageUri: "s3://models/1"}}}
                """.formatted(String.join(", ", entries)));
    }

    private static String entry(String name, int percent) {
        return ENTRY.replace("v2", name).replace("trafficPercent: 0", "trafficPercent: " + percent);
    }

    private static ClusterObjects config(String key, String json) {
        return (kind, namespace, name) -> (kind.kind() + " " + namespace + "/" + name).equals("ConfigMap kserve/inferenceservice-config")
                ? Optional.of(yaml("data: {" + key + ": '" + json + "'}")) : Optional.empty();
    }

    @Test
    void entriesOfChallengersGetTheirSharesAndOthersNothing() {
        assertThat(splitOf(DIALECT, route(entry("v3", 0), entry("v2", 0), entry("other", 4)), split(CHAMPION, CHALLENGER + "=5.9",
                "fraud-v3-predictor=10"))).isEqualTo(route(entry("v3", 10), entry("v2", 5), entry("other", 0)));
    }

    @Test
    void theWinnersEntryGetsEverybodyAndIsLedBackFrom() {
        ObjectNode original = DIALECT.original(route(ENTRY), FIVE);

        assertThat(DIALECT.release(route(entry("v2", 5)), original, FIVE, CHALLENGER)).isEqualTo(route(entry("v2", 100)));
        assertThat(DIALECT.release(route(entry("v2", 5)), original, FIVE, CHAMPION)).isEqualTo(route(ENTRY));
        Serving.assertLedBack(DIALECT, route(entry("other", 0), ENTRY), FIVE, CHAMPION, CHALLENGER);
    }

    @Test
    void theModelOfAnEntryMayChangeMeanwhileAndNewEntriesGetNothing() {
        ObjectNode edited = route(entry("v2", 5).replace("onnx", "xgboost"), entry("new", 3));

        assertThat(DIALECT.release(edited, DIALECT.original(route(ENTRY), FIVE), FIVE, CHAMPION))
                .isEqualTo(route(ENTRY.replace("onnx", "xgboost"), entry("new", 0)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {predictor: {name: v3}, trafficPercent: 0}                                  | CONFIG_INVALID   | no entry in spec.canary
            {predictor: {name: v2}, trafficPercent: 0}                                  | CONFIG_INVALID   | no predictor.minReplicas
            {predictor: {name: v2, minReplicas: 1, maxReplicas: 3}, trafficPercent: 0}  | UNSUPPORTED      | predictor.maxReplicas
            {predictor: {name: v2, minReplicas: 1, workerSpec: {}}, trafficPercent: 0}  | UNSUPPORTED      | predictor.workerSpec
            {predictor: {name: v2, minReplicas: 1}, trafficPercent: 8}                  | FOREIGN_BACKENDS | gives 8 percent to the entry v2
            """)
    void entriesThatCannotBeSplitAreRefused(String entry, RouteReason reason, String message) {
        assertThat(objection(DIALECT, route(entry), FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(reason);
            assertThat(objection.message()).contains(message);
        });
        assertThat(objection(DIALECT, route(entry), FIVE.withGoal(new RouteGoal.Release(CHAMPION)))).isEmpty();
    }

    @Test
    void anotherPredictorAndAServiceWithoutAnHttpRouteAreRefused() {
        assertThat(objection(DIALECT, route(ENTRY), split("other", CHALLENGER + "=5"))).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("serves its predictor by Service fraud-predictor"));
        ObjectNode local = route(ENTRY);
        local.withObject("/metadata/labels").put("networking.kserve.io/visibility", "cluster-local");
        assertThat(objection(DIALECT, local, FIVE)).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("cluster-local"));
        for (String json : List.of("{}", "{\"enableGatewayApi\": false}",
                "{\"enableGatewayApi\": true, \"disableIngressCreation\": true}")) {
            assertThat(DIALECT.objection(route(ENTRY), Optional.empty(), FIVE, config("ingress", json))).hasValueSatisfying(objection ->
                    assertThat(objection.message()).contains("enableGatewayApi"));
        }
        for (String json : List.of("{\"enableGatewayApi\": true}", "no json")) {
            assertThat(DIALECT.objection(route(ENTRY), Optional.empty(), FIVE, config("ingress", json))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            -          | -             | -             | KNATIVE
            -          | -             | RawDeployment | STANDARD
            -          | Serverless    | Standard      | KNATIVE
            -          | RawDeployment | -             | STANDARD
            Knative    | Standard      | Standard      | KNATIVE
            -          | unheard       | ModelMesh     | MODEL_MESH
            """)
    void theModeIsFoundAsKServeFindsIt(String recorded, String annotation, String installed, DeploymentMode expected) {
        ObjectNode service = yaml("metadata: {name: fraud}");
        if (recorded != null) {
            service.withObject("/status").put("deploymentMode", recorded);
        }
        if (annotation != null) {
            service.withObject("/metadata/annotations").put(DeploymentMode.ANNOTATION, annotation);
        }

        assertThat(DeploymentMode.of(service, installed == null ? Serving.NOTHING
                : config("deploy", "{\"defaultDeploymentMode\": \"" + installed + "\"}"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Standard      | {predictor: {canaryTrafficPercent: 0}} | ignores in its deployment mode Standard
            RawDeployment | {predictor: {canaryTrafficPercent: 0}, canary: [{predictor: {name: v2}}]} | ignores in its deployment mode
            Knative       | {predictor: {canaryTrafficPercent: 0}, canary: [{predictor: {name: v2}}]} | refuses in its deployment mode
            ModelMesh     | {predictor: {}} | ModelMesh, which cannot split
            """)
    void aFieldThatTheModeIgnoresIsRefused(String mode, String spec, String message) {
        ObjectNode route = route();
        route.set("spec", yaml(spec));
        route.withObject("/metadata/annotations").put(DeploymentMode.ANNOTATION, mode);

        assertThat(objection(DIALECT, route, FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.UNSUPPORTED);
            assertThat(objection.message()).startsWith("InferenceService fraud ").contains(message);
        });
    }

    @Test
    void aSpecThatIsStoredAsOneValueIsRefused() {
        ObjectNode route = route(ENTRY);
        route.withObject("/metadata").putArray("managedFields").addObject().putObject("fieldsV1").putObject("f:spec").putObject("f:canary");
        assertThat(objection(DIALECT, route, FIVE)).isEmpty();
        route.withObject("/metadata").putArray("managedFields").addObject().putObject("fieldsV1").putObject("f:spec");

        assertThat(objection(DIALECT, route, FIVE)).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("minimal CRD").contains("kserve-crd"));
    }

    @Test
    void somebodyWhoLostAllTheirPartsOfTheSpecDoesNotMakeItOneValue() {
        ObjectNode route = route(ENTRY);
        ArrayNode managers = route.withObject("/metadata").putArray("managedFields");
        managers.addObject().put("manager", "helm").putObject("fieldsV1").putObject("f:spec");
        managers.addObject().put("manager", "gauntlet").putObject("fieldsV1").putObject("f:spec").putObject("f:canary");

        assertThat(objection(DIALECT, route, FIVE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "False" | 5 | true  | IngressReady is False
            "True"  | 4 | true  | trafficPercent 4 for v2
            "True"  | 5 | false | gives v2 nothing
            "True"  | 5 | true  | ``
            """)
    void theSplitIsBelievedWhenKServeReportsIt(String ingress, int percent, boolean ready, String problem) {
        ObjectNode route = route(entry("v2", 5), entry("other", 0));
        route.set("status", yaml("""
                conditions: [{type: IngressReady, status: %s}]
                canaryStatuses: [{name: v2, ready: %s, trafficPercent: %d}]
                """.formatted(ingress, ready, percent)));

        assertThat(DIALECT.acceptance(route, FIVE)).satisfies(acceptance -> assertThat(
                acceptance instanceof Acceptance.NotYet refused ? refused.message() : "").contains(problem).matches(
                        message -> message.isEmpty() == problem.isEmpty()));
        assertThat(DIALECT.ready(FIVE.challengers().get(0), route, FIVE, Serving.NOTHING)).hasValue(ready);
        assertThat(DIALECT.ready(FIVE.champion(), route, FIVE, Serving.NOTHING)).isEmpty();
    }

    @Provide
    Arbitrary<ObjectNode> routes() {
        return Combinators.combine(Arbitraries.of("other", "third", "v9").set().ofMaxSize(3), Arbitraries.longs()).as((others, seed) -> {
            List<String> entries = new ArrayList<>(List.of(ENTRY, entry("v3", 0)));
            others.forEach(other -> entries.add("{trafficPercent: 0, predictor: {name: " + other + "}, extra: [1]}"));
            Collections.shuffle(entries, new Random(seed));
            return route(entries.toArray(String[]::new));
        });
    }

    @Provide
    Arbitrary<List<Serving.Step>> steps() {
        return Serving.steps(2, 10_000, List.of("/metadata/labels/team", "/metadata/annotations/x", "/spec/predictor/timeout",
                "/spec/predictor/model/storageUri", "/spec/unknown", "/unknown/field"));
    }

    @Property(tries = 300)
    void theRestIsNeverTouchedAndAllIsGivenBackToTheByte(@ForAll("routes") ObjectNode route, @ForAll("steps") List<Serving.Step> steps) {
        Serving.assertGivenBackToTheByte(DIALECT, route, split(CHAMPION, CHALLENGER + "=0", "fraud-v3-predictor=0"), steps);
    }
}
