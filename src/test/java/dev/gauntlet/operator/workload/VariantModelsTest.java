package dev.gauntlet.operator.workload;

import static dev.gauntlet.operator.workload.WorkloadManifests.CHAMPION;
import static dev.gauntlet.operator.workload.WorkloadManifests.INFERENCE;
import static dev.gauntlet.operator.workload.WorkloadManifests.WINNER;
import static dev.gauntlet.operator.workload.WorkloadManifests.with;
import static dev.gauntlet.operator.workload.WorkloadManifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VariantModelsTest {

    private static final String A = "registry/fraud@sha256:" + "a".repeat(64);
    private static final String B = "registry/fraud@sha256:" + "b".repeat(64);

    private static VariantModel v1(JsonNode workload, String... digests) {
        return variant("v1", WorkloadKind.DEPLOYMENT, workload, digests);
    }

    private static VariantModel variant(String name, WorkloadKind kind, JsonNode workload, String... digests) {
        VariantModel model = VariantModelTest.model(kind, workload);
        return new VariantModel(name, model.kind(), model.name(), model.served(),
                new TreeMap<>(digests.length == 0 ? Map.of() : Map.of("model", List.of(digests))));
    }

    private static VariantModels models(VariantModel... models) {
        return new VariantModels(List.of(models));
    }

    @Test
    void whatServesTheSameHasNotChanged() {
        VariantModels start = models(v1(yaml(CHAMPION)), variant("v2", WorkloadKind.DEPLOYMENT, yaml(WINNER)));

        assertThat(VariantModels.changed(start, models(v1(with(CHAMPION, "/spec/replicas", "0")),
                variant("v2", WorkloadKind.DEPLOYMENT, yaml(WINNER))))).isEmpty();
    }

    @Test
    void namesVariantWorkloadAndBothImages() {
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION))),
                models(v1(with(CHAMPION, "/spec/template/spec/containers/0/image", "registry/fraud:9")))))
                .hasValue("variant v1: Deployment fraud-v1 changed containers[model].image registry/fraud:1 -> registry/fraud:9");
    }

    @Test
    void namesWhatIsNotReadableByItsPlaceAndHidesItsContent() {
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION))),
                models(v1(with(CHAMPION, "/spec/template/spec/containers/0/env", "[{name: SECRET, value: hush}]")))))
                .hasValue("variant v1: Deployment fraud-v1 changed containers[model].env");
    }

    @Test
    void namesTheFirstOfManyChangesImagesFirst() {
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION))), models(v1(yaml(WINNER))))).hasValueSatisfying(sentence ->
                assertThat(sentence).startsWith("variant v1: Deployment fraud-v2 changed containers[metrics].image registry/metrics:1 -> "
                        + "registry/metrics:2, containers[model].image registry/fraud:1 -> registry/fraud:2, containers[model].args (added), ")
                        .endsWith(" more"));
    }

    @Test
    void namesBothUris() {
        assertThat(VariantModels.changed(models(variant("v2", WorkloadKind.INFERENCE_SERVICE, yaml(INFERENCE))),
                models(variant("v2", WorkloadKind.INFERENCE_SERVICE, with(INFERENCE, "/spec/predictor/model/storageUri", "s3://models/2")))))
                .hasValue("variant v2: InferenceService fraud-v1 changed predictor.model.storageUri s3://models/1 -> s3://models/2");
    }

    @Test
    void anUnknownSideIsNoChange() {
        assertThat(VariantModels.changed(VariantModels.NONE, models(v1(yaml(CHAMPION))))).isEmpty();
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION))), VariantModels.NONE)).isEmpty();
    }

    @Test
    void digestsThatAppearOrGoAreNoChange() {
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION))), models(v1(yaml(CHAMPION), A)))).isEmpty();
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION), A)), models(v1(yaml(CHAMPION))))).isEmpty();
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION), A)), models(v1(yaml(CHAMPION), A, B)))).isEmpty();
    }

    @Test
    void aTagThatNowMeansOtherContentIsAChange() {
        assertThat(VariantModels.changed(models(v1(yaml(CHAMPION), A)), models(v1(yaml(CHAMPION), B))))
                .hasValue("variant v1: Deployment fraud-v1 changed the content of container model's image " + A + " -> " + B);
    }

    @Test
    void isCompletedByWhatWasNotKnown() {
        VariantModels start = models(v1(yaml(CHAMPION)));
        VariantModel v2 = variant("v2", WorkloadKind.DEPLOYMENT, yaml(WINNER), B);

        assertThat(start.completedBy(models(v1(yaml(CHAMPION), A), v2))).isEqualTo(models(v1(yaml(CHAMPION), A), v2));
        assertThat(models(v1(yaml(CHAMPION), A)).completedBy(models(v1(yaml(CHAMPION), B)))).isEqualTo(models(v1(yaml(CHAMPION), A)));
        assertThat(start.completedBy(models(v1(yaml(WINNER), A)))).as("another model's digests").isEqualTo(start);
        assertThat(start.completedBy(VariantModels.NONE)).isEqualTo(start);
    }

    @Test
    void survivesJson() {
        VariantModels models = models(v1(yaml(CHAMPION), A), variant("v2", WorkloadKind.INFERENCE_SERVICE, yaml(INFERENCE)));

        assertThat(VariantModels.fromJson(models.toJson())).isEqualTo(models);
        assertThat(VariantModels.fromJson(VariantModels.NONE.toJson())).isEqualTo(VariantModels.NONE);
        assertThatThrownBy(() -> VariantModels.fromJson("{")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("noted models");
    }

    @Test
    void onlyRepositoryDigestsOfServingContainersCount() {
        Pod pod = Serialization.unmarshal("""
                metadata: {name: p}
                status:
                  containerStatuses:
                  - {name: model, imageID: "docker-pullable://%s"}
                  - {name: metrics, imageID: "sha256:%s"}
                  - {name: istio-proxy, imageID: "%s"}
                """.formatted(A, "c".repeat(64), B), Pod.class);
        Pod leaving = Serialization.unmarshal("""
                metadata: {name: q, deletionTimestamp: "2026-11-02T09:00:00Z"}
                status: {containerStatuses: [{name: model, imageID: "%s"}]}
                """.formatted(B), Pod.class);

        assertThat(WorkloadReader.digests(List.of(pod, leaving), Set.of("model", "metrics"))).isEqualTo(Map.of("model", List.of(A)));
    }
}
