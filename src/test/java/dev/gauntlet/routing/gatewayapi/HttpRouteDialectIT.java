package dev.gauntlet.routing.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the API server, with the schemas of the Gateway API, makes of the routes. */
@ExtendWith(LocalCluster.class)
class HttpRouteDialectIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String API = GatewayApiKinds.HTTP_ROUTE.apiVersion();
    private static final Path EXAMPLES = Path.of(System.getProperty("project.basedir", "."), "examples", "routing", "gateway-api");

    private final HttpRouteDialect dialect = new HttpRouteDialect();
    private KubernetesClient client;

    @BeforeAll
    static void install(LocalControlPlane controlPlane) {
        try (KubernetesClient admin = controlPlane.newAdminClient()) {
            new CrdInstaller(admin).install("gateway-api");
            await().atMost(PATIENCE).ignoreExceptionsInstanceOf(KubernetesClientException.class)
                    .until(() -> admin.genericKubernetesResources(API, "HTTPRoute").inAnyNamespace().list() != null);
        }
    }

    @BeforeEach
    void connect(KubernetesClient kubernetes) {
        client = kubernetes;
    }

    private ObjectNode json(GenericKubernetesResource resource) {
        return client.getKubernetesSerialization().convertValue(resource, ObjectNode.class);
    }

    private GenericKubernetesResource resource(ObjectNode route) {
        return client.getKubernetesSerialization().convertValue(route, GenericKubernetesResource.class);
    }

    private ObjectNode create(ObjectNode route) {
        return json(client.resource(resource(inNamespace(route))).create());
    }

    private ObjectNode inNamespace(ObjectNode route) {
        ObjectNode moved = route.deepCopy();
        moved.withObject("/metadata").put("namespace", client.getNamespace());
        return moved;
    }

    private ObjectNode update(ObjectNode route) {
        return json(client.resource(resource(route)).update());
    }

    /** Applies the rules alone. */
    private ObjectNode apply(ObjectNode route, String manager) {
        ObjectNode applied = Cases.yaml("{apiVersion: %s, kind: HTTPRoute, metadata: {name: %s, namespace: %s}}".formatted(API,
                route.at("/metadata/name").asText(), client.getNamespace()));
        applied.withObject("/spec").set("rules", route.at("/spec/rules"));
        return json(client.resource(resource(applied)).fieldManager(manager).forceConflicts().serverSideApply());
    }

    private RouteIntent here(RouteIntent intent) {
        RouteOwner owner = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", client.getNamespace(), "fraud", "uid");
        return new RouteIntent(owner, "", intent.target(), intent.variants(), intent.assignment(), intent.shares(), intent.mirrored(),
                intent.copyTargets(), intent.generation(), intent.goal());
    }

    private RouteIntent intent(Map<String, String> shares, Map<String, String> mirrored) {
        return here(Cases.intent(Optional.of("predict"), Optional.of("X-Choose"), List.of(Cases.CHAMPION, Cases.CHALLENGER, Cases.RIVAL), shares,
                mirrored));
    }

    /** A route as short as users write it, so that the server adds all its defaults. */
    private static ObjectNode shortRoute() {
        return Cases.yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: fraud}
                spec:
                  parentRefs: [{name: public}]
                  rules:
                  - matches: [{path: {value: /health}}]
                    filters: [{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}, fraction: {numerator: 5}}}]
                    backendRefs: [{name: health, port: 80}]
                  - name: predict
                    timeouts: {request: 3s}
                    matches: [{headers: [{name: tenant, value: a}]}, {path: {value: /predict}, method: POST}]
                    filters:
                    - {type: URLRewrite, urlRewrite: {hostname: models}}
                    - {type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}}}
                    backendRefs:
                    - name: fraud-v1
                      port: 80
                      filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}]
                """);
    }

    @Test
    void theServerAddsNothingToWhatIsSplitAndEverythingComesBack() {
        ObjectNode user = create(shortRoute());
        ObjectNode taken = Cases.accepted(user, "io.cilium/gateway-controller");
        List<RouteIntent> intents = List.of(intent(Map.of(), Map.of("v2", "50", "v3", "12.5")), intent(Map.of("v2", "5"), Map.of("v3", "100")),
                intent(Map.of("v2", "33.33", "v3", "0.01"), Map.of()), intent(Map.of("v2", "100"), Map.of()));
        ObjectNode original = dialect.original(taken, intents.get(0));
        ObjectNode route = user;

        for (RouteIntent intent : intents) {
            ObjectNode split = dialect.split(route, original, intent);
            route = apply(split, "gauntlet");
            assertThat(route.path("spec")).as("no default is missing").isEqualTo(split.path("spec"));
            assertThat(dialect.split(route, original, intent)).as("the server's answer is split already").hasToString(route.toString());
            assertThat(dialect.objection(route, Optional.of(original), withoutCopies(intent), Cases.noGateway())).isEmpty();
        }
        assertThat(managers(route)).containsEntry("gauntlet", "{\"f:spec\":{\"f:rules\":{}}}");

        ObjectNode winner = update(dialect.release(route, original, intents.get(0), "v2"));
        assertThat(winner.at("/spec/rules/1/backendRefs").toString())
                .isEqualTo("[{\"group\":\"\",\"kind\":\"Service\",\"name\":\"fraud-v2\",\"port\":8080,\"weight\":1}]");
        assertThat(dialect.release(winner, original, intents.get(0), "v2")).hasToString(winner.toString());

        ObjectNode released = update(dialect.release(winner, original, intents.get(0), "v1"));
        assertThat(released.path("spec")).hasToString(user.path("spec").toString());
        assertThat(dialect.release(released, original, intents.get(0), "v1")).hasToString(released.toString());
    }

    private static RouteIntent withoutCopies(RouteIntent intent) {
        return intent.withTraffic(intent.shares(), Map.of());
    }

    private Map<String, String> managers(ObjectNode route) {
        Map<String, String> managers = new TreeMap<>();
        client.genericKubernetesResources(API, "HTTPRoute").withName(route.at("/metadata/name").asText()).get().getMetadata().getManagedFields()
                .forEach(entry -> managers.put(entry.getManager(),
                        client.getKubernetesSerialization().convertValue(entry.getFieldsV1(), JsonNode.class).toString()));
        return managers;
    }

    @Test
    void whatTheServerAddsToAShortRouteIsKnown() {
        JsonNode rule = create(Cases.yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: fraud}
                spec: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: fraud-v1, port: 80}]}]}
                """)).at("/spec/rules/0");

        assertThat(rule).hasToString(Cases.yaml("""
                backendRefs: [{group: "", kind: Service, name: fraud-v1, port: 80, weight: 1}]
                matches: [{path: {type: PathPrefix, value: /}}]
                """).toString());
    }

    @Test
    void aCreatedRouteSpellsOutAllDefaults() {
        RouteIntent plain = intent(Map.of("v2", "5"), Map.of());
        RouteTarget target = new RouteTarget("made", Optional.empty(), Optional.of(new RouteTarget.Creation(
                List.of(new RouteTarget.Gateway("public", Optional.of("infra"), Optional.of("https")),
                        new RouteTarget.Gateway("local", Optional.empty(), Optional.empty())), List.of("fraud.example.com"), "/predict")));
        RouteIntent intent = new RouteIntent(plain.owner(), "", Optional.of(target), plain.variants(), plain.assignment(), plain.shares(),
                Map.of(), Map.of(), 1, new RouteGoal.Split());
        ObjectNode made = dialect.created(intent).orElseThrow();

        ObjectNode created = create(made);

        assertThat(created.path("spec")).hasToString(made.path("spec").toString());
        ObjectNode split = dialect.split(created, dialect.original(created, intent), intent);
        assertThat(apply(split, "gauntlet").path("spec")).isEqualTo(split.path("spec"));
    }

    @Test
    void theExampleIsAdoptedAndTheGitOpsSettingsCoverWhatGauntletOwns() throws IOException {
        ObjectNode example = documents("adopted.yaml").get(0);
        ObjectNode git = json(client.resource(resource(inNamespace(example))).fieldManager("argocd-controller").serverSideApply());
        RouteVariant baseline = new RouteVariant("baseline", true, "digits-baseline", 8080);
        RouteVariant candidate = new RouteVariant("candidate", false, "digits-candidate", 8080);
        RouteIntent intent = here(Cases.intent(Optional.of("predict"), Optional.of("X-Gauntlet-Variant"), List.of(baseline, candidate),
                Map.of("candidate", "20"), Map.of()));
        assertThat(dialect.objection(git, Optional.empty(), intent, Cases.noGateway())).as("but a gateway has to take it")
                .hasValueSatisfying(objection -> assertThat(objection.message()).startsWith("Gateway gateways/public has not said"));

        ObjectNode split = apply(dialect.split(git, dialect.original(git, intent), intent), "gauntlet");

        JsonNode argo = documents("gitops/argocd-application.yaml").get(0).path("spec");
        assertThat(argo.at("/ignoreDifferences/0/managedFieldsManagers/0").asText()).isEqualTo("gauntlet");
        assertThat(argo.at("/syncPolicy/syncOptions/0").asText()).isEqualTo("RespectIgnoreDifferences=true");
        JsonNode flux = documents("gitops/flux-kustomization.yaml").get(0).at("/spec/ignore/0");
        assertThat(flux.at("/paths/0").asText()).isEqualTo("/spec/rules").isEqualTo(dialect.ownedFields().get(0));
        for (JsonNode target : List.of(argo.at("/ignoreDifferences/0"), flux.path("target"))) {
            assertThat(target.path("group").asText() + "/" + target.path("kind").asText() + "/" + target.path("name").asText())
                    .isEqualTo(GatewayApiKinds.GROUP + "/HTTPRoute/" + git.at("/metadata/name").asText());
        }
        assertThat(managers(split)).containsEntry("gauntlet", "{\"f:spec\":{\"f:rules\":{}}}");

        ObjectNode withoutRules = inNamespace(example);
        ((ObjectNode) withoutRules.path("spec")).remove("rules");
        ObjectNode reapplied = json(client.resource(resource(withoutRules)).fieldManager("argocd-controller").forceConflicts()
                .serverSideApply());
        assertThat(reapplied.path("spec")).as("what is left of Git's apply does not touch the rules").isEqualTo(split.path("spec"));
    }

    private static List<ObjectNode> documents(String file) throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        try (InputStream stream = Files.newInputStream(EXAMPLES.resolve(file));
                var documents = yaml.readerFor(ObjectNode.class).<ObjectNode>readValues(stream)) {
            return documents.readAll();
        }
    }
}
