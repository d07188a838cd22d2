package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.demo.TrafficGenerator;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stage.DigitsDemo;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples in which something of the user's mesh stays as it is while the experiment runs. */
@ExtendWith(OnStage.class)
class MeshExamplesIT {

    private static final String VIRTUAL_SERVICES = "virtualservices.networking.istio.io";
    private static final List<String> USERS = IntStream.range(0, 300).mapToObj(i -> "user-" + i).toList();

    @Test
    void aDelegateThatGauntletMakesIsSplitUnderARootThatGitApplies(Stage stage) {
        try (RoutedPlay routed = RoutedPlay.withoutRoute(stage, "istio/delegate", LocalGateway.Kind.VIRTUAL_SERVICE, VIRTUAL_SERVICES,
                "digits", "mesh-delegate")) {
            Play play = routed.play();
            try (GitOpsTool git = GitOpsTool.start(stage, "argocd-controller", play.demo().otherManifests(), GitOpsTool.Setting.NONE)) {
                JsonNode root = routed.wholeRoute();
                play.experimentAsWritten();
                play.awaitInForce("shadow");
                assertThat(delegate(stage, play).at("/spec/http/0/mirrors/0/destination/host").asText()).isEqualTo("digits-candidate");
                assertThat(delegate(stage, play).at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("ModelExperiment");
                routed.assertOnlyServedBy("baseline");
                routed.withTraffic();

                play.awaitInForce("experiment");
                assertThat(delegate(stage, play).at("/spec/http/0/route")).allSatisfy(destination ->
                        assertThat(destination.at("/headers/request/set/X-Gauntlet-Variant").asText())
                                .isEqualTo(destination.at("/destination/host").asText().replace("digits-", "")));
                git.awaitApplied(1);
                assertThat(routed.wholeRoute()).as("the root").isEqualTo(root);

                ModelExperimentStatus end = play.awaitReleased();
                assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
                assertThat(end.route().driftRepairs()).isIn(null, 0);
                routed.assertOnlyServedBy("candidate");
                play.assertClientsUnharmed(50);
                git.awaitApplied(1);
                assertThat(routed.wholeRoute()).as("the root").isEqualTo(root);
            }
        }
    }

    private static JsonNode delegate(Stage stage, Play play) {
        return Serialization.unmarshal(stage.kubectl().run("get", VIRTUAL_SERVICES, "digits-predict", "-n", play.namespace(), "-o", "json"),
                JsonNode.class);
    }

    @Test
    void usersBehindAMeshStayWithOneVariantAndEverybodyGetsTheWinner(Stage stage) throws IOException {
        new CrdInstaller(stage.client()).install("gateway-api");
        try (Play play = Play.ofExample(stage, "routing/sticky-behind-a-mesh/experiment", "routing/sticky-behind-a-mesh/servers",
                "mesh-sticky")) {
            stage.kubectl().apply(Files.readString(Stage.PROJECT.resolve("examples/routing/sticky-behind-a-mesh/http-route.yaml"))
                    .replace("namespace: demo", "namespace: " + play.namespace()));
            JsonNode before = route(stage, play);
            play.demo().deployModels();
            stage.kubectl().run("rollout", "status", "-n", play.namespace(), "deployment/frontend", "--timeout=60s");
            URI shop = play.demo().service("shop");
            await("the mesh").atMost(Play.PATIENCE).untilAsserted(() -> assertThat(met(shop)).containsOnlyKeys(USERS)
                    .allSatisfy((user, version) -> assertThat(version).isEqualTo("baseline")));
            play.demo().startTraffic(shop, 50);
            // Time to ask everybody again and again.
            play.experimentEdited(manifest -> Play.replaced(manifest, "minimumSeconds: 10", "minimumSeconds: 20"));

            play.awaitInForce("canary");
            Map<String, String> canary = met(shop);
            play.awaitInForce("experiment");
            Map<String, String> first = met(shop);
            for (int i = 0; i < 4; i++) {
                assertThat(met(shop)).isEqualTo(first);
            }
            assertThat(play.status().step().name()).isEqualTo("experiment");
            assertThat(Collections.frequency(first.values(), "candidate") / (double) USERS.size())
                    .isCloseTo(0.5, within(5 * Math.sqrt(0.25 / USERS.size())));
            assertThat(canary).allSatisfy((user, version) -> assertThat(version).isIn("baseline", first.get(user)));

            ModelExperimentStatus end = play.awaitReleased();
            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
            await("everybody at the winner").atMost(Play.PATIENCE).untilAsserted(() -> assertThat(met(shop).values())
                    .containsOnly("candidate"));
            play.assertClientsUnharmed(50);
            assertThat(route(stage, play)).isEqualTo(before);
        }
    }

    /** The user's route without what the frontend, which works by it, says of it. */
    private static JsonNode route(Stage stage, Play play) {
        return Serialization.unmarshal(stage.kubectl().run("get", "httproutes.gateway.networking.k8s.io", "digits", "-n",
                play.namespace(), "-o", "json"), JsonNode.class).path("spec");
    }

    /** The version of the model that each user meets now. */
    private static Map<String, String> met(URI base) {
        HttpClient client = HttpClient.newHttpClient();
        Map<String, String> met = new TreeMap<>();
        for (String user : USERS) {
            HttpRequest request = HttpRequest.newBuilder(base.resolve("/v2/models/" + DigitsDemo.NAME))
                    .header(TrafficGenerator.USER_HEADER, user).build();
            JsonNode model = Serialization.unmarshal(send(client, request), JsonNode.class);
            met.put(user, model.at("/versions/0").asText());
        }
        return met;
    }

    private static String send(HttpClient client, HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as("%s", response.body()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new AssertionError(request + " has no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
