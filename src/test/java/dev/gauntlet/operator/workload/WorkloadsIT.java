package dev.gauntlet.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.LocalNode;
import dev.gauntlet.operator.workload.ChampionRetirement.State;
import dev.gauntlet.operator.workload.PatchResult.Failed;
import dev.gauntlet.operator.workload.PatchResult.InProgress;
import dev.gauntlet.operator.workload.PatchResult.RolledOut;
import dev.gauntlet.operator.workload.WorkloadReading.Unreadable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users' workloads on a real API server, with exactly the rights that {@code deploy/} gives. */
@ExtendWith(LocalCluster.class)
class WorkloadsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String ROLE = "workloads-it";

    private KubernetesClient admin;
    private KubernetesClient operator;
    private String namespace;
    private WorkloadReader reader;
    private PatchTarget target;
    private ChampionRetirement retirement;

    @BeforeEach
    void connect(LocalControlPlane controlPlane, LocalNode node, KubernetesClient kubernetes) throws IOException {
        node.register("named", new JavaRecipe("dev.gauntlet.routing.managedproxy.NamedServer"));
        admin = kubernetes;
        namespace = admin.getNamespace();
        admin.resource(new ClusterRoleBuilder(shippedRole()).withNewMetadata().withName(ROLE).endMetadata().build()).serverSideApply();
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName("operator").endMetadata().build()).create();
        admin.resource(new RoleBindingBuilder().withNewMetadata().withName("operator").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", ROLE)
                .addNewSubject().withKind("ServiceAccount").withName("operator").withNamespace(namespace).endSubject().build()).create();
        operator = new KubernetesClientBuilder().withConfig(controlPlane.serviceAccountConfig(namespace, "operator")).build();
        reader = new WorkloadReader(operator);
        target = new PatchTarget(operator);
        retirement = new ChampionRetirement(operator);
        await("rights").atMost(PATIENCE).ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> operator.apps().statefulSets().withName("none").get() == null);
    }

    @AfterEach
    void disconnect() {
        operator.close();
    }

    private static ClusterRole shippedRole() throws IOException {
        try (InputStream rbac = Files.newInputStream(Path.of(System.getProperty("project.basedir"), "deploy", "rbac.yaml"))) {
            List<HasMetadata> objects = Serialization.unmarshal(rbac);
            return objects.stream().filter(ClusterRole.class::isInstance).map(ClusterRole.class::cast)
                    .filter(role -> role.getMetadata().getName().equals("gauntlet-operator")).findFirst().orElseThrow();
        }
    }

    private static Variant variant(String name, Variant.Role role, String apiVersion, String kind, String workload) {
        return new Variant(name, role, new Variant.ServiceRef(name, 80), new WorkloadRef(apiVersion, kind, workload), null,
                Map.of("version", name));
    }

    private static Variant champion(String kind) {
        return variant("v1", Variant.Role.Champion, "apps/v1", kind, "fraud-v1");
    }

    private static Variant winner(String kind) {
        return variant("v2", Variant.Role.Challenger, "apps/v1", kind, "fraud-v2");
    }

    private static String workload(String kind, String name, int replicas, String args, String env) {
        return """
                apiVersion: apps/v1
                kind: %1$s
                metadata: {name: fraud-%2$s, labels: {app: fraud}, annotations: {team: scoring}}
                spec:
                  replicas: %3$d
                  %6$s
                  selector: {matchLabels: {version: %2$s}}
                  template:
                    metadata: {labels: {version: %2$s}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: model
                        image: named:1
                        args: [%4$s]
                        env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, %5$s]
                        resources: {requests: {cpu: 10m}}
                        readinessProbe: {tcpSocket: {port: 9000}, periodSeconds: 1}
                """.formatted(kind, name, replicas, args, env, kind.equals("StatefulSet") ? "serviceName: fraud" : "minReadySeconds: 0");
    }

    /** Creates a workload by a single write, as kubectl create does. */
    private JsonNode create(String yaml) {
        GenericKubernetesResource created = admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
        return json(created);
    }

    private JsonNode get(String apiVersion, String kind, String name) {
        return json(admin.genericKubernetesResources(apiVersion, kind).withName(name).get());
    }

    private JsonNode championNow() {
        return get("apps/v1", "Deployment", "fraud-v1");
    }

    /** The champion's Deployment once its controller has rolled it out and has nothing more to write to it. */
    private JsonNode settledChampion() {
        return await("the champion settled").atMost(PATIENCE).until(this::championNow, WorkloadsIT::isSettled);
    }

    private static boolean isSettled(JsonNode deployment) {
        int replicas = deployment.at("/spec/replicas").asInt();
        JsonNode status = deployment.path("status");
        return status.path("observedGeneration").asLong() == deployment.at("/metadata/generation").asLong()
                && status.path("replicas").asInt() == replicas && status.path("updatedReplicas").asInt() == replicas
                && status.path("availableReplicas").asInt() == replicas
                && status.path("conditions").findValuesAsText("reason").contains("NewReplicaSetAvailable");
    }

    private JsonNode json(Object object) {
        return admin.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }

    /** Declares fields of the champion's Deployment by server-side apply. */
    private void declare(String manager, String spec) {
        admin.resource(Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: fraud-v1}
                spec: %s
                """.formatted(spec), GenericKubernetesResource.class)).fieldManager(manager).forceConflicts().serverSideApply();
    }

    /** Everything of a workload that nobody but its users should have changed. */
    private static JsonNode rest(JsonNode workload) {
        ObjectNode rest = workload.deepCopy();
        rest.remove("status");
        ObjectNode metadata = (ObjectNode) rest.path("metadata");
        metadata.remove(List.of("generation", "resourceVersion", "managedFields"));
        ((ObjectNode) metadata.path("annotations")).remove("deployment.kubernetes.io/revision");
        for (JsonNode container : rest.at("/spec/template/spec/containers")) {
            for (ServedField field : ServedField.values()) {
                ((ObjectNode) container).remove(field.json());
            }
        }
        return rest;
    }

    private static Optional<JsonNode> managed(JsonNode workload, String manager) {
        for (JsonNode entry : workload.at("/metadata/managedFields")) {
            if (entry.path("manager").asText().equals(manager)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Test
    void theChampionIsGivenTheWinnersModelAndItsOwnBack() {
        JsonNode created = create(workload("Deployment", "v1", 1, "v1", "{name: OLD, value: \"1\"}"));
        declare("team", "{template: {spec: {containers: [{name: model, resources: {requests: {cpu: 20m}}}]}}}");
        JsonNode before = settledChampion();
        create(workload("Deployment", "v2", 1, "v2", "{name: NEW, value: \"1\"}"));
        Original original = Original.fromJson(target.original(namespace, champion("Deployment")).orElseThrow().toJson());

        PatchResult first = target.patch(namespace, champion("Deployment"), winner("Deployment"));

        assertThat(first).isInstanceOf(InProgress.class);
        JsonNode patched = championNow();
        assertThat(patched.at("/spec/template/spec/containers/0/args/0").asText()).isEqualTo("v2");
        assertThat(patched.at("/spec/template/spec/containers/0/env").findValuesAsText("name")).containsExactly("POD_IP", "NEW");
        assertThat(rest(patched)).isEqualTo(rest(before));
        assertThat(managed(patched, "team")).isPresent().isEqualTo(managed(before, "team"));
        assertThat(managed(patched, "gauntlet")).isPresent();

        rollOut(() -> target.patch(namespace, champion("Deployment"), winner("Deployment")));

        JsonNode released = settledChampion();
        assertThat(managed(released, "gauntlet")).as("ownership is given back").isEmpty();
        assertThat(released.at("/metadata/generation")).as("one rollout").isEqualTo(patched.at("/metadata/generation"));
        assertThat(released.at("/spec")).isEqualTo(patched.at("/spec"));
        assertThat(target.patch(namespace, champion("Deployment"), winner("Deployment"))).isInstanceOf(RolledOut.class);
        assertThat(championNow().at("/metadata/resourceVersion")).as("nothing is written twice")
                .isEqualTo(released.at("/metadata/resourceVersion"));

        rollOut(() -> target.restore(namespace, original));

        JsonNode restored = championNow();
        assertThat(restored.at("/spec/template")).isEqualTo(before.at("/spec/template"));
        assertThat(rest(restored)).isEqualTo(rest(before));
        assertThat(managed(restored, "team")).isEqualTo(managed(before, "team"));
        assertThat(managed(restored, "gauntlet")).isEmpty();
        assertThat(created.at("/metadata/uid")).isEqualTo(restored.at("/metadata/uid"));
    }

    private static void rollOut(Callable<PatchResult> call) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(call, result -> {
            assertThat(result).isNotInstanceOf(Failed.class);
            return result instanceof RolledOut;
        });
    }

    @Test
    void whoDeclaresTheImageInGitIsNamedAndNothingIsChanged() {
        create(workload("Deployment", "v1", 0, "v1", "{name: A, value: \"1\"}"));
        declare("kustomize-controller", "{template: {spec: {containers: [{name: model, image: \"named:1\", args: [v1]}]}}}");
        create(workload("Deployment", "v2", 0, "v2", "{name: A, value: \"1\"}"));
        JsonNode before = settledChampion();

        PatchResult refused = target.patch(namespace, champion("Deployment"), winner("Deployment"));

        assertThat(refused).isEqualTo(new Failed(Reason.PatchFailed, "Deployment fraud-v1 was not changed: "
                + "spec.template.spec.containers[model].args is managed by kustomize-controller (server-side apply), which would undo the "
                + "change; change it there and use promotion.strategy RecordOnly"));
        assertThat(championNow().at("/spec")).isEqualTo(before.at("/spec"));
        assertThat(championNow().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
    }

    @Test
    void whatTheApiServerRefusesIsToldAndWhatIsMissingIsNamed() {
        assertThat(target.patch(namespace, champion("Deployment"), winner("Deployment")))
                .isInstanceOfSatisfying(Failed.class, failed -> {
                    assertThat(failed.reason()).isEqualTo(Reason.TargetMissing);
                    assertThat(failed.message()).contains("Deployment fraud-v1, which does not exist");
                });
        JsonNode champion = create(workload("Deployment", "v1", 0, "v1", "{name: A, value: \"1\"}"));
        ArrayNode invalid = image("");
        ArrayNode valid = image("named:2");
        Workloads workloads = new Workloads(operator);

        // The controller's first writes may come between the read and the patch.
        await().atMost(PATIENCE).until(() -> code(() -> workloads.patch(WorkloadKind.DEPLOYMENT, championNow(), invalid)) != 409);
        assertThat(code(() -> workloads.patch(WorkloadKind.DEPLOYMENT, championNow(), invalid))).isEqualTo(422);
        admin.apps().deployments().withName("fraud-v1").edit(deployment -> {
            deployment.getMetadata().getAnnotations().put("later", "yes");
            return deployment;
        });
        assertThat(code(() -> workloads.patch(WorkloadKind.DEPLOYMENT, champion, valid))).as("an older version").isEqualTo(409);
    }

    private static ArrayNode image(String image) {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        operations.addObject().put("op", "add").put("path", "/spec/template/spec/containers/0/image").put("value", image);
        return operations;
    }

    private static int code(Runnable call) {
        try {
            call.run();
            return 200;
        } catch (KubernetesClientException e) {
            return e.getCode();
        }
    }

    @Test
    void anInferenceServiceIsGivenTheUri() {
        try (InputStream crd = WorkloadsIT.class.getResourceAsStream("/crds/inferenceservices.serving.kserve.io.yaml")) {
            admin.load(crd).serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(PATIENCE).ignoreExceptions()
                .until(() -> admin.genericKubernetesResources(WorkloadKind.INFERENCE_SERVICE.context()).list() != null);
        for (String version : List.of("1", "2")) {
            create("""
                    apiVersion: serving.kserve.io/v1beta1
                    kind: InferenceService
                    metadata: {name: fraud-v%1$s}
                    spec: {predictor: {minReplicas: %1$s, model: {modelFormat: {name: sklearn}, storageUri: "s3://models/%1$s"}}}
                    """.formatted(version));
        }
        Variant champion = variant("v1", Variant.Role.Champion, "serving.kserve.io/v1beta1", "InferenceService", "fraud-v1");
        Variant winner = variant("v2", Variant.Role.Challenger, "serving.kserve.io/v1beta1", "InferenceService", "fraud-v2");
        WorkloadReading start = reader.readWithDigests(namespace, List.of(champion, winner));
        assertThat(start.models().of("v1").orElseThrow().modelUri()).hasValue("s3://models/1");

        assertThat(target.patch(namespace, champion, winner)).isInstanceOf(InProgress.class);

        JsonNode spec = get("serving.kserve.io/v1beta1", "InferenceService", "fraud-v1").path("spec");
        assertThat(spec.toString()).contains("s3://models/2").contains("\"minReplicas\":1").contains("sklearn");
        assertThat(VariantModels.changed(start.models(), reader.read(namespace, List.of(champion, winner)).models()))
                .hasValue("variant v1: InferenceService fraud-v1 changed predictor.model.storageUri s3://models/1 -> s3://models/2");
        assertThat(retirement.scaleDown(namespace, champion).state()).isEqualTo(State.Refused);
    }

    @Test
    void modelsAreReadWithTheDigestsOfTheirPodsAndMissingWorkloadsAreNamed() {
        create(workload("Deployment", "v1", 0, "v1", "{name: A, value: \"1\"}"));
        String digest = "registry/named@sha256:" + "a".repeat(64);
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: elsewhere, labels: {version: v1}}
                spec: {nodeName: elsewhere, containers: [{name: model, image: "none:1"}]}
                """, Pod.class);
        admin.resource(pod).create();
        PodStatus status = Serialization.unmarshal("containerStatuses: [{name: model, image: none, imageID: \"%s\", restartCount: 0}]"
                .formatted(digest), PodStatus.class);
        // The local node has its own idea of the pod's status, and may write at the same moment.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> !reader.readWithDigests(namespace, List.of(champion("Deployment")))
                .models().of("v1").orElseThrow().digests().isEmpty() || admin.pods().withName("elsewhere").editStatus(current -> {
                    current.setStatus(status);
                    return current;
                }) == null);
        Variant other = variant("v3", Variant.Role.Challenger, "apps/v1", "DaemonSet", "fraud-v3");
        Variant silent = new Variant("v4", Variant.Role.Challenger, new Variant.ServiceRef("v4", 80), null, null, Map.of("version", "v4"));

        WorkloadReading reading = reader.readWithDigests(namespace, List.of(champion("Deployment"), winner("Deployment"), other, silent));

        assertThat(reading.models().models()).singleElement().satisfies(model -> {
            assertThat(model.variant()).isEqualTo("v1");
            assertThat(model.images()).containsExactly(new ContainerImage("model", "named:1", List.of(digest)));
        });
        assertThat(reading.unreadable()).extracting(Unreadable::variant).containsExactly("v2", "v3");
        assertThat(reading.unreadable()).extracting(Unreadable::reason).containsExactly(Reason.TargetMissing, Reason.InvalidSpec);
        assertThat(reader.read(namespace, List.of(champion("Deployment"))).models().of("v1").orElseThrow().digests()).isEmpty();
    }

    @Test
    void aRetiredChampionHasNoReplicas() {
        for (String kind : List.of("Deployment", "StatefulSet")) {
            JsonNode before = create(workload(kind, "v1", 1, "v1", "{name: A, value: \"1\"}"));

            assertThat(await().atMost(PATIENCE).until(() -> retirement.scaleDown(namespace, champion(kind)),
                    result -> result.state() != State.Retry).state()).isEqualTo(State.Retired);

            JsonNode after = get("apps/v1", kind, "fraud-v1");
            assertThat(after.at("/spec/replicas").asInt(-1)).isZero();
            assertThat(after.at("/spec/template")).isEqualTo(before.at("/spec/template"));
            assertThat(retirement.scaleDown(namespace, champion(kind)).message()).isEqualTo(kind + " fraud-v1 has 0 replicas");
        }
        declare("argocd-controller", "{replicas: 2}");
        assertThat(retirement.scaleDown(namespace, champion("Deployment"))).satisfies(result -> {
            assertThat(result.state()).isEqualTo(State.Refused);
            assertThat(result.message()).contains("spec.replicas is managed by argocd-controller");
        });
        assertThat(retirement.scaleDown(namespace, winner("Deployment")).state()).isEqualTo(State.Retired);
    }
}
