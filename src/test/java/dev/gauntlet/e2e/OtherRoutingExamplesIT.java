package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stage.Stage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of providers that write no route object: numbers of replicas, and weights that somebody else applies. */
@ExtendWith(OnStage.class)
class OtherRoutingExamplesIT {

    private static final String HTTP_ROUTES = "httproutes.gateway.networking.k8s.io";

    @Test
    void theNumbersOfReplicasMakeTheSplitAndTheWinnerGetsThemAll(Stage stage) {
        try (Play play = Play.ofExample(stage, "routing/replica-ratio/replica-ratio", "quickstart/better", "routes-ratio")) {
            play.demo().deployModels();
            scale(stage, play, "digits-baseline", 4);
            scale(stage, play, "digits-candidate", 0);
            stage.kubectl().apply(play.demo().otherManifests());
            play.demo().startTraffic(play.demo().service("digits-all"), 50);
            play.experimentAsWritten();

            play.awaitInForce("canary");
            assertThat(replicas(stage, play, "digits-candidate")).isEqualTo(1);
            assertThat(replicas(stage, play, "digits-baseline")).isEqualTo(3);
            // Who labels what was answered has to know the new pods.
            play.demo().refreshModelServers();
            play.awaitInForce("experiment");
            play.demo().refreshModelServers();
            ModelExperimentStatus end = play.awaitReleased();
            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
            assertThat(replicas(stage, play, "digits-candidate")).isEqualTo(4);
            assertThat(replicas(stage, play, "digits-baseline")).isZero();
        }
    }

    @Test
    void weightsThatSomebodyElseAppliesCountOnceTheyAreConfirmed(Stage stage) {
        try (RoutedPlay routed = RoutedPlay.of(stage, "external/external", LocalGateway.Kind.HTTP_ROUTE, HTTP_ROUTES, "digits",
                "routes-external")) {
            Play play = routed.play();
            stage.kubectl().apply("""
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: HTTPRoute
                    metadata: {name: digits, namespace: routes-external}
                    spec:
                      parentRefs: [{name: public}]
                      rules: [{backendRefs: [{name: digits-baseline, port: 8080}]}]
                    """);
            routed.withTraffic();
            play.experimentAsWritten();
            play.awaitReason(ConditionType.RouteProgrammed, "ServiceNotSwitched");
            assertThat(play.condition(ConditionType.RouteProgrammed).getMessage()).contains("gauntlet.dev/applied-weights=");

            long applied = 0;
            ModelExperimentStatus status = play.status();
            while (status.route().released() == null) {
                if (status.route().generation() > applied) {
                    applied = status.route().generation();
                    apply(stage, routed, status, applied);
                }
                long known = applied;
                status = play.awaitStatus("other weights, or the end", s -> s.route().generation() > known || s.route().released() != null);
            }
            assertThat(status.outcome().result()).as("%s", status.decision()).isEqualTo(Outcome.Promoted);
            routed.assertOnlyServedBy("candidate");
            play.assertClientsUnharmed(50);
        }
    }

    /** What a person or a webhook does. */
    private static void apply(Stage stage, RoutedPlay routed, ModelExperimentStatus status, long generation) {
        long before = routed.gateway().generation();
        String backends = status.variants().stream().filter(variant -> !variant.trafficPercent().equals("0"))
                .map(OtherRoutingExamplesIT::backend).collect(Collectors.joining(","));
        String patched = stage.kubectl().run("patch", HTTP_ROUTES, "digits", "-n", routed.play().namespace(), "--type=json", "-p",
                "[{\"op\": \"replace\", \"path\": \"/spec/rules/0/backendRefs\", \"value\": [" + backends + "]}]");
        if (!patched.contains("no change")) {
            await("the gateway").atMost(Play.PATIENCE).until(() -> routed.gateway().generation() > before);
        }
        routed.play().annotate("applied-weights", Long.toString(generation));
    }

    private static String backend(VariantStatus variant) {
        return "{\"name\": \"digits-" + variant.name() + "\", \"port\": 8080, \"weight\": " + variant.trafficPercent() + "}";
    }

    private static void scale(Stage stage, Play play, String deployment, int replicas) {
        stage.client().apps().deployments().inNamespace(play.namespace()).withName(deployment).scale(replicas);
    }

    private static int replicas(Stage stage, Play play, String deployment) {
        return stage.client().apps().deployments().inNamespace(play.namespace()).withName(deployment).get().getSpec().getReplicas();
    }
}
