package dev.gauntlet.routing.replicaratio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gauntlet.local.JavaRecipe;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalNode;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.AttemptTimeouts;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v1.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider against a real API server and its controllers, with real pods behind the Service. */
@ExtendWith(LocalCluster.class)
class ReplicaRatioRouterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final RouteGoal SPLIT = new RouteGoal.Split();
    private static final int TOTAL = 4;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %1$s}
            spec:
              replicas: %2$d
              selector: {matchLabels: {app: model, version: %1$s}}
              template:
                metadata: {labels: {app: model, version: %1$s}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: model
                    image: named:1
                    args: [%1$s]
                    env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                    readinessProbe: {tcpSocket: {port: 9000}, periodSeconds: 1}
            """;

    private KubernetesClient client;
    private ReplicaRatioRouter router;
    private RouteOwner owner;

    @BeforeEach
    void prepare(LocalNode node, KubernetesClient kubernetes) {
        node.register("named", new JavaRecipe("dev.gauntlet.routing.managedproxy.NamedServer"));
        client = kubernetes;
        router = new ReplicaRatioRouter(client);
        owner = createOwner("ratio");
    }

    /** Any object can own; a ConfigMap needs no definition of its own. */
    private RouteOwner createOwner(String name) {
        ConfigMap object = client.resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        return new RouteOwner("v1", "ConfigMap", client.getNamespace(), name, object.getMetadata().getUid());
    }

    private RouteIntent intent(long generation, String percent, RouteGoal goal) {
        return new RouteIntent(owner, "web", List.of(variant("baseline", true), variant("candidate", false)),
                AssignmentPolicy.perRequest("salt"), Map.of("candidate", new BigDecimal(percent)), generation, goal);
    }

    private static RouteVariant variant(String name, boolean champion) {
        return new RouteVariant(name, champion, "web", 80, AttemptTimeouts.DEFAULT, new TreeMap<>(), Optional.of(name));
    }

    private void createModels() {
        deploy("baseline", TOTAL);
        deploy("candidate", 0);
        client.resource(Serialization.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, annotations: {team: scoring}}
                spec: {selector: {app: model}, ports: [{name: http, port: 80, targetPort: 9000}]}
                """, Service.class)).create();
        await().atMost(PATIENCE).until(() -> router.observe(intent(1, "0", SPLIT)).variantsReady().get("baseline")
                && behind("baseline") == TOTAL);
    }

    private void deploy(String name, int replicas) {
        client.resource(Serialization.unmarshal(DEPLOYMENT.formatted(name, replicas), Deployment.class)).create();
    }

    private int replicas(String name) {
        return client.apps().deployments().withName(name).get().getSpec().getReplicas();
    }

    private int behind(String name) {
        return new RatioReader(client).read(intent(1, "0", SPLIT)).variants().get(name).behind();
    }

    private Service web() {
        return client.services().withName("web").get();
    }

    private void scale(String name, int replicas) {
        client.apps().deployments().withName(name).scale(replicas);
    }

    /** Applies until it is in force, and watches the share of the challenger's pods all the way. */
    private RouteObservation split(long generation, String percent, String mostPercent) {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            RouteObservation seen = router.apply(intent(generation, percent, SPLIT));
            RatioView view = new RatioReader(client).read(intent(generation, percent, SPLIT));
            int challengers = view.variants().get("candidate").behind();
            int all = challengers + view.variants().get("baseline").behind();
            assertThat(challengers * 100).as("exposure of " + challengers + " of " + all)
                    .isLessThanOrEqualTo(Integer.parseInt(mostPercent) * all);
            return seen;
        }, seen -> seen.state() == RouteState.PROGRAMMED);
    }

    private RouteObservation released(RouteIntent intent) {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> router.apply(intent),
                seen -> seen.state() == RouteState.PROGRAMMED);
    }

    @Test
    void aRampARollbackAndAPromotionByNumbersOfReplicas() {
        createModels();
        Service before = web();
        RouteObservation waiting = router.observe(intent(1, "25", SPLIT));
        assertThat(waiting.state()).isEqualTo(RouteState.PROGRESSING);
        assertThat(waiting.inPath()).isFalse();
        assertThat(waiting.variantsReady()).as("a challenger that nobody asked for replicas").isEqualTo(
                Map.of("baseline", true, "candidate", true));

        RouteObservation quarter = split(1, "25", "25");
        assertThat(quarter.reason()).isEqualTo(RouteReason.TRAFFIC_SPLIT);
        assertThat(quarter.message()).contains("baseline has 3 of 4 replicas, 75 %", "candidate has 1 of 4 replicas, 25 %");
        assertThat(quarter.inPath()).isTrue();
        assertThat(quarter.drifted()).isFalse();
        assertThat(quarter.observedGeneration()).hasValue(1);
        assertThat(router.observe(intent(1, "25", SPLIT))).isEqualTo(quarter);
        assertThat(web().getSpec()).isEqualTo(before.getSpec());
        assertThat(web().getMetadata().getAnnotations()).containsEntry("team", "scoring")
                .containsEntry("gauntlet.dev/original-route", "{\"baseline\":4,\"candidate\":0}");
        String version = web().getMetadata().getResourceVersion();
        router.apply(intent(1, "25", SPLIT));
        assertThat(web().getMetadata().getResourceVersion()).as("a repeated apply writes nothing").isEqualTo(version);
        assertThat(split(2, "50", "50").message()).contains("candidate has 2 of 4 replicas, 50 %");

        RouteObservation back = router.apply(intent(3, "0", new RouteGoal.Release("baseline")));
        assertThat(back.message()).isNotEmpty();
        assertThat(replicas("candidate")).as("removed at once").isZero();
        released(intent(3, "0", new RouteGoal.Release("baseline")));
        assertThat(replicas("baseline")).isEqualTo(TOTAL);
        assertThat(web().getMetadata().getAnnotations()).isEqualTo(Map.of("team", "scoring"));
        assertThat(web().getMetadata().getLabels()).isNullOrEmpty();

        split(4, "50", "50");
        released(intent(5, "0", new RouteGoal.Release("candidate")));
        assertThat(replicas("candidate")).isEqualTo(TOTAL);
        assertThat(replicas("baseline")).as("nothing else keeps it out of the Service").isZero();
        assertThat(web().getMetadata().getAnnotations()).isEqualTo(Map.of("team", "scoring"));

        RouteIntent rollback = intent(6, "0", new RouteGoal.Release("baseline"));
        assertThat(router.observe(rollback).state()).as("a rollback after the end").isEqualTo(RouteState.PROGRESSING);
        router.apply(rollback);
        assertThat(replicas("candidate")).as("half of the pods serve until the champion's can").isEqualTo(TOTAL / 2);
        released(rollback);
        assertThat(replicas("baseline")).isEqualTo(TOTAL);
        assertThat(replicas("candidate")).isZero();
    }

    @Test
    void whatSomebodyScalesByHandIsRepairedAndNoted() {
        createModels();
        split(1, "25", "25");
        scale("candidate", 3);
        await().atMost(PATIENCE).until(() -> behind("candidate") == 3);
        assertThat(router.observe(intent(1, "25", SPLIT)).drifted()).isTrue();

        RouteObservation repaired = router.apply(intent(1, "25", SPLIT));

        assertThat(repaired.drifted()).isTrue();
        assertThat(replicas("candidate")).isEqualTo(1);
        assertThat(await().atMost(PATIENCE).until(() -> router.apply(intent(1, "25", SPLIT)), o -> o.state() == RouteState.PROGRAMMED)
                .drifted()).isFalse();
        edit(service -> service.getMetadata().getAnnotations().remove("gauntlet.dev/original-route"));
        assertThat(router.observe(intent(1, "25", SPLIT)).drifted()).isTrue();
        router.apply(intent(1, "25", SPLIT));
        assertThat(web().getMetadata().getAnnotations()).as("the total is the sum")
                .containsEntry("gauntlet.dev/original-route", "{\"baseline\":4,\"candidate\":0}");
    }

    /** The settings of {@code examples/routing/replica-ratio/gitops} against the managed fields that the provider leaves. */
    @Test
    void aToolThatLeavesOutTheReplicasAsTheGitOpsNotesTellIsQuiet() throws IOException {
        JsonNode argo = example("gitops/argocd-application.yaml").at("/spec/source/kustomize/patches/0");
        assertThat(example("gitops/flux-kustomization.yaml").at("/spec/patches/0")).isEqualTo(argo);
        assertThat(List.of("digits-baseline", "digits-candidate")).as("the Deployments of the example")
                .allMatch(name -> name.matches(argo.at("/target/name").asText()));
        JsonNode patch = YAML.readTree(argo.path("patch").asText());
        createModels();
        applyFromGit("baseline", TOTAL, YAML.createArrayNode());
        applyFromGit("candidate", 0, YAML.createArrayNode());
        RouteObservation refused = router.apply(intent(1, "25", SPLIT));
        assertThat(refused.reason()).isEqualTo(RouteReason.OWNERSHIP_CONFLICT);
        assertThat(refused.message()).contains("argocd-controller (server-side apply)").contains("leave replicas out");
        assertThat(replicas("baseline")).isEqualTo(TOTAL);

        keep("baseline", TOTAL);
        keep("candidate", 0);
        applyFromGit("baseline", TOTAL, patch);
        applyFromGit("candidate", 0, patch);
        assertThat(replicas("baseline")).as("kept").isEqualTo(TOTAL);
        assertThat(replicas("candidate")).isZero();
        split(1, "25", "25");
        for (String name : List.of("baseline", "candidate")) {
            assertThat(holdersOfReplicas(name)).as("what the tool leaves out it does not hold").doesNotContain("argocd-controller");
            applyFromGit(name, TOTAL, patch);
        }
        assertThat(replicas("baseline")).isEqualTo(TOTAL - 1);
        assertThat(replicas("candidate")).isEqualTo(1);
        assertThat(router.observe(intent(1, "25", SPLIT)).drifted()).isFalse();
        released(intent(2, "0", new RouteGoal.Release("baseline")));
        applyFromGit("baseline", TOTAL, patch);
        assertThat(replicas("baseline")).isEqualTo(TOTAL);
    }

    private static JsonNode example(String file) throws IOException {
        return YAML.readTree(Files.readString(Path.of(System.getProperty("project.basedir", "."), "examples", "routing", "replica-ratio")
                .resolve(file)));
    }

    /** What a delivery tool applies: the Deployment in Git, patched. */
    private void applyFromGit(String name, int replicas, JsonNode patch) throws IOException {
        JsonNode git = YAML.readTree(DEPLOYMENT.formatted(name, replicas));
        Deployment patched = client.getKubernetesSerialization().convertValue(JsonPatch.apply(patch, git), Deployment.class);
        client.resource(patched).fieldManager("argocd-controller").forceConflicts().serverSideApply();
    }

    /** What the notes tell to do before the number is left out. */
    private void keep(String name, int replicas) {
        client.resource(new DeploymentBuilder().withNewMetadata().withName(name).endMetadata().withNewSpec().withReplicas(replicas)
                .endSpec().build()).fieldManager("gauntlet").forceConflicts().serverSideApply();
    }

    private List<String> holdersOfReplicas(String deployment) {
        return client.apps().deployments().withName(deployment).get().getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getFieldsV1() != null
                        && entry.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                        && spec.containsKey("f:replicas"))
                .map(ManagedFieldsEntry::getManager).toList();
    }

    private void edit(Consumer<Service> change) {
        client.services().withName("web").edit(service -> {
            change.accept(service);
            return service;
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "no Service            | SERVICE_NOT_FOUND       | does not exist",
        "headless              | UNSUPPORTED_SERVICE_TYPE | headless",
        "sticky                | UNSUPPORTED             | sessionAffinity ClientIP",
        "narrow selector       | CONFIG_INVALID          | must select the pods of all variants",
        "no Deployment         | CONFIG_INVALID          | Deployment candidate of the variant candidate does not exist",
        "challenger serves     | FOREIGN_BACKENDS        | has 1 replicas behind the Service",
        "an autoscaler         | UNSUPPORTED             | HorizontalPodAutoscaler by-load (Deployment candidate)",
        "replicas in Git       | OWNERSHIP_CONFLICT      | kustomize-controller (server-side apply)",
        "no champion           | UNSUPPORTED             | has no replicas"})
    void whatCannotBeDoneIsSaidAndNothingIsTouched(String situation, RouteReason reason, String message) {
        deploy("baseline", situation.equals("no champion") ? 0 : 1);
        if (!situation.equals("no Deployment")) {
            deploy("candidate", situation.equals("challenger serves") ? 1 : 0);
        }
        if (!situation.equals("no Service")) {
            client.resource(Serialization.unmarshal("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: web}
                    spec: {%s selector: {app: model%s}, ports: [{name: http, port: 80, targetPort: 9000}]}
                    """.formatted(situation.equals("sticky") ? "sessionAffinity: ClientIP," : situation.equals("headless") ? "clusterIP: None," : "",
                    situation.equals("narrow selector") ? ", version: baseline" : ""), Service.class)).create();
        }
        if (situation.equals("an autoscaler")) {
            client.resource(Serialization.unmarshal("""
                    apiVersion: autoscaling/v1
                    kind: HorizontalPodAutoscaler
                    metadata: {name: by-load}
                    spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: candidate}}
                    """, HorizontalPodAutoscaler.class)).create();
        }
        if (situation.equals("replicas in Git")) {
            client.resource(Serialization.unmarshal("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: candidate}
                    spec: {replicas: 0}
                    """, GenericKubernetesResource.class)).fieldManager("kustomize-controller").forceConflicts().serverSideApply();
        }

        RouteObservation blocked = router.apply(intent(1, "100", SPLIT));

        assertThat(blocked.state()).isEqualTo(RouteState.BLOCKED);
        assertThat(blocked.reason()).isEqualTo(reason);
        assertThat(blocked.message()).contains(message);
        assertThat(blocked.inPath()).isFalse();
        assertThat(Optional.ofNullable(web()).map(service -> service.getMetadata().getAnnotations()).filter(a -> !a.isEmpty())).isEmpty();
        assertThat(router.remove(intent(2, "0", SPLIT)).state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(replicas("baseline")).isEqualTo(situation.equals("no champion") ? 0 : 1);
    }

    @Test
    void aPodOfSomebodyElseIsNamedAndNothingIsBelievedWhileItTakesAShare() {
        createModels();
        split(1, "25", "25");
        client.resource(Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: stray, labels: {app: model}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: model
                    image: named:1
                    args: [stray]
                    env: [{name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
                    readinessProbe: {tcpSocket: {port: 9000}, periodSeconds: 1}
                """, Pod.class)).create();

        RouteObservation blocked = await().atMost(PATIENCE).until(() -> router.observe(intent(1, "25", SPLIT)),
                seen -> seen.state() == RouteState.BLOCKED);

        assertThat(blocked.reason()).isEqualTo(RouteReason.FOREIGN_BACKENDS);
        assertThat(blocked.message()).startsWith("stray is behind the Service");
        assertThat(blocked.observedGeneration()).isEmpty();
        router.apply(intent(2, "0", SPLIT));
        assertThat(replicas("candidate")).as("a retreat waits for nobody").isZero();
    }

    @Test
    void oneExperimentHoldsTheServiceAndItsEndFreesIt() {
        createModels();
        split(1, "25", "25");
        RouteOwner first = owner;
        owner = createOwner("second");
        assertThat(router.apply(intent(1, "25", SPLIT))).satisfies(busy -> {
            assertThat(busy.reason()).isEqualTo(RouteReason.ROUTE_BUSY);
            assertThat(busy.message()).contains("ConfigMap " + owner.namespace() + "/ratio");
        });
        assertThat(router.apply(intent(2, "0", new RouteGoal.Release("baseline"))).state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(replicas("candidate")).as("somebody else's").isEqualTo(1);

        router.disown(new RouteIntent(first, "web", intent(1, "0", SPLIT).variants(), AssignmentPolicy.perRequest("salt"), Map.of(), 1, SPLIT));
        client.configMaps().withName("ratio").delete();
        assertThat(split(1, "50", "50").message()).as("the total of the holder that is gone").contains("candidate has 2 of 4 replicas");
        await().atMost(PATIENCE).until(() -> router.remove(intent(2, "50", SPLIT)).state() == RouteState.PROGRAMMED);
        assertThat(replicas("baseline")).isEqualTo(TOTAL);
        assertThat(replicas("candidate")).isZero();
    }
}
