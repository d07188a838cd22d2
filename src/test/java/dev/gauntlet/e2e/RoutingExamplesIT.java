package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stage.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of routes in other systems' objects, as they are written, with real clients. */
@ExtendWith(OnStage.class)
class RoutingExamplesIT {

    private static final String HTTP_ROUTES = "httproutes.gateway.networking.k8s.io";
    private static final String VIRTUAL_SERVICES = "virtualservices.networking.istio.io";

    @BeforeEach
    void provideTheGateway(Stage stage) {
        new CrdInstaller(stage.client()).install("gateway-api");
        stage.kubectl().apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: gateways}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: public}
                spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public, namespace: gateways}
                spec: {gatewayClassName: public, listeners: [{name: http, port: 80, protocol: HTTP}]}
                """);
    }

    private static RoutedPlay httpRoute(Stage stage, String namespace) {
        return RoutedPlay.of(stage, "gateway-api/adopted", LocalGateway.Kind.HTTP_ROUTE, HTTP_ROUTES, "digits", namespace).withTraffic();
    }

    private static RoutedPlay virtualService(Stage stage, String namespace) {
        return RoutedPlay.of(stage, "istio/adopted", LocalGateway.Kind.VIRTUAL_SERVICE, VIRTUAL_SERVICES, "digits", namespace)
                .withTraffic();
    }

    private static void assertPromoted(RoutedPlay routed) {
        ModelExperimentStatus end = routed.play().awaitReleased();
        assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
        routed.assertOnlyServedBy("candidate");
        routed.play().assertClientsUnharmed(50);
    }

    @Test
    void aRuleOfAnHttpRouteIsCopiedSplitAndLedToTheWinner(Stage stage) {
        try (RoutedPlay routed = httpRoute(stage, "routes-gateway")) {
            JsonNode before = routed.route();
            routed.play().experimentAsWritten();
            routed.play().awaitInForce("shadow");
            assertThat(routed.route().at("/spec/rules").toString()).contains("RequestMirror");
            routed.assertOnlyServedBy("baseline");

            routed.play().awaitInForce("experiment");
            assertPromoted(routed);
            JsonNode after = routed.route();
            assertThat(after.at("/spec/rules/0")).as("the other rule").isEqualTo(before.at("/spec/rules/0"));
            assertThat(after.at("/spec/rules/1/backendRefs").findValuesAsText("name")).containsExactly("digits-candidate");
            assertThat(after.path("metadata")).isEqualTo(before.path("metadata"));
        }
    }

    @Test
    void anHttpRouteIsAsItWasWhenItsExperimentIsDeletedOnTheWay(Stage stage) {
        try (RoutedPlay routed = httpRoute(stage, "routes-deleted")) {
            String before = routed.route().toString();
            routed.play().experimentAsWritten();
            routed.play().awaitInForce("shadow");
            assertThat(routed.route().toString()).isNotEqualTo(before);
            routed.play().deleteExperiment();
            assertThat(routed.route().toString()).isEqualTo(before);
            routed.assertOnlyServedBy("baseline");
            routed.play().assertClientsUnharmed(50);
        }
    }

    @Test
    void aGatewayThatTakesNoChangeIsNotBelievedAndClientsStayWithTheChampion(Stage stage) {
        try (RoutedPlay routed = httpRoute(stage, "routes-refused")) {
            String before = routed.route().toString();
            routed.gateway().conduct(LocalGateway.Conduct.REFUSE);
            routed.play().experimentAsWritten();
            routed.play().awaitReason(ConditionType.RouteProgrammed, "NotAccepted");
            assertThat(routed.play().status().step() == null || routed.play().status().step().startTime() == null)
                    .as("no step in force").isTrue();
            routed.assertOnlyServedBy("baseline");
            routed.play().deleteExperiment();
            assertThat(routed.route().toString()).isEqualTo(before);
        }
    }

    @Test
    void aRouteOfAVirtualServiceIsCopiedSplitAndLedToTheWinner(Stage stage) {
        try (RoutedPlay routed = virtualService(stage, "routes-istio")) {
            JsonNode before = routed.route();
            routed.play().experimentAsWritten();
            assertPromoted(routed);
            JsonNode after = routed.route();
            assertThat(after.at("/spec/http/0/route").findValuesAsText("host")).containsExactly("digits-candidate");
            assertThat(after.at("/spec/http/0/timeout")).isEqualTo(before.at("/spec/http/0/timeout"));
            assertThat(after.path("metadata")).isEqualTo(before.path("metadata"));
        }
    }

    @Test
    void aVirtualServiceIsAsItWasAfterABrokenChallengerIsRolledBack(Stage stage) {
        try (RoutedPlay routed = virtualService(stage, "routes-istio-broken")) {
            String before = routed.route().toString();
            routed.play().experimentAsWritten();
            routed.play().awaitInForce("canary");
            routed.play().demo().breakModel("candidate");
            assertThat(routed.play().awaitReleased().outcome().result()).isEqualTo(Outcome.RolledBack);
            assertThat(routed.route().toString()).isEqualTo(before);
            routed.assertOnlyServedBy("baseline");
        }
    }

    @Test
    void aTraefikServiceIsCopiedSplitAndLedToTheWinner(Stage stage) {
        try (RoutedPlay routed = RoutedPlay.of(stage, "traefik/weighted", LocalGateway.Kind.TRAEFIK_SERVICE, "traefikservices.traefik.io",
                "digits", "routes-traefik").withTraffic()) {
            JsonNode before = routed.route();
            routed.play().experimentAsWritten();
            routed.play().awaitInForce("shadow");
            assertThat(routed.route().at("/spec/mirroring/mirrors/0/name").asText()).isEqualTo("digits-candidate");
            assertThat(routed.route().at("/spec/weighted").isMissingNode()).as("Traefik would read nothing else").isTrue();
            routed.assertOnlyServedBy("baseline");

            assertPromoted(routed);
            assertThat(routed.route().path("spec").findValuesAsText("name")).containsExactly("digits-candidate");
            assertThat(routed.route().path("metadata")).isEqualTo(before.path("metadata"));
        }
    }

    @Test
    void aRouteThatGauntletMakesLeadsToTheWinnerAndGoesWithItsExperiment(Stage stage) {
        try (RoutedPlay routed = RoutedPlay.of(stage, "gateway-api/created", LocalGateway.Kind.HTTP_ROUTE, HTTP_ROUTES,
                "digits-experiment", "routes-created")) {
            routed.play().experimentAsWritten();
            routed.withTraffic();
            routed.play().awaitInForce("experiment");
            assertThat(routed.route().at("/spec/rules/0/backendRefs")).hasSize(2).allSatisfy(backend ->
                    assertThat(backend.at("/filters/0/requestHeaderModifier/set").toString()).contains("X-Gauntlet-Variant"));
            assertPromoted(routed);
            assertThat(routed.route().at("/spec/rules").findValuesAsText("name")).contains("digits-candidate")
                    .doesNotContain("digits-baseline");
            assertThat(routed.route().at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("ModelExperiment");
        }
    }
}
