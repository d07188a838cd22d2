package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.stage.Scenario;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnStage.class)
class RouteIT {

    private static final Duration REPAIRED_WITHIN = Duration.ofSeconds(10);

    @Test
    void aServiceLedPastTheProxiesIsRepairedAndTheExperimentEndsRight(Stage stage) {
        try (Play play = new Play(stage, "drift", Scenario.better).withTraffic().experiment()) {
            play.awaitInForce("canary");
            Map<String, String> toProxies = play.selector();
            lead(stage, "drift", Map.of("app", "digits", "version", "baseline"));

            await("repair").atMost(REPAIRED_WITHIN).untilAsserted(() -> assertThat(play.selector()).isEqualTo(toProxies));
            play.awaitEvent("RouteDriftRepaired");
            play.awaitStatus("the repair counted", s -> s.route().driftRepairs() != null && s.route().driftRepairs() == 1);
            assertThat(play.awaitReleased().phase()).isEqualTo(Phase.Promoted);
            play.assertServedBy("candidate");
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void aServiceLedNowhereIsRepaired(Stage stage) {
        try (Play play = new Play(stage, "drift-nowhere", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            Map<String, String> toProxies = play.selector();
            lead(stage, "drift-nowhere", Map.of("app", "nobody"));

            await("repair").atMost(REPAIRED_WITHIN).untilAsserted(() -> assertThat(play.selector()).isEqualTo(toProxies));
            play.awaitEvent("RouteDriftRepaired");
            play.deleteExperiment();
            play.assertServedBy("baseline");
        }
    }

    @Test
    void anExperimentWaitsForTheServiceThatClientsCallAndStartsByItself(Stage stage) {
        try (Play play = new Play(stage, "no-service", Scenario.better)) {
            play.demo().deployModels();
            Service service = withdraw(stage, "no-service", "digits");
            play.experiment(Play.LONG_CANARY);
            play.awaitReason(ConditionType.RouteProgrammed, "ServiceNotFound");
            assertThat(play.condition(ConditionType.RouteProgrammed).getMessage()).contains("no-service/digits").contains("create it");

            stage.client().resource(service).create();
            play.awaitInForce("canary");
        }
    }

    @Test
    void anExperimentWaitsForAVariantsServiceAndStartsByItself(Stage stage) {
        try (Play play = new Play(stage, "no-variant", Scenario.better)) {
            play.demo().deployModels();
            Service service = withdraw(stage, "no-variant", "digits-candidate");
            play.experiment(Play.LONG_CANARY);
            play.awaitReason(ConditionType.RouteProgrammed, "VariantServiceNotFound");
            play.assertServedBy("baseline");

            stage.client().resource(service).create();
            play.awaitInForce("canary");
        }
    }

    @Test
    void aChallengersServiceThatGoesHoldsTheExperimentUntilItIsBack(Stage stage) {
        // The guardrail would, rightly, blame the challenger for what it does not answer, and roll back.
        try (Play play = new Play(stage, "variant-gone", Scenario.better).withTraffic()
                .experiment(m -> Play.LONG_CANARY.apply(m.substring(0, m.indexOf("  - name: errors"))))) {
            play.awaitInForce("canary");
            Service service = withdraw(stage, "variant-gone", "digits-candidate");
            ModelExperimentStatus held = play.awaitStatus("a hold", s -> s.decision() != null && s.decision().action() == Action.Hold);
            assertThat(held.decision().reason()).isIn("VariantServiceNotFound", "VariantNotReady");
            play.assertClientsUnharmed(150);
            long before = samples(play.status());

            stage.client().resource(service).create();
            play.awaitStatus("going on", s -> s.decision().action() == Action.Continue && samples(s) > before + 20);
            play.assertClientsUnharmed(100);
        }
    }

    @Test
    void aSecondExperimentOnAServiceWaitsForItsTurn(Stage stage) {
        try (Play play = new Play(stage, "queue", Scenario.better).withTraffic().experiment(Play.LONG_CANARY)) {
            play.awaitInForce("canary");
            play.experiment(manifest -> Play.LONG_CANARY.apply(manifest).replaceFirst("name: digits\n", "name: second\n"));
            await("second queued").atMost(Play.PATIENCE).untilAsserted(() ->
                    assertThat(play.status("second").phase()).isEqualTo(Phase.Queued));
            assertThat(play.status("second").conditions()).filteredOn(c -> c.getType().equals("RouteProgrammed"))
                    .singleElement().satisfies(c -> {
                        assertThat(c.getReason()).isEqualTo("RouteBusy");
                        assertThat(c.getMessage()).contains("queue/digits");
                    });

            play.deleteExperiment();
            await("second in force").atMost(Play.PATIENCE).until(() -> play.status("second").step() != null
                    && play.status("second").step().startTime() != null);
            play.assertClientsUnharmed(100);
            assertThat(stage.client().resources(ModelExperiment.class).inNamespace("queue").list().getItems()).hasSize(1);
        }
    }

    private static long samples(ModelExperimentStatus status) {
        return status.variants().stream().filter(v -> v.name().equals("candidate")).mapToLong(v -> v.samples() == null ? 0 : v.samples()).sum();
    }

    private static void lead(Stage stage, String namespace, Map<String, String> selector) {
        stage.client().services().inNamespace(namespace).withName("digits").edit(service ->
                new ServiceBuilder(service).editSpec().withSelector(selector).endSpec().build());
    }

    /** Deletes a Service; what is returned creates it anew. */
    private static Service withdraw(Stage stage, String namespace, String name) {
        Service service = stage.client().services().inNamespace(namespace).withName(name).require();
        stage.client().resource(service).delete();
        return new ServiceBuilder().withNewMetadata().withName(name).withNamespace(namespace).endMetadata()
                .withNewSpec().withSelector(service.getSpec().getSelector())
                .addNewPort().withName("http").withPort(8080).withNewTargetPort("http").endPort().endSpec().build();
    }
}
