package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stage.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The examples for Knative, KServe and Seldon, as they are written, with real clients.
 *
 * <p>The controllers of these systems do not run here. The local gateway splits requests by the route and writes its status;
 * Services, Revisions and statuses of Models that they would make are made by the tests. The models themselves are the Deployments of
 * the quick start, whatever the specs of the routes say.
 */
@ExtendWith(OnStage.class)
class ServingExamplesIT {

    private static final String INFERENCE_SERVICES = "inferenceservices.serving.kserve.io";

    @BeforeAll
    static void install(Stage stage) {
        CrdInstaller schemas = new CrdInstaller(stage.client());
        List.of("gateway-api", "knative-serving", "kserve", "seldon-core").forEach(schemas::install);
    }

    /** A Service that a controller makes for one of its models; it leads to one of the quick start. */
    private static void serve(Stage stage, RoutedPlay routed, String name, String version) {
        stage.kubectl().apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {selector: {app: digits, version: %s}, ports: [{name: http, port: 80, targetPort: http}]}
                """.formatted(name, routed.play().namespace(), version));
    }

    private static void reportReady(Stage stage, RoutedPlay routed, String apiVersion, String kind, String name) {
        stage.client().genericKubernetesResources(apiVersion, kind).inNamespace(routed.play().namespace()).withName(name)
                .editStatus(object -> {
                    object.setAdditionalProperty("status",
                            Map.of("conditions", List.of(Map.of("type", "Ready", "status", "True"))));
                    return object;
                });
    }

    /** What Knative makes of a template: a Revision that is ready, and a Service of its name. */
    private static void revision(Stage stage, RoutedPlay routed, String service, int number, String version) {
        String name = "%s-%05d".formatted(service, number);
        serve(stage, routed, name, version);
        stage.kubectl().apply("""
                apiVersion: serving.knative.dev/v1
                kind: Revision
                metadata: {name: %s, namespace: %s, labels: {serving.knative.dev/service: %s}}
                spec: {containers: [{image: "gauntlet/digits-model:demo"}]}
                """.formatted(name, routed.play().namespace(), service));
        reportReady(stage, routed, "serving.knative.dev/v1", "Revision", name);
        routed.scraped(version, "revision_name", name);
    }

    private static ObjectNode without(JsonNode route, String holder, String field) {
        ObjectNode rest = route.deepCopy();
        ((ObjectNode) rest.at(holder)).remove(field);
        return rest;
    }

    /** Clients get the winner's answers only, and nothing of the route but one field is another. */
    private static void assertPromoted(RoutedPlay routed, JsonNode before, String holder, String field) {
        ModelExperimentStatus end = routed.play().awaitReleased();
        assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
        routed.assertOnlyServedBy("candidate");
        routed.play().assertClientsUnharmed(50);
        assertThat(without(routed.route(), holder, field).toString()).isEqualTo(without(before, holder, field).toString());
    }

    private static void assertRolledBack(RoutedPlay routed, JsonNode before) {
        ModelExperimentStatus end = routed.play().awaitReleased();
        assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.RolledBack);
        assertThat(routed.route().toString()).isEqualTo(before.toString());
        routed.assertOnlyServedBy("baseline");
    }

    /** A Knative Service with the champion's traffic as the example asks for, and then the challenger's revision. */
    private static RoutedPlay knative(Stage stage, String namespace) {
        RoutedPlay routed = RoutedPlay.of(stage, "knative/traffic", LocalGateway.Kind.KNATIVE_SERVICE,
                "services.serving.knative.dev", "digits", namespace);
        deployKnative(stage, namespace, "baseline");
        revision(stage, routed, "digits", 1, "baseline");
        routed.awaitReported("/latestReadyRevisionName", "digits-00001");
        routed.withTraffic();
        routed.runCommandsOfExample();
        deployKnative(stage, namespace, "candidate");
        revision(stage, routed, "digits", 2, "candidate");
        routed.awaitReported("/latestReadyRevisionName", "digits-00002");
        return routed;
    }

    private static void deployKnative(Stage stage, String namespace, String model) {
        stage.kubectl().apply("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: digits, namespace: %s, annotations: {team: readers}}
                spec: {template: {spec: {containers: [{image: "gauntlet/digits-model:demo", args: ["--model=%s"]}]}}}
                """.formatted(namespace, model));
    }

    @Test
    void theTrafficOfAKnativeServiceIsSplitAndLedToTheWinnersRevision(Stage stage) {
        try (RoutedPlay routed = knative(stage, "serving-knative")) {
            JsonNode before = routed.route();
            routed.play().experimentAsWritten();
            assertPromoted(routed, before, "/spec", "traffic");
            assertThat(routed.route().at("/spec/traffic").findValuesAsText("revisionName")).containsExactly("digits-00002");
        }
    }

    @Test
    void aKnativeServiceIsAsItWasAfterABrokenChallengerIsRolledBack(Stage stage) {
        try (RoutedPlay routed = knative(stage, "serving-knative-broken")) {
            stage.kubectl().run("patch", "ksvc", "digits", "-n", "serving-knative-broken", "--type=json", "-p", """
                    [{"op": "add", "path": "/spec/traffic/-", "value": {"latestRevision": true, "percent": 0, "tag": "candidate"}}]
                    """);
            JsonNode before = routed.route();
            routed.play().experimentAsWritten();
            routed.play().awaitInForce("canary");
            routed.play().demo().breakModel("candidate");
            assertRolledBack(routed, before);
        }
    }

    @Test
    void anInferenceServiceInKnativeModeIsSplitByItsPercentageAndRollsTheWinnerOut(Stage stage) {
        String namespace = "serving-kserve-knative";
        try (RoutedPlay routed = RoutedPlay.of(stage, "kserve/knative-mode", LocalGateway.Kind.KSERVE_KNATIVE, INFERENCE_SERVICES,
                "digits", namespace)) {
            deployInferenceService(stage, namespace, 1);
            revision(stage, routed, "digits-predictor", 1, "baseline");
            routed.awaitReported("/components/predictor/latestRolledoutRevision", "digits-predictor-00001");
            routed.withTraffic();
            routed.runCommandsOfExample();
            deployInferenceService(stage, namespace, 2);
            revision(stage, routed, "digits-predictor", 2, "candidate");
            routed.awaitReported("/components/predictor/latestReadyRevision", "digits-predictor-00002");
            routed.assertOnlyServedBy("baseline");
            JsonNode before = routed.route();

            routed.play().experimentAsWritten();
            assertPromoted(routed, before, "/spec/predictor", "canaryTrafficPercent");
            assertThat(routed.route().at("/spec/predictor").has("canaryTrafficPercent")).isFalse();
            routed.awaitReported("/components/predictor/latestRolledoutRevision", "digits-predictor-00002");
        }
    }

    private static void deployInferenceService(Stage stage, String namespace, int model) {
        stage.kubectl().apply("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: digits, namespace: %s}
                spec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: "s3://models/digits/%d"}}}
                """.formatted(namespace, model));
    }

    @Test
    void anInferenceServiceInStandardModeIsSplitByItsEntriesAndTheWinnersGetsEverything(Stage stage) {
        stage.kubectl().apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: kserve}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: inferenceservice-config, namespace: kserve}
                data:
                  deploy: '{"defaultDeploymentMode": "Knative"}'
                  ingress: '{"enableGatewayApi": true, "disableIngressCreation": false}'
                """);
        try (RoutedPlay routed = RoutedPlay.of(stage, "kserve/standard-mode", LocalGateway.Kind.KSERVE_STANDARD,
                INFERENCE_SERVICES, "digits", "serving-kserve-standard")) {
            serve(stage, routed, "digits-predictor", "baseline");
            serve(stage, routed, "digits-v2-predictor", "candidate");
            routed.scraped("baseline", "service", "digits-predictor").scraped("candidate", "service", "digits-v2-predictor");
            routed.withTraffic();
            JsonNode before = routed.route();

            routed.play().experimentAsWritten();
            assertPromoted(routed, before, "/spec/canary/0", "trafficPercent");
            assertThat(routed.route().at("/spec/canary/0/trafficPercent").asInt()).isEqualTo(100);
        }
    }

    @Test
    void twoInferenceServicesShareOneHttpRouteWhoseOnlyRuleHasNoName(Stage stage) {
        stage.kubectl().apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: kserve}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: envoy}
                spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: kserve-ingress-gateway, namespace: kserve}
                spec: {gatewayClassName: envoy, listeners: [{name: http, port: 80, protocol: HTTP}]}
                """);
        try (RoutedPlay routed = RoutedPlay.of(stage, "kserve/two-services-one-route", LocalGateway.Kind.HTTP_ROUTE,
                "httproutes.gateway.networking.k8s.io", "digits", "serving-kserve-route")) {
            serve(stage, routed, "digits-v1-predictor", "baseline");
            serve(stage, routed, "digits-v2-predictor", "candidate");
            routed.withTraffic();
            JsonNode before = routed.route();

            routed.play().experimentAsWritten();
            routed.play().awaitInForce("canary");
            assertThat(routed.route().at("/spec/rules/0/backendRefs")).extracting(backend -> backend.path("name").asText())
                    .containsExactlyInAnyOrder("digits-v1-predictor", "digits-v2-predictor");
            routed.play().deleteExperiment();
            assertThat(routed.route().toString()).isEqualTo(before.toString());
            routed.assertOnlyServedBy("baseline");
            routed.play().assertClientsUnharmed(50);
        }
    }

    @Test
    void aSeldonExperimentIsSplitByItsCandidatesAndTheWinnerGetsAllTheWeight(Stage stage) {
        String namespace = "serving-seldon";
        try (RoutedPlay routed = RoutedPlay.of(stage, "seldon/experiment", LocalGateway.Kind.SELDON_EXPERIMENT,
                "experiments.mlops.seldon.io", "digits", namespace)) {
            for (String version : List.of("baseline", "candidate")) {
                String model = "digits-" + version;
                stage.kubectl().apply("""
                        apiVersion: mlops.seldon.io/v1alpha1
                        kind: Model
                        metadata: {name: %s, namespace: %s}
                        spec: {storageUri: "gs://models/%s"}
                        """.formatted(model, namespace, model));
                reportReady(stage, routed, "mlops.seldon.io/v1alpha1", "Model", model);
                routed.scraped(version, "model", model);
            }
            routed.withTraffic();
            JsonNode before = routed.route();

            routed.play().experimentAsWritten();
            assertPromoted(routed, before, "/spec", "candidates");
            // Seldon refuses an Experiment whose default is no candidate.
            assertThat(routed.route().at("/spec/candidates").toString())
                    .isEqualTo("[{\"name\":\"digits-baseline\",\"weight\":0},{\"name\":\"digits-candidate\",\"weight\":10000}]");
        }
    }
}
