package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stage.Stage;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments on a route that a GitOps tool applies from Git all the time, with and without the settings of the examples. */
@ExtendWith(OnStage.class)
class GitOpsIT {

    private static final String ARGO_CD = "argocd-controller";
    private static final String FLUX = "kustomize-controller";
    private static final GitOpsTool.Setting RESPECTING = GitOpsTool.argoCd("gateway-api/gitops/argocd-application.yaml");
    private static final GitOpsTool.Setting IGNORING = GitOpsTool.flux("gateway-api/gitops/flux-kustomization.yaml");

    private static RoutedPlay play(Stage stage, String namespace) {
        return RoutedPlay.withoutRoute(stage, "gateway-api/adopted", LocalGateway.Kind.HTTP_ROUTE, "httproutes.gateway.networking.k8s.io",
                "digits", namespace);
    }

    /** Without the Shadow step, for which the gateway would have to be known. */
    private static String withoutShadow(String manifest) {
        return manifest.lines().filter(line -> !line.contains("name: shadow,")).collect(Collectors.joining("\n", "", "\n"));
    }

    private static String leadingTo(String version, String manifest) {
        return Play.replaced(manifest, "digits-baseline", "digits-" + version);
    }

    private static long generation(RoutedPlay routed) {
        return routed.wholeRoute().at("/metadata/generation").asLong();
    }

    private static List<String> managers(RoutedPlay routed) {
        return routed.wholeRoute().at("/metadata/managedFields").findValuesAsText("manager");
    }

    private static List<JsonNode> heldByGauntlet(RoutedPlay routed) {
        return routed.wholeRoute().at("/metadata/managedFields").valueStream()
                .filter(entry -> entry.path("manager").asText().equals("gauntlet")).toList();
    }

    @Test
    void whereArgoCdTakesWhatGauntletHoldsFromTheClusterTheWinnerIsPromotedWithoutAWriteWar(Stage stage) {
        try (RoutedPlay routed = play(stage, "gitops-argo")) {
            String manifest = routed.play().demo().otherManifests();
            try (GitOpsTool tool = GitOpsTool.start(stage, ARGO_CD, manifest, RESPECTING)) {
                routed.withTraffic();
                long before = generation(routed);
                routed.play().experimentEdited(GitOpsIT::withoutShadow);
                routed.play().awaitInForce("experiment");
                tool.awaitApplied(2);
                assertThat(generation(routed) - before).as("one write for each step").isEqualTo(2);
                assertThat(managers(routed)).contains("gauntlet", ARGO_CD);

                // What Gauntlet holds is not applied, so the winner can be in Git before the end.
                tool.git(leadingTo("candidate", manifest));
                ModelExperimentStatus end = routed.play().awaitReleased();
                assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
                assertThat(end.route().driftRepairs()).isIn(null, 0);
                tool.awaitApplied(2);
                assertThat(generation(routed) - before).as("one write for each step and one for the winner").isEqualTo(3);
                assertThat(managers(routed)).doesNotContain("gauntlet");
                routed.assertOnlyServedBy("candidate");
                routed.play().assertClientsUnharmed(50);

                tool.git(manifest);
                tool.awaitApplied(3);
                assertThat(generation(routed) - before).as("what Git says afterwards is never fought").isEqualTo(4);
                routed.assertOnlyServedBy("baseline");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ARGO_CD, FLUX})
    void aToolThatAppliesEverythingMakesGauntletStopUntilItLeavesTheRulesAlone(String manager, Stage stage) {
        try (RoutedPlay routed = play(stage, "gitops-conflict-" + manager)) {
            String manifest = routed.play().demo().otherManifests();
            try (GitOpsTool tool = GitOpsTool.start(stage, manager, manifest, GitOpsTool.Setting.NONE)) {
                routed.withTraffic();
                String before = routed.route().toString();
                long generation = generation(routed);
                routed.play().experimentEdited(written -> Play.replaced(withoutShadow(written), "minimumSeconds: 5", "minimumSeconds: 600"));
                routed.play().awaitReason(ConditionType.RouteProgrammed, "OwnershipConflict");
                assertThat(routed.play().condition(ConditionType.RouteProgrammed).getMessage())
                        .contains(manager + " (server-side apply) keeps writing spec.rules", "remove the annotation gauntlet.dev/reverted");
                // Three times written by Gauntlet, three times by the tool.
                assertThat(generation(routed) - generation).isEqualTo(6);

                String stopped = routed.route().toString();
                List<JsonNode> held = heldByGauntlet(routed);
                tool.awaitApplied(2);
                assertThat(generation(routed) - generation).isEqualTo(6);
                assertThat(routed.route()).hasToString(stopped);
                assertThat(heldByGauntlet(routed)).as("since when Gauntlet holds what").isEqualTo(held);
                routed.assertOnlyServedBy("baseline");
                routed.play().assertClientsUnharmed(50);

                // What Flux leaves out while nobody else holds it would be deleted, so it waits until Gauntlet holds the rules.
                tool.setting(manager.equals(FLUX) ? GitOpsTool.Setting.NOTHING : RESPECTING);
                tool.awaitApplied(1);
                stage.kubectl().run("annotate", "httproutes", "digits", "-n", routed.play().namespace(), "gauntlet.dev/reverted-");
                routed.play().awaitReason(ConditionType.RouteProgrammed, "WeightsProgrammed");
                tool.setting(manager.equals(FLUX) ? IGNORING : RESPECTING);
                tool.awaitApplied(2);
                assertThat(generation(routed) - generation).as("the tool is quiet").isEqualTo(7);

                routed.play().deleteExperiment();
                tool.awaitApplied(2);
                assertThat(routed.route().toString()).isEqualTo(before);
                assertThat(managers(routed)).doesNotContain("gauntlet");
                routed.assertOnlyServedBy("baseline");
                routed.play().assertClientsUnharmed(50);
            }
        }
    }
}
