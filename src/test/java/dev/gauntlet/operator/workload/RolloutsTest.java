package dev.gauntlet.operator.workload;

import static dev.gauntlet.operator.workload.WorkloadManifests.CHAMPION;
import static dev.gauntlet.operator.workload.WorkloadManifests.INFERENCE;
import static dev.gauntlet.operator.workload.WorkloadManifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.operator.workload.PatchResult.Failed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutsTest {

    private static final String READY = "conditions: [{type: Ready, status: \"True\"}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3} | RolledOut  | 3 of 3 replicas
            {observedGeneration: 0, replicas: 3, updatedReplicas: 3, availableReplicas: 3} | InProgress | has not noticed yet
            {observedGeneration: 1, replicas: 4, updatedReplicas: 3, availableReplicas: 3} | InProgress | 1 old
            {observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 2} | InProgress | 2 available
            {observedGeneration: 1, replicas: 3, updatedReplicas: 1, availableReplicas: 3} | InProgress | 1 of 3 replicas replaced
            {observedGeneration: 1, conditions: [{reason: ProgressDeadlineExceeded, message: no image}]} | Failed | no image
            {observedGeneration: 0, conditions: [{reason: ProgressDeadlineExceeded, message: old}]}      | InProgress | has not noticed yet
            {} | InProgress | has not noticed yet
            """)
    void aDeploymentIsRolledOutWhenAllReplicasAreNewAndAvailable(String status, String result, String message) {
        PatchResult rollout = Rollouts.deployment(with(CHAMPION, "/status", status));

        assertThat(rollout.getClass().getSimpleName()).isEqualTo(result);
        assertThat(rollout.message()).startsWith("Deployment fraud-v1 ").contains(message);
    }

    @Test
    void nobodyServesWithoutReplicas() {
        assertThat(Rollouts.deployment(with(with(CHAMPION, "/spec/replicas", "0").toString(), "/status", "{observedGeneration: 1}")))
                .isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.message()).contains("scale it up"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3}                       | RolledOut
            {observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 2} | InProgress
            {observedGeneration: 1, replicas: 3, updatedReplicas: 2, readyReplicas: 3}                       | InProgress
            """)
    void aStatefulSetIsReadWithAndWithoutAvailableReplicas(String status, String result) {
        assertThat(Rollouts.statefulSet(with(CHAMPION, "/status", status)).getClass().getSimpleName()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {%s, modelStatus: {transitionStatus: UpToDate}}                  | s3://models/1 | RolledOut  | serves s3://models/1
            {%s, modelStatus: {transitionStatus: UpToDate}}                  |               | RolledOut  | serves s3://models/1
            {%s}                                                             | s3://models/1 | RolledOut  | serves s3://models/1
            {%s, modelStatus: {transitionStatus: UpToDate}}                  | s3://models/0 | InProgress | another model URI
            {%s, modelStatus: {transitionStatus: InProgress}}                | s3://models/1 | InProgress | loading
            {modelStatus: {transitionStatus: UpToDate}}                      | s3://models/1 | InProgress | loading
            {%s, components: {predictor: {latestCreatedRevision: b, latestReadyRevision: a}}} | s3://models/1 | InProgress | revision b
            {%s, modelStatus: {transitionStatus: BlockedByFailedLoad, lastFailureInfo: {message: no such bucket}}} | | Failed | no such bucket
            """)
    void anInferenceServiceIsRolledOutWhenItsPodsServeTheUri(String status, String podsUri, String result, String message) {
        List<Pod> pods = podsUri == null ? List.of() : List.of(new PodBuilder().withNewMetadata().withName("p")
                .addToAnnotations(Rollouts.SOURCE_URI, podsUri).endMetadata().build());

        PatchResult rollout = Rollouts.inferenceService(with(INFERENCE, "/status", status.formatted(READY)), "s3://models/1", () -> pods);

        assertThat(rollout.getClass().getSimpleName()).isEqualTo(result);
        assertThat(rollout.message()).contains(message);
    }
}
