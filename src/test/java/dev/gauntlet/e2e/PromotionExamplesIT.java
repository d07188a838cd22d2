package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of what follows a decision, as they are written. */
@ExtendWith(OnStage.class)
class PromotionExamplesIT {

    @Test
    void aWinnerRampsUpBakesAndCanBeTakenBackWhileTheChampionIsWarm(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "gradual-promotion").experimentAsWritten()) {
            ModelExperimentStatus promoted = LifecyclePlays.assertPromoted(play);
            assertThat(promoted.history()).extracting(HistoryEntry::to)
                    .containsExactly("canary", "experiment", "Ramp 1", "Bake", "Promoted");
            assertThat(promoted.outcome().retiredTime()).as("the champion is warm").isNull();

            play.annotate("rollback", "complaints");
            ModelExperimentStatus back = play.awaitStatus("the return", s -> s.outcome().result() == Outcome.RolledBack
                    && Boolean.TRUE.equals(s.route().released()));
            assertThat(back.outcome().serving()).isEqualTo("baseline");
            assertThat(back.phase()).isEqualTo(Phase.RolledBack);
            play.assertServedBy("baseline");
            play.awaitRequestsTaken();
            play.assertNothingLeft();
            play.assertClientsUnharmed(50);
            assertThat(LifecyclePlays.answering(stage, play, 10)).containsExactly("[baseline]");
        }
    }

    @Test
    void aLimitBrokenDuringTheBakeReturnsEverybodyToTheChampion(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "gradual-promotion", "bake-broken")
                .experimentEdited(manifest -> LifecyclePlays.withErrorLimit(longBake(manifest)))) {
            awaitBake(play);
            play.demo().breakModel("candidate");

            ModelExperimentStatus end = play.awaitReleased();
            assertThat(end.outcome().result()).isEqualTo(Outcome.RolledBack);
            assertThat(end.decision().rule()).isEqualTo(Rule.HardLimit);
            play.assertServedBy("baseline");
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aRollbackAskedForDuringTheBakeReturnsEverybodyToTheChampion(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "gradual-promotion", "bake-rollback").experimentEdited(PromotionExamplesIT::longBake)) {
            awaitBake(play);
            play.annotate("rollback", "the on-call engineer does not like it");

            ModelExperimentStatus end = play.awaitReleased();
            assertThat(end.outcome().result()).isEqualTo(Outcome.RolledBack);
            assertThat(end.decision().reason()).isEqualTo(Reason.RolledBackByUser.name());
            assertThat(end.requests()).singleElement().satisfies(asked -> assertThat(asked.accepted()).isTrue());
            play.assertServedBy("baseline");
            play.awaitRequestsTaken();
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void patchTargetGivesTheChampionsWorkloadTheWinnersModelAndNothingElse(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "patch-target")) {
            Deployment before = model(stage, play, "baseline");
            play.experimentAsWritten();
            ModelExperimentStatus end = play.awaitReleased();

            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
            assertThat(end.outcome().winner()).isEqualTo("candidate");
            assertThat(end.outcome().serving()).isEqualTo("baseline");
            assertThat(end.history()).extracting(HistoryEntry::to).containsExactly("canary", "experiment", "Bake", "PatchTarget", "Promoted");
            play.assertServedBy("baseline");
            Deployment after = model(stage, play, "baseline");
            Deployment winner = model(stage, play, "candidate");
            assertThat(after.getSpec()).isEqualTo(new DeploymentBuilder(before).editSpec().editTemplate().editSpec().editContainer(0)
                    .withArgs(winner.getSpec().getTemplate().getSpec().getContainers().get(0).getArgs())
                    .endContainer().endSpec().endTemplate().endSpec().build().getSpec());
            assertThat(after.getMetadata().getLabels()).isEqualTo(before.getMetadata().getLabels());
            assertThat(after.getMetadata().getManagedFields()).noneMatch(entry -> entry.getManager().equals("gauntlet"));
            assertThat(LifecyclePlays.answering(stage, play, 10)).containsExactly("[candidate]");
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aChampionThatSomebodyElseManagesIsNotPatchedAndARollbackRestoresIt(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "patch-target", "patch-managed")) {
            claimArguments(stage, play);
            Deployment before = model(stage, play, "baseline");
            play.experimentAsWritten();
            ModelExperimentStatus held = play.awaitStatus("a refused patch", s -> s.decision() != null
                    && s.decision().reason().equals(Reason.PatchFailed.name()));
            assertThat(held.decision().action()).isEqualTo(Action.Hold);
            assertThat(held.decision().message()).contains("platform-team (server-side apply)");
            assertThat(held.run().promotion().stage()).isEqualTo(PromotionStage.PatchTarget);
            assertThat(LifecyclePlays.answering(stage, play, 10)).as("the winner serves meanwhile").containsExactly("[candidate]");

            play.annotate("rollback", "keep what we have");
            assertThat(play.awaitReleased().outcome().result()).isEqualTo(Outcome.RolledBack);
            play.assertServedBy("baseline");
            assertThat(model(stage, play, "baseline").getSpec()).isEqualTo(before.getSpec());
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aModelThatDoesNotComeUpInTheChampionIsTakenOutAgainByARollback(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "patch-target", "patch-stuck")) {
            // The probe asks for the champion's version, so the winner's model never becomes ready in its place.
            edit(stage, play, "baseline", deployment -> deployment.editSpec().editTemplate().editSpec().editContainer(0)
                    .editReadinessProbe().editHttpGet().withPath("/v2/models/digits/versions/baseline/ready").endHttpGet().endReadinessProbe()
                    .endContainer().endSpec().endTemplate().endSpec());
            edit(stage, play, "baseline", deployment -> deployment.editSpec().withProgressDeadlineSeconds(5).endSpec());
            play.demo().refreshModelServers();
            Deployment before = model(stage, play, "baseline");
            play.experimentAsWritten();
            ModelExperimentStatus held = play.awaitStatus("a rollout that fails", s -> s.decision() != null
                    && s.decision().reason().equals(Reason.PatchFailed.name()));
            assertThat(held.decision().message()).contains("does not roll out");
            assertThat(LifecyclePlays.answering(stage, play, 10)).as("the winner serves meanwhile").containsExactly("[candidate]");

            play.annotate("rollback", "the new model does not start");
            assertThat(play.awaitReleased().outcome().result()).isEqualTo(Outcome.RolledBack);
            play.assertServedBy("baseline");
            assertThat(model(stage, play, "baseline").getSpec()).isEqualTo(before.getSpec());
            assertThat(LifecyclePlays.answering(stage, play, 10)).containsExactly("[baseline]");
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void recordOnlyTouchesNothingButStatus(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "record-only")) {
            var service = stage.client().services().inNamespace(play.namespace()).withName("digits").get().getSpec();
            List<Long> generations = generations(stage, play);
            play.experimentAsWritten();
            ModelExperimentStatus end = play.awaitReleased();

            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
            assertThat(end.phase()).isEqualTo(Phase.Promoted);
            assertThat(end.outcome().winner()).isEqualTo("candidate");
            assertThat(end.outcome().serving()).isEqualTo("baseline");
            assertThat(stage.client().services().inNamespace(play.namespace()).withName("digits").get().getSpec()).isEqualTo(service);
            play.assertNothingLeft();
            assertThat(generations(stage, play)).isEqualTo(generations);
            play.awaitEvent(Outcome.Promoted.name());
            play.assertClientsUnharmed(50);
            assertThat(LifecyclePlays.answering(stage, play, 10)).containsExactly("[baseline]");
        }
    }

    @Test
    void aModelThatChangesEndsTheRunAndARetryBeginsAnotherOne(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "superseded").experimentAsWritten()) {
            play.awaitInForce("experiment");
            ModelExperimentStatus first = play.awaitStatus("counts", s -> LifecyclePlays.samples(s, "candidate") > 200);
            String salt = salt(play);
            edit(stage, play, "candidate", deployment -> deployment.editSpec().editTemplate().editSpec().editContainer(0)
                    .withImage("gauntlet/digits-model:build-43").endContainer().endSpec().endTemplate().endSpec());

            ModelExperimentStatus end = play.awaitStatus("the end with its report", s -> s.report() != null);
            assertThat(end.phase()).isEqualTo(Phase.Superseded);
            assertThat(end.decision().rule()).isEqualTo(Rule.VariantChanged);
            assertThat(end.decision().message()).contains("candidate");
            assertThat(report(stage, play, end.report()).getSpec().experiment().run()).isEqualTo(1);
            play.assertServedBy("baseline");
            play.assertNothingLeft();
            play.assertClientsUnharmed(50);

            play.demo().refreshModelServers();
            play.annotate("retry", "candidate is now build 43");
            ModelExperimentStatus second = play.awaitStatus("the second run", s -> s.run() != null && s.run().number() == 2
                    && s.step() != null && s.step().startTime() != null);
            assertThat(LifecyclePlays.samples(second, "candidate")).isLessThan(LifecyclePlays.samples(first, "candidate"));
            assertThat(second.outcome()).isNull();
            assertThat(second.report()).isNull();
            assertThat(second.previousRuns()).singleElement().satisfies(run -> {
                assertThat(run.number()).isEqualTo(1);
                assertThat(run.result()).isEqualTo(Outcome.Superseded);
                assertThat(run.report()).isEqualTo(end.report());
            });
            assertThat(salt(play)).isNotEmpty().isNotEqualTo(salt);
            play.awaitRequestsTaken();

            play.patchExperiment("{\"spec\":{\"desiredState\":\"Aborted\"}}");
            play.awaitReleased();
            play.patchExperiment("{\"spec\":{\"desiredState\":\"Running\"}}");
            play.annotate("retry", "candidate is now build 43");
            ModelExperimentStatus refused = play.awaitStatus("the answer", s -> s.requests().size() == 2);
            assertThat(refused.requests()).extracting(RequestStatus::accepted).containsExactly(true, false);
            assertThat(refused.requests().get(1).message()).contains("same words");
            assertThat(refused.run().number()).isEqualTo(2);
            play.assertClientsUnharmed(50);
        }
    }

    private static ModelExperimentStatus awaitBake(Play play) {
        return play.awaitStatus("the bake", s -> s.run() != null && s.run().promotion() != null
                && s.run().promotion().stage() == PromotionStage.Bake && s.run().promotion().startTime() != null);
    }

    private static String longBake(String manifest) {
        return Play.replaced(manifest, "bakeSeconds: 6", "bakeSeconds: 600");
    }

    /** Makes another manager declare the champion's arguments, as a delivery tool does that uses server-side apply. */
    private static void claimArguments(Stage stage, Play play) {
        Deployment model = model(stage, play, "baseline");
        model.getMetadata().setManagedFields(null);
        model.getMetadata().setResourceVersion(null);
        stage.client().resource(model).fieldManager("platform-team").forceConflicts().serverSideApply();
    }

    /** Changes a model's Deployment and waits until it is rolled out. */
    private static void edit(Stage stage, Play play, String version, UnaryOperator<DeploymentBuilder> change) {
        stage.client().apps().deployments().inNamespace(play.namespace()).withName("digits-" + version)
                .edit(deployment -> change.apply(new DeploymentBuilder(deployment)).build());
        stage.kubectl().run("rollout", "status", "-n", play.namespace(), "deployment/digits-" + version, "--timeout=60s");
    }

    private static Deployment model(Stage stage, Play play, String version) {
        return stage.client().apps().deployments().inNamespace(play.namespace()).withName("digits-" + version).require();
    }

    private static List<Long> generations(Stage stage, Play play) {
        return stage.client().apps().deployments().inNamespace(play.namespace()).list().getItems().stream()
                .map(deployment -> deployment.getMetadata().getGeneration()).toList();
    }

    private static String salt(Play play) {
        return Serialization.unmarshal(play.proxySettings(), JsonNode.class).at("/salt").asText();
    }

    private static ModelExperimentReport report(Stage stage, Play play, String name) {
        return stage.client().resources(ModelExperimentReport.class).inNamespace(play.namespace()).withName(name).require();
    }
}
