package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.RouteStage.SPLIT;
import static dev.gauntlet.routing.foreign.RouteStage.bare;
import static dev.gauntlet.routing.foreign.RouteStage.rest;
import static dev.gauntlet.routing.foreign.RouteStage.weights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine against HTTPRoutes on a real API server, with exactly the rights that {@code deploy/} gives. */
@ExtendWith(LocalCluster.class)
class ForeignRouterIT {

    private static final RouteGoal TO_CHAMPION = new RouteGoal.Release("v1");
    private static final RouteGoal TO_CHALLENGER = new RouteGoal.Release("v2");

    private RouteStage stage;
    private RouteOwner owner;
    private ForeignRouter router;

    @BeforeEach
    void prepare(LocalControlPlane controlPlane, KubernetesClient kubernetes) throws IOException {
        stage = new RouteStage(controlPlane, kubernetes);
        owner = stage.owner("digits");
        router = router(new WeightsDialect(WeightsDialect.HTTP_ROUTE));
    }

    @AfterEach
    void disconnect() {
        stage.close();
    }

    private ForeignRouter router(RouteDialect dialect) {
        return new ForeignRouter(stage.operator, dialect, Clock.systemUTC());
    }

    private RouteIntent intent(long generation, String percent, RouteGoal goal) {
        return RouteStage.intent(owner, RouteTarget.adopted("fraud"), generation, percent, goal);
    }

    private static final String PARENTS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: fraud, labels: {app: fraud}, annotations: {team: scoring}}
            spec:
              parentRefs: [{name: gateway}]
            """;

    private static final String MANIFEST = PARENTS + """
              hostnames: [models.example.com]
              rules:
              - matches: [{path: {type: PathPrefix, value: /other}}]
                backendRefs: [{name: other, port: 80, weight: 7}]
              - matches: [{path: {type: PathPrefix, value: /predict}, headers: [{name: x-tier, value: gold}]}]
                filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-a, value: b}]}}]
                timeouts: {request: 2s}
                backendRefs: [{name: fraud-v1, port: 80}]
            """;

    private static void assertState(RouteObservation seen, RouteState state, RouteReason reason) {
        assertThat(seen.reason()).as(seen.message()).isEqualTo(reason);
        assertThat(seen.state()).as(seen.message()).isEqualTo(state);
    }

    private RouteObservation split(long generation, String percent) {
        RouteObservation seen = router.apply(intent(generation, percent, SPLIT));
        assertState(seen, RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT);
        assertThat(seen.observedGeneration()).hasValue(generation);
        assertThat(seen.inPath()).isTrue();
        return seen;
    }

    private ObjectNode fraud() {
        return stage.route("fraud");
    }

    private String version() {
        return fraud().at("/metadata/resourceVersion").asText();
    }

    @Test
    void aRouteIsSplitInOneRuleAndGivenBackToTheByteWithItsManagers() {
        ObjectNode before = stage.create(MANIFEST);
        assertState(router.observe(intent(1, "5", SPLIT)), RouteState.PROGRESSING, RouteReason.SERVICE_NOT_SWITCHED);
        assertThat(fraud()).as("looking changes nothing").isEqualTo(before);

        assertThat(split(1, "5").drifted()).isFalse();
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 9500, "fraud-v2", 500));
        assertThat(rest(fraud())).isEqualTo(rest(before));
        assertThat(router.observe(intent(2, "25", SPLIT)).observedGeneration()).as("the older split is in force").hasValue(1);
        assertThat(split(2, "25").drifted()).isFalse();
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 7500, "fraud-v2", 2500));
        assertThat(rest(fraud())).isEqualTo(rest(before));

        String version = version();
        split(2, "25");
        assertThat(version()).as("nothing is written twice").isEqualTo(version);

        assertState(router.apply(intent(3, "0", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(bare(fraud()).toString()).isEqualTo(bare(before).toString());
        assertThat(fraud().at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        assertThat(fraud().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
        version = version();
        assertState(router.apply(intent(3, "0", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void aWinnerKeepsTheRuleAndALateRollbackLeadsItBack() {
        ObjectNode before = stage.create(MANIFEST);
        split(1, "50");
        assertState(router.apply(intent(2, "100", TO_CHALLENGER)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v2", 1));
        assertThat(rest(fraud())).isEqualTo(rest(before));
        assertThat(fraud().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
        assertThat(router.observe(intent(2, "100", TO_CHALLENGER)).drifted()).isFalse();

        assertState(router.observe(intent(3, "0", TO_CHAMPION)), RouteState.PROGRESSING, RouteReason.SERVICE_NOT_SWITCHED);
        assertState(router.apply(intent(3, "0", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(bare(fraud()).toString()).isEqualTo(bare(before).toString());
        assertThat(fraud().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
    }

    @Test
    void theRemovalOfAPromotedExperimentLeavesTheWinner() {
        stage.create(MANIFEST);
        split(1, "50");
        router.apply(intent(2, "100", TO_CHALLENGER));
        String version = version();
        assertState(router.remove(intent(2, "100", TO_CHALLENGER)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertState(router.remove(intent(2, "100", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void aReleaseThatWasKilledBetweenItsWritesGoesOn() {
        ObjectNode before = stage.create(MANIFEST);
        split(1, "50");
        RouteStore store = new RouteStore(stage.operator);
        WeightsDialect dialect = new WeightsDialect(WeightsDialect.HTTP_ROUTE);
        SplitPlanner splits = new SplitPlanner(dialect, store::readable);
        RouteSight sight = new SightReader(stage.operator, store, dialect).read(intent(2, "0", TO_CHAMPION));
        assertThat(store.write(dialect.kind(), new ReleasePlanner(dialect, splits, store::readable).change(sight, "v1").orElseThrow()))
                .isEqualTo(new WriteResult.Written());
        assertThat(bare(fraud()).toString()).as("traffic is back").isEqualTo(bare(before).toString());
        assertThat(fraud().at("/metadata/annotations").has("gauntlet.dev/claimed-by")).isTrue();

        assertState(router.observe(intent(2, "0", TO_CHAMPION)), RouteState.PROGRESSING, RouteReason.SERVICE_NOT_SWITCHED);
        assertState(router.remove(intent(2, "0", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(fraud().at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        assertThat(fraud().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
    }

    @Test
    void aSplitAfterAHalfReleaseIsNoDrift() {
        stage.create(MANIFEST);
        split(1, "50");
        RouteStore store = new RouteStore(stage.operator);
        WeightsDialect dialect = new WeightsDialect(WeightsDialect.HTTP_ROUTE);
        RouteSight sight = new SightReader(stage.operator, store, dialect).read(intent(2, "0", TO_CHAMPION));
        store.write(dialect.kind(), new ReleasePlanner(dialect, new SplitPlanner(dialect, store::readable), store::readable).change(sight, "v1").orElseThrow());
        assertThat(split(3, "10").drifted()).isFalse();
    }

    @Test
    void aSecondExperimentWaitsForTheFirstAndTakesOverFromOneThatIsGone() {
        ObjectNode before = stage.create(MANIFEST);
        split(1, "50");
        RouteOwner second = stage.owner("second");
        RouteIntent other = RouteStage.intent(second, RouteTarget.adopted("fraud"), 1, "20", SPLIT);
        RouteObservation busy = router.apply(other);
        assertState(busy, RouteState.BLOCKED, RouteReason.ROUTE_BUSY);
        assertThat(busy.message()).contains("held by ConfigMap " + stage.namespace + "/digits");
        assertState(router.remove(other), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(router.observe(intent(1, "50", SPLIT)).inPath()).as("its end changes nothing for the first").isTrue();

        stage.admin.configMaps().withName("digits").delete();
        assertState(router.apply(other), RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 8000, "fraud-v2", 2000));
        assertState(router.apply(other.withGoal(TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(bare(fraud()).toString()).isEqualTo(bare(before).toString());
        assertThat(fraud().at("/metadata/managedFields")).isEqualTo(before.at("/metadata/managedFields"));
    }

    @Test
    void aKindThatIsInstalledLaterNeedsNoRestart() {
        WeightsDialect dialect = new WeightsDialect(ObjectKind.namespaced("later.example.com", "v1", "LaterRoute", "laterroutes"));
        ForeignRouter later = new ForeignRouter(stage.admin, dialect, Clock.systemUTC());
        RouteObservation missing = later.observe(intent(1, "5", SPLIT));
        assertState(missing, RouteState.BLOCKED, RouteReason.PROVIDER_UNAVAILABLE);
        assertThat(missing.message()).contains("LaterRoute").contains("install the Gateway API");
        assertState(later.remove(intent(1, "5", SPLIT)), RouteState.PROGRAMMED, RouteReason.RELEASED);

        stage.install(Serialization.unmarshal("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: laterroutes.later.example.com}
                spec:
                  group: later.example.com
                  scope: Namespaced
                  names: {kind: LaterRoute, plural: laterroutes, singular: laterroute}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema: {type: object, properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
                """, CustomResourceDefinition.class));
        await().atMost(Duration.ofSeconds(30)).until(() -> later.observe(intent(1, "5", SPLIT)).reason() == RouteReason.ROUTE_NOT_FOUND);
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> stage.create("""
                apiVersion: later.example.com/v1
                kind: LaterRoute
                metadata: {name: fraud}
                spec: {unknown: {x: 1.5}, rules: [{backendRefs: [{name: fraud-v1, port: 80}]}]}
                """) != null);
        assertState(later.apply(intent(1, "5", SPLIT)), RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT);
        assertState(later.remove(intent(1, "5", SPLIT)), RouteState.PROGRAMMED, RouteReason.RELEASED);
    }

    @Test
    void aRouteThatIsMissingIsNamedAndItsRemovalSucceeds() {
        RouteObservation seen = router.apply(intent(1, "5", SPLIT));
        assertState(seen, RouteState.BLOCKED, RouteReason.ROUTE_NOT_FOUND);
        assertThat(seen.message()).contains("HTTPRoute " + stage.namespace + "/fraud");
        assertState(router.remove(intent(1, "5", SPLIT)), RouteState.PROGRAMMED, RouteReason.RELEASED);
    }

    @Test
    void anEditByHandIsRepairedAndCountedAndEditsBesideItStay() {
        stage.create(MANIFEST);
        split(1, "50");
        stage.edit("fraud", "{\"metadata\":{\"labels\":{\"more\":\"yes\"}},\"spec\":{\"hostnames\":[\"new.example.com\"]}}");
        assertThat(split(1, "50").drifted()).as("not our business").isFalse();

        String rules = fraud().at("/spec/rules").toString();
        stage.edit("fraud", "{\"spec\":{\"rules\":" + rules.replace("\"weight\":7", "\"weight\":8") + "}}");
        String version = version();
        assertThat(split(1, "50").drifted()).as("another rule").isFalse();
        assertThat(version()).isEqualTo(version);
        assertThat(split(2, "60").drifted()).as("our own next weight").isFalse();
        assertThat(fraud().at("/spec/rules/0/backendRefs/0/weight").asInt()).isEqualTo(8);

        stage.edit("fraud", "{\"spec\":{\"rules\":" + fraud().at("/spec/rules").toString().replace("6000", "9999") + "}}");
        RouteObservation seen = router.observe(intent(2, "60", SPLIT));
        assertThat(seen.drifted()).isTrue();
        assertThat(seen.inPath()).isFalse();
        assertThat(split(2, "60").drifted()).isTrue();
        assertThat(Reverts.parse(fraud().at("/metadata/annotations/gauntlet.dev~1reverted").asText()).times()).hasSize(1);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 4000, "fraud-v2", 6000));
        assertThat(router.observe(intent(2, "60", SPLIT)).drifted()).isFalse();
    }

    @Test
    void againstAToolThatAppliesItsManifestAgainAndAgainGauntletStopsAndTheRouteIsTheUsers() {
        stage.applyAs("argocd-controller", true, MANIFEST);
        ObjectNode before = fraud();
        split(1, "50");
        for (int revert = 1; revert <= 2; revert++) {
            stage.applyAs("argocd-controller", true, MANIFEST);
            assertThat(split(1, "50").drifted()).isTrue();
        }
        stage.applyAs("argocd-controller", true, MANIFEST);
        assertThat(router.observe(intent(1, "50", SPLIT)).state()).isEqualTo(RouteState.BLOCKED);
        RouteObservation stopped = router.apply(intent(1, "50", SPLIT));
        assertState(stopped, RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        assertThat(stopped.message()).contains("argocd-controller (server-side apply)").contains("spec.rules")
                .contains("remove the annotation gauntlet.dev/reverted from HTTPRoute fraud");
        assertThat(stopped.inPath()).isFalse();
        assertThat(stopped.drifted()).isFalse();
        assertThat(bare(fraud()).toString()).as("the route is the user's").isEqualTo(bare(before).toString());
        stage.applyAs("argocd-controller", true, MANIFEST);
        // The API server may count an apply that changes nothing but the time of its manager.
        String version = version();
        assertState(router.apply(intent(2, "60", SPLIT)), RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        assertThat(version()).as("Gauntlet writes no more").isEqualTo(version);

        stage.applyAs("argocd-controller", true, MANIFEST.replace("{team: scoring}", "{team: other}"));
        assertState(router.apply(intent(2, "60", SPLIT)), RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        stage.edit("fraud", "{\"metadata\":{\"annotations\":{\"gauntlet.dev/reverted\":null}}}");
        split(2, "60");
        assertState(router.apply(intent(3, "0", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(fraud().at("/spec")).isEqualTo(before.at("/spec"));
    }

    @Test
    void aStoppedExperimentEndsWithoutTouchingTheRoute() {
        stage.applyAs("argocd-controller", true, MANIFEST);
        ObjectNode before = fraud();
        split(1, "50");
        for (int revert = 0; revert < 3; revert++) {
            stage.applyAs("argocd-controller", true, MANIFEST);
            router.apply(intent(1, "50", SPLIT));
        }
        assertState(router.apply(intent(2, "100", TO_CHALLENGER)), RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        assertState(router.remove(intent(2, "0", SPLIT)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(bare(fraud()).toString()).isEqualTo(bare(before).toString());
        assertThat(fraud().at("/metadata/annotations")).isEqualTo(before.at("/metadata/annotations"));
        assertThat(managers()).containsExactly("argocd-controller");
    }

    private List<String> managers() {
        return fraud().at("/metadata/managedFields").findValuesAsText("manager");
    }

    @Test
    void aToolThatLeavesTheRulesAloneIsQuietAndNeverDeletesThem() {
        stage.applyAs("kustomize-controller", true, MANIFEST);
        ObjectNode before = fraud();
        String without = PARENTS + "  hostnames: [models.example.com]\n";
        split(1, "50");
        for (int i = 0; i < 5; i++) {
            stage.applyAs("kustomize-controller", true, without);
            String version = version();
            assertThat(split(1, "50").drifted()).isFalse();
            assertThat(version()).isEqualTo(version);
        }
        assertState(router.apply(intent(2, "0", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(bare(fraud()).toString()).isEqualTo(bare(before).toString());
        stage.applyAs("kustomize-controller", true, without);
        assertThat(bare(fraud()).toString()).as("its next apply deletes nothing").isEqualTo(bare(before).toString());
        stage.applyAs("kustomize-controller", false, MANIFEST);
        assertThat(fraud().at("/metadata/managedFields").findValues("fieldsV1"))
                .as("with the rules in its manifest again it holds what it held, without a conflict")
                .isEqualTo(before.at("/metadata/managedFields").findValues("fieldsV1"));
    }

    @Test
    void noTrafficGoesToAVariantThatCannotAnswer() {
        ObjectNode before = stage.create(MANIFEST);
        stage.silence("fraud-v1");
        assertState(router.apply(intent(1, "50", SPLIT)), RouteState.PROGRESSING, RouteReason.VARIANT_NOT_READY);
        assertThat(fraud()).as("nothing is taken over").isEqualTo(before);
        stage.serve("fraud-v1");
        stage.silence("fraud-v2");
        RouteObservation waiting = router.apply(intent(1, "50", SPLIT));
        assertState(waiting, RouteState.PROGRESSING, RouteReason.VARIANT_NOT_READY);
        assertThat(waiting.observedGeneration()).isEmpty();
        assertThat(waiting.variantsReady()).isEqualTo(Map.of("v1", true, "v2", false));
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 10000, "fraud-v2", 0));
        stage.serve("fraud-v2");
        assertThat(split(1, "50").drifted()).isFalse();
        stage.expose("fraud-v2", 81);
        assertState(router.apply(intent(1, "50", SPLIT)), RouteState.BLOCKED, RouteReason.VARIANT_PORT_NOT_FOUND);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 10000, "fraud-v2", 0));
        stage.expose("fraud-v2", 80);
        assertThat(split(1, "50").drifted()).isFalse();
        stage.silence("fraud-v1");
        split(1, "50");
    }

    @Test
    void aRouteThatTheGatewayRefusesIsNotInForce() {
        stage.create(MANIFEST);
        stage.resource("fraud").editStatus(route -> {
            route.setAdditionalProperty("status", Serialization.unmarshal("""
                    parents:
                    - parentRef: {name: gateway}
                      controllerName: example.com/gateway
                      conditions:
                      - {type: Accepted, status: "False", reason: No, message: "", lastTransitionTime: "2026-01-01T00:00:00Z"}
                    """, Map.class));
            return route;
        });
        RouteObservation seen = router.apply(intent(1, "50", SPLIT));
        assertState(seen, RouteState.PROGRESSING, RouteReason.NOT_ACCEPTED);
        assertThat(seen.message()).contains("the gateway refuses it");
        assertThat(seen.observedGeneration()).isEmpty();
    }

    @Test
    void aRouteIsMadeKeptAtTheEndAndDeletedWithItsOwner() {
        RouteTarget target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(
                List.of(new RouteTarget.Gateway("gateway", Optional.empty(), Optional.empty())), List.of(), "/")));
        RouteIntent made = RouteStage.intent(owner, target, 1, "50", SPLIT);
        assertState(router.observe(made), RouteState.PROGRESSING, RouteReason.SERVICE_NOT_SWITCHED);
        assertState(router.apply(made), RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 5000, "fraud-v2", 5000));
        assertThat(fraud().at("/metadata/labels/app.kubernetes.io~1managed-by").asText()).isEqualTo("gauntlet");
        assertThat(fraud().at("/metadata/ownerReferences/0/uid").asText()).isEqualTo(owner.uid());
        assertThat(managers()).containsOnly("gauntlet");
        String version = version();
        router.apply(made);
        assertThat(version()).isEqualTo(version);

        assertState(router.apply(made.withGoal(TO_CHALLENGER)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v2", 1));
        assertThat(fraud().at("/metadata/annotations").isMissingNode()).isTrue();
        assertState(router.remove(made.withGoal(TO_CHALLENGER)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(weights(fraud())).as("its owner is still there").isEqualTo(Map.of("fraud-v2", 1));
        stage.admin.configMaps().withName("digits").edit(map -> {
            map.getMetadata().setFinalizers(List.of("example.com/wait"));
            return map;
        });
        stage.admin.configMaps().withName("digits").delete();
        assertState(router.remove(made.withGoal(TO_CHALLENGER)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(stage.resource("fraud").get()).isNull();
        stage.admin.configMaps().withName("digits").edit(map -> {
            map.getMetadata().setFinalizers(List.of());
            return map;
        });
    }

    @Test
    void aRouteOfSomebodyElseIsNeverTakenForOneToBeMade() {
        ObjectNode before = stage.create(MANIFEST);
        RouteTarget target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(List.of(), List.of(), "/")));
        RouteIntent made = RouteStage.intent(owner, target, 1, "50", SPLIT);
        assertState(router.apply(made), RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        stage.admin.configMaps().withName("digits").delete();
        assertState(router.remove(made), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(fraud()).isEqualTo(before);
    }

    @Test
    void whatIsDisownedGoesOnUntilAnotherExperimentPutsBackWhatWasThere() {
        RouteTarget target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(List.of(), List.of(), "/")));
        router.apply(RouteStage.intent(owner, target, 1, "50", SPLIT));
        router.disown(RouteStage.intent(owner, target, 1, "50", SPLIT));
        router.disown(RouteStage.intent(owner, target, 1, "50", SPLIT));
        assertThat(fraud().at("/metadata/ownerReferences")).isEmpty();
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 5000, "fraud-v2", 5000));
        stage.admin.configMaps().withName("digits").delete();
        RouteOwner namesake = stage.owner("digits");
        assertState(router.apply(RouteStage.intent(namesake, target, 1, "10", SPLIT)), RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT);
        assertThat(fraud().at("/metadata/ownerReferences/0/uid").asText()).isEqualTo(namesake.uid());
        assertState(router.apply(RouteStage.intent(namesake, target, 1, "10", TO_CHAMPION)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 1));
        router.disown(intent(1, "5", SPLIT));
    }

    @Test
    void whatTheApiServerRefusesIsSaidAndNothingChanges() {
        ObjectNode before = stage.create(MANIFEST);
        ForeignRouter wrong = router(new WeightsDialect(WeightsDialect.HTTP_ROUTE) {
            @Override
            int weight(RouteIntent intent, RouteVariant variant) {
                return -1;
            }
        });
        RouteObservation seen = wrong.apply(intent(1, "50", SPLIT));
        assertState(seen, RouteState.BLOCKED, RouteReason.CONFIG_INVALID);
        assertThat(seen.message()).contains("weight");
        assertThat(fraud()).isEqualTo(before);
    }

    @Test
    void aChangeBetweenReadAndWriteIsNeverOverwritten() {
        stage.create(MANIFEST);
        ForeignRouter slow = router(new WeightsDialect(WeightsDialect.HTTP_ROUTE) {
            private int edits = 2;

            @Override
            public ObjectNode split(ObjectNode route, ObjectNode original, RouteIntent intent) {
                ObjectNode split = super.split(route, original, intent);
                if (edits-- > 0) {
                    stage.edit("fraud", "{\"spec\":{\"rules\":" + fraud().at("/spec/rules").toString()
                            .replaceFirst("\"weight\":\\d+", "\"weight\":" + (80 + edits)) + "}}");
                }
                return split;
            }
        });
        assertState(slow.apply(intent(1, "50", SPLIT)), RouteState.PROGRAMMED, RouteReason.TRAFFIC_SPLIT);
        assertThat(fraud().at("/spec/rules/0/backendRefs/0/weight").asInt()).isEqualTo(80);
    }

    @Test
    void anEditToOtherBackendsStays() {
        stage.create(MANIFEST);
        split(1, "50");
        stage.edit("fraud", "{\"spec\":{\"rules\":" + fraud().at("/spec/rules").toString().replace("fraud-v2", "mine") + "}}");
        String version = version();
        assertState(router.apply(intent(1, "50", SPLIT)), RouteState.BLOCKED, RouteReason.FOREIGN_BACKENDS);
        assertThat(version()).isEqualTo(version);
    }

    @Test
    void aSplitThatMustNotGoOnRetreatsToTheChampionAndComesBack() {
        ObjectNode before = stage.create(MANIFEST);
        split(1, "50");
        ForeignRouter objecting = router(new WeightsDialect(WeightsDialect.HTTP_ROUTE) {
            @Override
            public Optional<Objection> objection(ObjectNode route, Optional<ObjectNode> original, RouteIntent intent,
                    ClusterObjects cluster) {
                return Optional.of(new Objection(RouteReason.UNSUPPORTED, "the gateway lost its weights"));
            }
        });
        RouteObservation seen = objecting.apply(intent(1, "50", SPLIT));
        assertState(seen, RouteState.BLOCKED, RouteReason.UNSUPPORTED);
        assertThat(seen.inPath()).isFalse();
        assertThat(bare(fraud()).toString()).isEqualTo(bare(before).toString());
        String version = version();
        objecting.apply(intent(1, "50", SPLIT));
        assertThat(version()).isEqualTo(version);
        assertThat(split(1, "50").drifted()).isFalse();
    }

    @Test
    void withoutTheNoteOfWhatWasThereNothingIsWrittenButTheReleaseStillLeadsToTheChampion() {
        stage.create(MANIFEST);
        split(1, "50");
        stage.edit("fraud", "{\"metadata\":{\"annotations\":{\"gauntlet.dev/original-route\":\"{broken\"}}}");
        String version = version();
        RouteObservation seen = router.apply(intent(2, "60", SPLIT));
        assertState(seen, RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        assertThat(seen.message()).contains("gauntlet.dev/original-route").contains("unreadable");
        assertState(router.remove(intent(2, "60", SPLIT)), RouteState.BLOCKED, RouteReason.OWNERSHIP_CONFLICT);
        assertThat(version()).isEqualTo(version);
        stage.edit("fraud", "{\"metadata\":{\"annotations\":{\"gauntlet.dev/original-route\":null}}}");
        assertState(router.remove(intent(2, "60", SPLIT)), RouteState.PROGRAMMED, RouteReason.RELEASED);
        assertThat(weights(fraud())).isEqualTo(Map.of("fraud-v1", 10000, "fraud-v2", 0));
    }
}
