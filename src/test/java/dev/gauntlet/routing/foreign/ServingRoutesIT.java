package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.knative.KnativeServiceDialect;
import dev.gauntlet.routing.kserve.InferenceServiceDialect;
import dev.gauntlet.routing.seldon.SeldonExperimentDialect;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Routes of Knative, KServe and Seldon on a real API server with their real schemas; the tests report what their controllers would. */
@ExtendWith(LocalCluster.class)
class ServingRoutesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private KubernetesClient admin;
    private RouteOwner owner;

    @BeforeEach
    void connect(KubernetesClient kubernetes) {
        admin = kubernetes;
        String uid = admin.resource(new ConfigMapBuilder().withNewMetadata().withName("fraud").endMetadata().build()).create()
                .getMetadata().getUid();
        owner = new RouteOwner("v1", "ConfigMap", admin.getNamespace(), "fraud", uid);
    }

    private void install(String path) {
        new CrdInstaller(admin).installFile(path);
    }

    private void serve(String... names) {
        for (String name : names) {
            admin.resource(new ServiceBuilder().withNewMetadata().withName(name).endMetadata()
                    .withNewSpec().addNewPort().withPort(80).endPort().endSpec().build()).create();
            admin.resource(new EndpointsBuilder().withNewMetadata().withName(name).endMetadata().addNewSubset()
                    .addNewAddress().withIp("192.0.2.1").endAddress().addNewPort().withPort(80).endPort().endSubset().build()).create();
        }
    }

    private Resource<GenericKubernetesResource> resource(String yaml) {
        return admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class));
    }

    /** Makes an object as a user does, with the status that its controller would report. */
    private ObjectNode create(String yaml, String status) {
        await("the kind is served").atMost(PATIENCE).ignoreExceptions().until(() -> resource(yaml).create() != null);
        return report(yaml, status);
    }

    private ObjectNode report(String yaml, String status) {
        resource(yaml).editStatus(object -> {
            object.setAdditionalProperty("status", Serialization.unmarshal("---\n" + status, Map.class));
            return object;
        });
        return get(yaml);
    }

    private ObjectNode get(String yaml) {
        return Serialization.jsonMapper().convertValue(resource(yaml).get(), ObjectNode.class);
    }

    private RouteIntent at(RouteIntent intent, RouteGoal goal, long generation) {
        return new RouteIntent(owner, "", intent.target(), intent.variants(), intent.assignment(), intent.shares(), Map.of(), Map.of(),
                generation, goal);
    }

    private RouteObservation split(ForeignRouter router, RouteIntent intent, long generation) {
        return router.apply(at(intent, new RouteGoal.Split(), generation));
    }

    /** Gives a route back and compares it with what it was before it was split. */
    private void assertGivenBack(ForeignRouter router, RouteIntent intent, String yaml, ObjectNode before) {
        RouteObservation observation = router.apply(at(intent, new RouteGoal.Release(intent.champion().name()), 9));

        assertThat(observation.reason()).as(observation.message()).isEqualTo(RouteReason.RELEASED);
        ObjectNode after = get(yaml);
        assertThat(after.path("spec").toString()).isEqualTo(before.path("spec").toString());
        assertThat(after.at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        assertThat(after.at("/metadata/managedFields").findValuesAsText("manager")).doesNotContain("gauntlet");
    }

    private static ForeignRouter router(KubernetesClient client, RouteDialect dialect) {
        return new ForeignRouter(client, dialect, Clock.systemUTC());
    }

    @Test
    void knativeTrafficIsSplitBelievedAndGivenBack() throws IOException {
        install("knative-serving/serving.knative.dev_services.yaml");
        serve("fraud-1", "fraud-2");
        String yaml = """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: fraud, annotations: {team: scoring}}
                spec:
                  template: {metadata: {name: fraud-2}, spec: {containers: [{image: "fraud:2"}]}}
                  traffic:
                  - {latestRevision: false, percent: 100, revisionName: fraud-1}
                  - {latestRevision: true, percent: 0, tag: candidate}
                """;
        ObjectNode before = create(yaml, "{latestReadyRevisionName: fraud-2, latestCreatedRevisionName: fraud-2}");
        ForeignRouter router = router(admin, new KnativeServiceDialect());

        RouteObservation written = split(router, Serving.split("fraud-1", "fraud-2=5"), 1);

        assertThat(written.reason()).as(written.message()).isEqualTo(RouteReason.NOT_ACCEPTED);
        JsonNode traffic = get(yaml).at("/spec/traffic");
        assertThat(traffic.findValuesAsText("percent")).containsExactly("95", "5", "0");
        assertThat(get(yaml).at("/spec/template")).isEqualTo(before.at("/spec/template"));
        report(yaml, """
                observedGeneration: %d
                latestReadyRevisionName: fraud-2
                conditions: [{type: RoutesReady, status: 'True'}]
                traffic: [{revisionName: fraud-1, percent: 95}, {revisionName: fraud-2, percent: 5}]
                """.formatted(get(yaml).at("/metadata/generation").asLong()));
        assertThat(split(router, Serving.split("fraud-1", "fraud-2=5"), 1).state()).isEqualTo(RouteState.PROGRAMMED);
        assertGivenBack(router, Serving.split("fraud-1", "fraud-2=5"), yaml, before);
    }

    @Test
    void bothFormsOfAnInferenceServiceAreSplitAndGivenBackUnderTheFullSchema() throws IOException {
        install("kserve/serving.kserve.io_inferenceservices.yaml");
        serve("fraud-predictor-00001", "fraud-predictor-00002", "churn-predictor", "churn-v2-predictor");
        ForeignRouter router = router(admin, new InferenceServiceDialect());
        String knative = """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: fraud}
                spec: {predictor: {canaryTrafficPercent: 0, model: {modelFormat: {name: sklearn}, storageUri: "s3://models/2"}}}
                """;
        await("the full schema").atMost(PATIENCE).ignoreExceptions().until(() -> isSpecInParts(knative));
        ObjectNode before = create(knative, """
                {deploymentMode: Knative, components: {predictor: {latestRolledoutRevision: fraud-predictor-00001,
                  latestCreatedRevision: fraud-predictor-00002, latestReadyRevision: fraud-predictor-00002}}}""");
        RouteIntent percent = Serving.split("fraud-predictor-00001", "fraud-predictor-00002=7");

        assertThat(split(router, percent, 1).reason()).isEqualTo(RouteReason.NOT_ACCEPTED);

        assertThat(get(knative).at("/spec/predictor/canaryTrafficPercent").asInt()).isEqualTo(7);
        assertThat(get(knative).at("/spec/predictor/model")).isEqualTo(before.at("/spec/predictor/model"));
        assertGivenBack(router, percent, knative, before);

        String standard = """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: churn, annotations: {serving.kserve.io/deploymentMode: Standard}}
                spec:
                  canary:
                  - predictor:
                      name: v2
                      minReplicas: 1
                      model: {name: kserve-container, modelFormat: {name: sklearn}, storageUri: "s3://models/2"}
                    trafficPercent: 0
                  predictor: {minReplicas: 2, model: {modelFormat: {name: sklearn}, storageUri: "s3://models/1"}}
                """;
        ObjectNode entries = create(standard, "{deploymentMode: Standard, canaryStatuses: [{name: v2, ready: true, trafficPercent: 0}]}");
        RouteIntent canary = on("churn", Serving.split("churn-predictor", "churn-v2-predictor=30"));

        assertThat(split(router, canary, 1).reason()).isEqualTo(RouteReason.NOT_ACCEPTED);

        assertThat(get(standard).at("/spec/canary/0/trafficPercent").asInt()).isEqualTo(30);
        assertThat(get(standard).at("/spec/canary/0/predictor")).isEqualTo(entries.at("/spec/canary/0/predictor"));
        assertGivenBack(router, canary, standard, entries);
    }

    private static RouteIntent on(String name, RouteIntent intent) {
        return new RouteIntent(intent.owner(), "", Optional.of(RouteTarget.adopted(name)), intent.variants(),
                intent.assignment(), intent.shares(), Map.of(), Map.of(), 1, intent.goal());
    }

    /** Whether the API server has taken up a schema by which fields of the spec have owners of their own. */
    private boolean isSpecInParts(String yaml) {
        resource(yaml).create();
        JsonNode managed = get(yaml).at("/metadata/managedFields");
        resource(yaml).delete();
        await("the probe is gone").atMost(PATIENCE).until(() -> resource(yaml).get() == null);
        return managed.findValues("f:spec").stream().noneMatch(JsonNode::isEmpty);
    }

    @Test
    void underTheMinimalSchemaAnInferenceServiceIsRefusedAndNotTouched() throws IOException {
        install("inferenceservices.serving.kserve.io.yaml");
        serve("fraud-predictor-00001", "fraud-predictor-00002");
        String yaml = """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: fraud}
                spec: {predictor: {canaryTrafficPercent: 0, model: {modelFormat: {name: sklearn}, storageUri: "s3://models/2"}}}
                """;
        await("the minimal schema").atMost(PATIENCE).ignoreExceptions().until(() -> !isSpecInParts(yaml));
        ObjectNode before = create(yaml, """
                {components: {predictor: {latestRolledoutRevision: fraud-predictor-00001, latestCreatedRevision: fraud-predictor-00002,
                  latestReadyRevision: fraud-predictor-00002}}}""");

        RouteObservation refused = split(router(admin, new InferenceServiceDialect()),
                Serving.split("fraud-predictor-00001", "fraud-predictor-00002=7"), 1);

        assertThat(refused.reason()).as(refused.message()).isEqualTo(RouteReason.UNSUPPORTED);
        assertThat(refused.message()).contains("minimal CRD");
        assertThat(get(yaml)).isEqualTo(before);
    }

    @Test
    void aSeldonExperimentIsSplitAndGivenBack() throws IOException {
        install("seldon-core/mlops.seldon.io_experiments.yaml");
        install("seldon-core/mlops.seldon.io_models.yaml");
        for (String model : List.of("fraud-1", "fraud-2")) {
            create("""
                    apiVersion: mlops.seldon.io/v1alpha1
                    kind: Model
                    metadata: {name: %s}
                    spec: {storageUri: "gs://models/x"}
                    """.formatted(model), "{conditions: [{type: Ready, status: 'True'}]}");
        }
        String yaml = """
                apiVersion: mlops.seldon.io/v1alpha1
                kind: Experiment
                metadata: {name: fraud}
                spec: {default: fraud-1, candidates: [{name: fraud-1, weight: 100}], resourceType: model}
                """;
        ObjectNode before = create(yaml, "{conditions: [{type: Ready, status: 'True'}]}");
        ForeignRouter router = router(admin, new SeldonExperimentDialect());
        RouteIntent intent = Serving.split("fraud-1", "fraud-2=12.5");

        RouteObservation written = split(router, intent, 1);

        assertThat(written.state()).as(written.message()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(get(yaml).at("/spec/candidates").findValuesAsText("weight")).containsExactly("8750", "1250");
        assertGivenBack(router, intent, yaml, before);
    }
}
