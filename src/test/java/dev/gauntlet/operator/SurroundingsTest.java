package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.DataHealth.Problem;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.States;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.operator.Surroundings.Note;
import dev.gauntlet.operator.Surroundings.Seen;
import dev.gauntlet.operator.workload.Original;
import dev.gauntlet.operator.workload.VariantModels;
import dev.gauntlet.operator.workload.WorkloadAccess;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

    private static final Instant NOW = Instant.parse("2026-11-07T12:00:00Z");
    private static final String CHAMPION = "/apis/apps/v1/namespaces/demo/deployments/digits-v1";
    private static final String CHALLENGER = "/apis/apps/v1/namespaces/demo/deployments/digits-v2";
    private static final String WORKLOADS = Manifests.MINIMAL
            .replace("metricLabels: {version: baseline}",
                    "metricLabels: {version: baseline}, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: digits-v1}")
            .replace("metricLabels: {version: candidate}",
                    "metricLabels: {version: candidate}, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: digits-v2}");
    private static final Active STEP = States.running(1, Optional.of(NOW), NOW, 2, false);

    private final InMemoryApiServer cluster = new InMemoryApiServer();
    private final WorkloadAccess workloads = WorkloadAccess.through(cluster.client());
    private final Surroundings surroundings = new Surroundings(workloads.reader(), workloads.patches());
    private final ModelExperiment experiment = Serialization.unmarshal(WORKLOADS, ModelExperiment.class);

    @BeforeEach
    void deploy() {
        experiment.getMetadata().setUid("uid-1");
        deploy("digits-v1", "registry/digits:1");
        deploy("digits-v2", "registry/digits:2");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void nothingIsToldWhileAllVariantsServeWhatTheyServedAtTheStart() {
        Seen seen = look(STEP, started());

        assertThat(seen.changed()).isEmpty();
        assertThat(seen.problems()).isEmpty();
        assertThat(seen.freeze()).isEmpty();
        assertThat(seen.note()).isEmpty();
        assertThat(seen.models().models()).hasSize(2);
    }

    @Test
    void anotherImageIsAChangeOfTheVariant() {
        Held started = started();
        deploy("digits-v2", "registry/digits:3");

        assertThat(look(STEP, started).changed()).hasValueSatisfying(
                sentence -> assertThat(sentence).contains("variant candidate", "Deployment digits-v2"));
    }

    @Test
    void aWorkloadThatIsGoneIsAChangeToo() {
        Held started = started();
        cluster.remove(CHALLENGER);

        assertThat(look(STEP, started).changed()).hasValueSatisfying(
                sentence -> assertThat(sentence).contains("variant candidate refers to Deployment digits-v2, which does not exist"));
    }

    @Test
    void workloadsThatCannotBeReadAreAProblemButNoChange() {
        Held started = started();
        cluster.fail(true);

        Seen seen = look(STEP, started);

        assertThat(seen.changed()).isEmpty();
        assertThat(seen.problems()).extracting(Problem::reason).containsExactly("WorkloadUnreadable");
        assertThat(seen.models()).isEqualTo(Surroundings.noted(started));
    }

    @Test
    void withoutNotedModelsNothingIsCompared() {
        assertThat(look(STEP, held()).changed()).isEmpty();
        assertThat(Surroundings.noted(held())).isEqualTo(VariantModels.NONE);
    }

    @Test
    void anOpenFreezeWindowIsSeen() {
        experiment.setSpec(Manifests.spec(WORKLOADS + """
                  schedule:
                    freezeWindows: [{name: weekend, schedule: "0 0 * * 6", durationSeconds: 86400}]
                """));

        assertThat(look(STEP, held()).freeze()).hasValueSatisfying(freeze -> {
            assertThat(freeze.name()).isEqualTo("weekend");
            assertThat(freeze.until()).isEqualTo("2026-11-08T00:00:00Z");
        });
    }

    @Test
    void whatTheChampionServesIsNotedBeforeAnythingIsWritten() {
        Seen seen = look(patching(Optional.empty()), started());

        assertThat(seen.note()).map(Note::key).contains("original");
        assertThat(seen.problems()).extracting(Problem::reason).containsExactly(Reason.PatchingTarget.name());
        assertThat(cluster.writes()).isEmpty();
        assertThat(Original.fromJson(seen.note().get().json()).workload().name()).isEqualTo("digits-v1");
    }

    @Test
    void theChampionIsNotChangedBeforeItIsOutOfTheTraffic() {
        Seen seen = look(patching(Optional.empty()), withOriginal());

        assertThat(seen.note()).isEmpty();
        assertThat(seen.problems()).isEmpty();
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void onceItIsOutOfTheTrafficTheChampionGetsTheWinnersModel() {
        Held noted = withOriginal();

        Seen seen = look(patching(Optional.of(NOW)), noted);

        assertThat(seen.problems()).extracting(Problem::reason).containsExactly(Reason.PatchingTarget.name());
        assertThat(seen.changed()).as("its own change ends no experiment").isEmpty();
        assertThat(cluster.writes()).containsExactly("PATCH " + CHAMPION);
        assertThat(cluster.object(CHAMPION).orElseThrow().at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("registry/digits:2");
        assertThat(Surroundings.original(noted)).isPresent();
    }

    @Test
    void aChampionWithoutWorkloadCannotBePatchedAndThatIsSaid() {
        Held started = started();
        cluster.remove(CHAMPION);

        Seen seen = look(patching(Optional.of(NOW)), started);

        assertThat(seen.note()).isEmpty();
        assertThat(seen.problems()).extracting(Problem::reason).containsExactly(Reason.TargetMissing.name());
    }

    @Test
    void aWinnerWithoutWorkloadCannotBeCopiedAndThatIsSaid() {
        Held noted = withOriginal();
        cluster.remove(CHALLENGER);

        assertThat(look(patching(Optional.of(NOW)), noted).problems()).extracting(Problem::reason)
                .containsExactly(Reason.TargetMissing.name());
    }

    @Test
    void inObserveModeNoWorkloadIsChanged() {
        Held noted = withOriginal();
        experiment.setSpec(Manifests.spec(WORKLOADS + "  mode: Observe\n"));

        Seen seen = look(patching(Optional.of(NOW)), noted);

        assertThat(seen.note()).isEmpty();
        assertThat(cluster.writes()).isEmpty();
    }

    private Seen look(Active state, Held evidence) {
        return surroundings.look(experiment, experiment.getSpec(), state, evidence, NOW);
    }

    /** The notes of a run that started with the workloads as they are. */
    private Held started() {
        return held().noting(Surroundings.MODELS, surroundings.atStart(experiment, experiment.getSpec()).models().toJson());
    }

    private Held withOriginal() {
        return started().noting(Surroundings.ORIGINAL, look(patching(Optional.empty()), started()).note().orElseThrow().json());
    }

    private Held held() {
        Ledger empty = Counts.of(experiment.getSpec()).evidence().ledger();
        return new Held(experiment.getSpec(), empty, LookBook.EMPTY, Collections.unmodifiableSortedMap(new TreeMap<>()), "1",
                new LedgerStatus("digits-ledger", "sha256:0", NOW.toString()));
    }

    private static Promoting patching(Optional<Instant> begun) {
        return new Promoting(new Run(1, NOW, List.of()), "candidate", NOW, PromotionStage.PatchTarget, 0, begun, 4, false);
    }

    private void deploy(String name, String image) {
        cluster.put("/apis/apps/v1", "deployments", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: demo, uid: uid-%1$s, generation: 1}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: model, image: "%2$s"}]}
                status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}
                """.formatted(name, image));
    }
}
