package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The settings of {@code examples/routing/<provider>/gitops} against what the engine leaves in the managed fields of a real API server:
 * with them a tool that applies what is in Git again and again changes nothing of a split, and without them it does.
 */
@ExtendWith(LocalCluster.class)
class GitOpsNotesIT {

    private static final Path EXAMPLES = Path.of(System.getProperty("project.basedir", "."), "examples", "routing");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ARGO = "argocd-controller";
    private static final String FLUX = "kustomize-controller";

    private static RouteStage stage;
    private static RouteOwner owner;

    @BeforeAll
    static void prepare(LocalControlPlane controlPlane, KubernetesClient kubernetes) throws IOException {
        stage = new RouteStage(controlPlane, kubernetes);
        owner = stage.owner("experiment");
        for (String service : List.of("fraud-predictor", "fraud-v2-predictor")) {
            stage.serve(service);
        }
        for (String service : List.of("digits-baseline", "digits-candidate")) {
            stage.serve(service);
            stage.expose(service, 8080);
        }
        CrdInstaller crds = new CrdInstaller(stage.admin);
        for (Managed managed : managed().toList()) {
            RouteFamily family = managed.family();
            family.schemas().forEach(crds::installFile);
            RawObjects.surround(stage.admin, stage.namespace, family.surroundings());
            ObjectNode probe = family.sample(new RandomJson(new Random(1))).route();
            probe.withObject("/metadata").put("name", "probe").put("namespace", stage.namespace);
            await(family + " served").atMost(PATIENCE).ignoreExceptions().until(() -> {
                ObjectNode made = managed.routes().create(probe, ARGO);
                managed.routes().delete("probe");
                return family.isServed(made);
            });
        }
    }

    @AfterAll
    static void disconnect() {
        stage.close();
    }

    /**
     * A route that Git has, as in the example or as the example's words tell.
     *
     * @param folder folder of the example
     * @param git the route in Git
     */
    record Managed(String folder, RouteFamily family, Optional<String> rule, ObjectNode git) {

        RawObjects routes() {
            return RawObjects.of(stage.admin, family.dialect().kind(), stage.namespace);
        }

        String name() {
            return git.at("/metadata/name").asText();
        }

        List<RouteVariant> variants() {
            if (name().equals("digits")) {
                return Stream.of("baseline", "candidate").map(name ->
                        new RouteVariant(name, name.equals("baseline"), "digits-" + name, 8080)).toList();
            }
            return family.sample(new RandomJson(new Random(1))).variants().subList(0, 2);
        }

        RouteIntent intent(long generation, int share, int copies, RouteGoal goal) {
            String challenger = variants().get(1).name();
            return new RouteIntent(owner, "", Optional.of(new RouteTarget(name(), rule, Optional.empty())), variants(),
                    AssignmentPolicy.perRequest("salt"), share > 0 ? Map.of(challenger, new BigDecimal(share)) : Map.of(),
                    copies > 0 ? Map.of(challenger, new BigDecimal(copies)) : Map.of(), Map.of(), generation, goal);
        }

        /** Git's route as somebody applies it, in this namespace. */
        ObjectNode manifest() {
            ObjectNode manifest = git.deepCopy();
            manifest.remove("status");
            manifest.withObject("/metadata").put("namespace", stage.namespace);
            return manifest;
        }

        @Override
        public String toString() {
            return folder + ", " + family;
        }
    }

    static Stream<Managed> managed() {
        ObjectNode http = example("gateway-api/adopted.yaml");
        http.set("status", yaml("""
                {parents: [{parentRef: {name: public, namespace: gateways}, controllerName: a/b, conditions: [{type: Accepted,
                  status: 'True', reason: Accepted, message: '', observedGeneration: 1000,
                  lastTransitionTime: '2026-01-01T00:00:00Z'}]}]}"""));
        return Stream.of(new Managed("gateway-api", new HttpRoutes(), Optional.of("predict"), http),
                new Managed("istio", new VirtualServices(), Optional.of("predict"), example("istio/adopted.yaml")),
                new Managed("traefik", new TraefikServices(), Optional.empty(), example("traefik/weighted.yaml")),
                new Managed("knative", new KnativeServices(), Optional.empty(), yaml("""
                        apiVersion: serving.knative.dev/v1
                        kind: Service
                        metadata: {name: fraud}
                        spec: {template: {spec: {containers: [{image: "fraud:2"}]}}, traffic: [{revisionName: fraud-v1, percent: 100}]}
                        status: {latestReadyRevisionName: fraud-v2, latestCreatedRevisionName: fraud-v2}
                        """)),
                new Managed("kserve", new InferenceServices(false), Optional.empty(), yaml("""
                        apiVersion: serving.kserve.io/v1beta1
                        kind: InferenceService
                        metadata: {name: fraud}
                        spec: {predictor: {canaryTrafficPercent: 0, model: {modelFormat: {name: sklearn}, storageUri: "s3://models/2"}}}
                        status: {deploymentMode: Knative, components: {predictor: {latestRolledoutRevision: fraud-v1,
                          latestCreatedRevision: fraud-v2, latestReadyRevision: fraud-v2}}}
                        """)),
                new Managed("kserve", new InferenceServices(true), Optional.empty(), yaml("""
                        apiVersion: serving.kserve.io/v1beta1
                        kind: InferenceService
                        metadata: {name: fraud, annotations: {serving.kserve.io/deploymentMode: Standard}}
                        spec:
                          predictor: {minReplicas: 2, model: {modelFormat: {name: sklearn}, storageUri: "s3://models/1"}}
                          canary:
                          - trafficPercent: 0
                            predictor:
                              name: v2
                              minReplicas: 1
                              model: {name: kserve-container, modelFormat: {name: sklearn}, storageUri: "s3://models/2"}
                        status: {deploymentMode: Standard, canaryStatuses: [{name: v2, ready: true, trafficPercent: 0}]}
                        """)),
                new Managed("seldon", new SeldonExperiments(), Optional.empty(), yaml("""
                        apiVersion: mlops.seldon.io/v1alpha1
                        kind: Experiment
                        metadata: {name: fraud}
                        spec: {default: fraud-v1, candidates: [{name: fraud-v1, weight: 100}]}
                        status: {conditions: [{type: Ready, status: 'True'}]}
                        """)));
    }

    private static ObjectNode example(String file) {
        try (InputStream stream = Files.newInputStream(EXAMPLES.resolve(file));
                var documents = new ObjectMapper(new YAMLFactory()).readerFor(ObjectNode.class).<ObjectNode>readValues(stream)) {
            return documents.next();
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void assertNames(JsonNode target, Managed managed) {
        ObjectKind kind = managed.family().dialect().kind();
        assertThat(target.path("group").asText()).isEqualTo(kind.group());
        assertThat(target.path("kind").asText()).isEqualTo(kind.kind());
        assertThat(target.path("name").asText()).as("what all examples call it").isEqualTo("digits");
    }

    /** The fields of the spec that a manager holds, as JSON pointers, as deep as they have owners of their own. */
    private static List<String> held(ObjectNode route, List<String> managers) {
        TreeSet<String> held = new TreeSet<>();
        for (JsonNode entry : route.at("/metadata/managedFields")) {
            if (managers.contains(entry.path("manager").asText())) {
                collect("/spec", entry.path("fieldsV1").path("f:spec"), held);
            }
        }
        return List.copyOf(held);
    }

    private static void collect(String pointer, JsonNode fields, TreeSet<String> held) {
        fields.properties().stream().filter(field -> field.getKey().startsWith("f:")).forEach(field -> {
            String child = pointer + "/" + field.getKey().substring(2);
            if (field.getValue().isEmpty()) {
                held.add(child);
            }
            collect(child, field.getValue(), held);
        });
    }

    /**
     * Takes fields of Git's route as they are in the cluster, and leaves out what is not there, as Argo CD does for what it ignores with
     * RespectIgnoreDifferences.
     */
    private static ObjectNode respecting(ObjectNode manifest, ObjectNode live, List<String> ignored) {
        ObjectNode respecting = manifest.deepCopy();
        for (String pointer : ignored) {
            if (!respecting.at(pointer).isMissingNode()) {
                remove(respecting, pointer);
                if (!live.at(pointer).isMissingNode()) {
                    RouteJson.put(respecting, pointer, live.at(pointer));
                }
            }
        }
        return respecting;
    }

    private static void remove(ObjectNode object, String pointer) {
        int last = pointer.lastIndexOf('/');
        if (object.at(pointer.substring(0, last)) instanceof ObjectNode parent) {
            parent.remove(pointer.substring(last + 1));
        }
    }

    private static void argoSyncs(Managed managed, JsonNode ignore) {
        ObjectNode live = managed.routes().get(managed.name());
        List<String> ignored = new ArrayList<>(texts(ignore.path("jsonPointers")));
        ignored.addAll(held(live, texts(ignore.path("managedFieldsManagers"))));
        managed.routes().apply(respecting(managed.manifest(), live, ignored), ARGO);
    }

    private static void fluxReconciles(Managed managed, JsonNode ignore) {
        ObjectNode manifest = managed.manifest();
        texts(ignore.path("paths")).forEach(pointer -> remove(manifest, pointer));
        managed.routes().apply(manifest, FLUX);
    }

    /** Runs an experiment while a tool applies what is in Git after each step of it. */
    private static void assertQuiet(Managed managed, String manager, Runnable tool, List<String> named) {
        RawObjects routes = managed.routes();
        ForeignRouter router = new ForeignRouter(stage.operator, managed.family().dialect(), Clock.systemUTC());
        ObjectNode before = routes.apply(managed.manifest(), manager);
        try {
            if (managed.git().has("status")) {
                before.set("status", managed.git().get("status"));
                before = routes.report(before);
            }
            List<RouteIntent> steps = new ArrayList<>();
            if (managed.family().sample(new RandomJson(new Random(1))).copied() && !managed.folder().equals("gateway-api")) {
                steps.add(managed.intent(1, 0, 20, RouteStage.SPLIT));
            }
            steps.add(managed.intent(2, 5, 0, RouteStage.SPLIT));
            steps.add(managed.intent(3, 50, 0, RouteStage.SPLIT));
            for (RouteIntent step : steps) {
                RouteObservation seen = router.apply(step);
                assertThat(seen.inPath()).as(seen.message()).isTrue();
                assertThat(seen.drifted()).isFalse();
                ObjectNode split = routes.get(managed.name());
                assertThat(held(split, List.of("gauntlet"))).as("what Gauntlet holds is named").isNotEmpty()
                        .allMatch(field -> named.stream().anyMatch(pointer -> field.equals(pointer) || field.startsWith(pointer + "/")));
                for (int sync = 0; sync < 2; sync++) {
                    tool.run();
                    assertThat(routes.get(managed.name()).get("spec")).isEqualTo(split.get("spec"));
                    assertThat(router.observe(step).drifted()).isFalse();
                }
            }
            RouteIntent promoted = managed.intent(4, 0, 0, new RouteGoal.Release(managed.variants().get(1).name()));
            assertThat(router.apply(promoted).reason()).isEqualTo(RouteReason.RELEASED);
            ObjectNode winner = routes.get(managed.name());
            assertThat(winner.get("spec")).isNotEqualTo(before.get("spec"));
            tool.run();
            assertThat(routes.get(managed.name()).get("spec")).as("the winner stays until Git names it").isEqualTo(winner.get("spec"));

            routes.apply(managed.manifest(), manager);
            assertThat(router.apply(managed.intent(5, 5, 0, RouteStage.SPLIT)).inPath()).isTrue();
            routes.apply(managed.manifest(), manager);
            assertThat(router.observe(managed.intent(5, 5, 0, RouteStage.SPLIT)).drifted()).as("without the setting").isTrue();
            router.remove(managed.intent(5, 5, 0, RouteStage.SPLIT));
            assertThat(routes.get(managed.name()).get("spec").toString()).isEqualTo(before.get("spec").toString());
        } finally {
            router.remove(managed.intent(6, 0, 0, RouteStage.SPLIT));
            routes.delete(managed.name());
        }
    }

    @ParameterizedTest
    @MethodSource("managed")
    void argoCdIsQuiet(Managed managed) {
        JsonNode spec = example(managed.folder() + "/gitops/argocd-application.yaml").path("spec");
        JsonNode ignore = spec.at("/ignoreDifferences/0");
        assertNames(ignore, managed);
        assertThat(texts(spec.at("/syncPolicy/syncOptions"))).contains("RespectIgnoreDifferences=true");
        assertThat(texts(ignore.path("jsonPointers"))).isEqualTo(managed.family().dialect().ownedFields());
        assertQuiet(managed, ARGO, () -> argoSyncs(managed, ignore), texts(ignore.path("jsonPointers")));
    }

    @ParameterizedTest
    @MethodSource("managed")
    void fluxIsQuiet(Managed managed) {
        JsonNode ignore = example(managed.folder() + "/gitops/flux-kustomization.yaml").at("/spec/ignore/0");
        assertNames(ignore.path("target"), managed);
        assertThat(texts(ignore.path("paths"))).isEqualTo(managed.family().dialect().ownedFields());
        assertQuiet(managed, FLUX, () -> fluxReconciles(managed, ignore), texts(ignore.path("paths")));
    }
}
