package dev.gauntlet.routing;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.RouteTarget.Creation;
import dev.gauntlet.routing.RouteTarget.Gateway;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.DigitsIntent;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.istio.VirtualServiceDialect;
import dev.gauntlet.routing.traefik.TraefikServiceDialect;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A real API server with the schemas of the routes keeps what dialects write as they write it. */
@ExtendWith(LocalCluster.class)
class RouteDialectsIT {

    private static Resource<GenericKubernetesResource> resource(KubernetesClient admin, ObjectNode route) {
        return admin.resource(admin.getKubernetesSerialization().convertValue(route, GenericKubernetesResource.class));
    }

    private static ObjectNode read(KubernetesClient admin, GenericKubernetesResource object) {
        return admin.getKubernetesSerialization().convertValue(object, ObjectNode.class);
    }

    /** The user's route goes through splits and back. */
    private static void live(KubernetesClient admin, RouteDialect dialect, String spec, List<RouteIntent> intents) {
        ClusterObjects none = (kind, namespace, name) -> Optional.empty();
        ObjectNode route = yaml("{metadata: {name: digits}, spec: " + spec + "}");
        route.put("apiVersion", dialect.kind().apiVersion()).put("kind", dialect.kind().kind());
        ObjectNode before = read(admin, resource(admin, route).create());
        ObjectNode original = dialect.original(before, intents.get(0));
        ObjectNode current = before;
        for (RouteIntent intent : intents) {
            assertThat(dialect.objection(current, current == before ? Optional.empty() : Optional.of(original), intent, none)).isEmpty();
            ObjectNode wanted = dialect.split(current, original, intent);

            current = read(admin, resource(admin, wanted).update());

            assertThat(current.get("spec")).isEqualTo(wanted.get("spec"));
            assertThat(dialect.split(current, original, intent)).isEqualTo(current);
        }
        ObjectNode released = dialect.release(current, original, intents.get(0), "baseline");
        assertThat(read(admin, resource(admin, released).update()).get("spec").toString()).isEqualTo(before.get("spec").toString());
    }

    @Test
    void virtualServicesAreKeptAsTheyAreWritten(KubernetesClient admin) throws IOException {
        RouteDialect dialect = new VirtualServiceDialect();
        new CrdInstaller(admin).installFile("istio/networking.istio.io_virtualservices.yaml");
        DigitsIntent intent = DigitsIntent.with("candidate", "rival").rule("predict").header("X-Gauntlet-Variant");

        live(admin, dialect, """
                {hosts: [digits], http: [
                  {name: explain, match: [{uri: {prefix: /explain}}], route: [{destination: {host: explainer}}]},
                  {name: predict, match: [{uri: {prefix: /v1}}, {headers: {tenant: {exact: a}}}], timeout: 5s,
                   retries: {attempts: 2, perTryTimeout: 1s}, mirror: {host: audit}, mirrorPercentage: {value: 0.5},
                   route: [{destination: {host: digits-baseline, port: {number: 8080}}, headers: {response: {set: {a: b}}}}]},
                  {route: [{destination: {host: other}, weight: 70}, {destination: {host: another}, weight: 30}]}]}""",
                List.of(intent.split(), intent.mirrored(Map.of("candidate", "12.5", "rival", "10")).split(),
                        intent.shares(Map.of("candidate", "20", "rival", "5")).split(), intent.shares(Map.of("rival", "100")).split()));
    }

    @Test
    void virtualServicesThatAreMadeAreAccepted(KubernetesClient admin) throws IOException {
        RouteDialect dialect = new VirtualServiceDialect();
        new CrdInstaller(admin).installFile("istio/networking.istio.io_virtualservices.yaml");
        Gateway gateway = new Gateway("public", Optional.of("istio-ingress"), Optional.empty());
        for (Creation creation : List.of(new Creation(List.of(), List.of(), "/"),
                new Creation(List.of(gateway), List.of("digits.example.com"), "/v1"))) {
            RouteIntent intent = DigitsIntent.with("candidate").rule("predict").created(creation).shares(Map.of("candidate", "10")).split();
            ObjectNode made = dialect.created(intent).orElseThrow();
            ObjectNode split = dialect.split(made, dialect.original(made, intent), intent);

            ObjectNode read = read(admin, resource(admin, split).create());

            assertThat(read.get("spec")).isEqualTo(split.get("spec"));
            resource(admin, split).delete();
        }
    }

    @Test
    void traefikServicesAreKeptAsTheyAreWritten(KubernetesClient admin) throws IOException {
        RouteDialect dialect = new TraefikServiceDialect();
        new CrdInstaller(admin).installFile("traefik/traefikservices.traefik.io.yaml");
        DigitsIntent intent = DigitsIntent.with("candidate", "rival");

        live(admin, dialect, "{weighted: {services: [{name: digits-baseline, port: http, weight: 1, passHostHeader: true}]}}",
                List.of(intent.mirrored(Map.of("candidate", "10")).split(),
                        intent.shares(Map.of("candidate", "0.05", "rival", "33.33")).split(),
                        intent.mirrored(Map.of("candidate", "10", "rival", "100")).split(),
                        intent.shares(Map.of("rival", "100")).split()));
    }
}
