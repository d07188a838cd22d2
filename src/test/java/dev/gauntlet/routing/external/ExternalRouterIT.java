package dev.gauntlet.routing.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The provider against a real API server. */
@ExtendWith(LocalCluster.class)
class ExternalRouterIT {

    private KubernetesClient client;
    private ExternalRouter router;
    private RouteOwner owner;

    @BeforeEach
    void prepare(KubernetesClient kubernetes) {
        client = kubernetes;
        router = new ExternalRouter(client);
        // Any object can be confirmed on; a ConfigMap needs no definition of its own.
        ConfigMap object = client.resource(new ConfigMapBuilder().withNewMetadata().withName("fraud").endMetadata().build()).create();
        owner = new RouteOwner("v1", "ConfigMap", client.getNamespace(), "fraud", object.getMetadata().getUid());
    }

    private RouteIntent intent(long generation, RouteGoal goal) {
        return new RouteIntent(owner, "", List.of(new RouteVariant("v1", true, "fraud-v1", 80), new RouteVariant("v2", false, "fraud-v2", 80)),
                AssignmentPolicy.perRequest("salt"), Map.of("v2", new BigDecimal(10)), generation, goal);
    }

    private void confirm(String value) {
        client.configMaps().withName("fraud").edit(object -> {
            Map<String, String> annotations = new HashMap<>();
            annotations.put(ExternalRouter.APPLIED_WEIGHTS, value);
            object.getMetadata().setAnnotations(annotations);
            return object;
        });
    }

    @Test
    void weightsAreInForceWhenSomebodySaysSo() {
        RouteGoal split = new RouteGoal.Split();
        assertThat(router.apply(intent(1, split)).state()).isEqualTo(RouteState.PROGRESSING);
        assertThat(router.apply(intent(1, split)).message()).contains("kubectl annotate --overwrite configmap fraud -n " + owner.namespace());
        confirm("1");
        assertThat(router.observe(intent(1, split)).reason()).isEqualTo(RouteReason.TRAFFIC_SPLIT);
        assertThat(router.apply(intent(2, split)).state()).as("other weights are wanted now").isEqualTo(RouteState.PROGRESSING);
        confirm("2");
        assertThat(router.apply(intent(2, split)).state()).isEqualTo(RouteState.PROGRAMMED);

        RouteIntent ended = intent(3, new RouteGoal.Release("v2"));
        assertThat(router.apply(ended)).satisfies(told -> {
            assertThat(told.state()).isEqualTo(RouteState.PROGRESSING);
            assertThat(told.message()).startsWith("apply v1 0 %, v2 100 %");
        });
        assertThat(router.remove(ended)).as("a deletion waits for nobody").satisfies(removed -> {
            assertThat(removed.state()).isEqualTo(RouteState.PROGRAMMED);
            assertThat(removed.message()).contains("apply v1 0 %, v2 100 %");
        });
        confirm("3");
        assertThat(router.apply(ended).reason()).isEqualTo(RouteReason.RELEASED);
    }

    @Test
    void anotherObjectOfTheNameConfirmsNothing() {
        confirm("1");
        owner = new RouteOwner(owner.apiVersion(), owner.kind(), owner.namespace(), owner.name(), "another");
        assertThat(router.observe(intent(1, new RouteGoal.Split())).state()).isEqualTo(RouteState.PROGRESSING);
        client.configMaps().withName("fraud").delete();
        assertThat(router.remove(intent(1, new RouteGoal.Split())).state()).isEqualTo(RouteState.PROGRAMMED);
    }

    @Test
    void aServiceOfTheClusterTellsWhetherItsVariantIsReady() {
        client.resource(Serialization.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata: {name: fraud-v2}
                spec: {selector: {app: none}, ports: [{port: 80}]}
                """, Service.class)).create();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                assertThat(router.observe(intent(1, new RouteGoal.Split())).variantsReady()).isEqualTo(Map.of("v2", false)));
    }
}
