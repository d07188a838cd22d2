package dev.gauntlet.operator.workload;

import static dev.gauntlet.operator.workload.WorkloadManifests.CHAMPION;
import static dev.gauntlet.operator.workload.WorkloadManifests.INFERENCE;
import static dev.gauntlet.operator.workload.WorkloadManifests.with;
import static dev.gauntlet.operator.workload.WorkloadManifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantModelTest {

    private static final String POD = "/spec/template/spec/";
    private static final String PREDICTOR = "/spec/predictor/";

    static VariantModel model(WorkloadKind kind, JsonNode workload) {
        return new VariantModel("v1", workload.path("kind").asText(), workload.at("/metadata/name").asText(),
                kind.carrier().served(workload), Collections.emptySortedMap());
    }

    private static String fingerprint(JsonNode workload) {
        return model(workload.path("kind").asText().equals("Deployment") ? WorkloadKind.DEPLOYMENT : WorkloadKind.INFERENCE_SERVICE, workload)
                .fingerprint();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            containers/0/image                   | registry/fraud:3
            containers/0/command                 | [serve, now]
            containers/0/args                    | [--fast]
            containers/0/workingDir              | /srv
            containers/0/env/0/value             | '"0.6"'
            containers/0/env                     | []
            containers/0/envFrom/0/configMapRef  | {name: other}
            containers/0/volumeMounts/0/mountPath | /elsewhere
            containers/1/image                   | registry/metrics:2
            initContainers/0/args/0              | s3://models/2
            initContainers/0/image               | registry/fetch:2
            volumes/0                            | {name: model, persistentVolumeClaim: {claimName: models}}
            """)
    void anotherFingerprintMeansAnotherModel(String field, String value) {
        assertThat(fingerprint(with(CHAMPION, POD + field, value))).isNotEqualTo(fingerprint(yaml(CHAMPION)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /spec/replicas                                  | 5
            /spec/strategy                                  | {type: Recreate}
            /spec/template/metadata/annotations             | {kubectl.kubernetes.io/restartedAt: "2026-11-02T09:00:00Z"}
            /spec/template/metadata/labels/tier             | gold
            /spec/template/spec/nodeSelector                | {gpu: "true"}
            /spec/template/spec/containers/0/resources      | {limits: {cpu: "4"}}
            /spec/template/spec/containers/0/readinessProbe | {httpGet: {path: /other, port: 8080}}
            /spec/template/spec/containers/0/imagePullPolicy | Always
            /spec/template/spec/volumes/2                   | {name: unused, configMap: {name: other}}
            /spec/template/spec/containers/0/env | '[{name: OLD, value: "yes"}, {value: "0.5", name: THRESHOLD}]'
            /metadata/annotations/team                      | other
            /metadata/generation                            | 2
            /status                                         | {replicas: 3}
            """)
    void howAModelIsRunIsNoPartOfIt(String pointer, String value) {
        assertThat(fingerprint(with(CHAMPION, pointer, value))).isEqualTo(fingerprint(yaml(CHAMPION)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model/storageUri     | s3://models/2
            model/runtime        | mlserver
            model/modelFormat    | {name: sklearn, version: "2"}
            model/args           | [--fast]
            containers           | '[{name: kserve-container, image: "registry/own:1"}]'
            workerSpec           | '{containers: [{name: worker, image: "registry/worker:1"}]}'
            """)
    void anInferenceServiceIsItsUriFormatRuntimeAndContainers(String field, String value) {
        assertThat(fingerprint(with(INFERENCE, PREDICTOR + field, value))).isNotEqualTo(fingerprint(yaml(INFERENCE)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            minReplicas          | 3
            model/resources      | {limits: {cpu: "2"}}
            canaryTrafficPercent | 10
            """)
    void howAnInferenceServiceIsRunIsNoPartOfIt(String field, String value) {
        assertThat(fingerprint(with(INFERENCE, PREDICTOR + field, value))).isEqualTo(fingerprint(yaml(INFERENCE)));
    }

    @Test
    void aStatefulSetIsReadLikeADeployment() {
        assertThat(WorkloadKind.STATEFUL_SET.carrier().served(yaml(CHAMPION)))
                .isEqualTo(WorkloadKind.DEPLOYMENT.carrier().served(yaml(CHAMPION)));
    }

    @Test
    void theOrderOfContainersDoesNotMatter() {
        JsonNode containers = yaml(CHAMPION).at("/spec/template/spec/containers");
        JsonNode swapped = with(CHAMPION, "/spec/template/spec/containers", "[" + containers.get(1) + ", " + containers.get(0) + "]");

        assertThat(fingerprint(swapped)).isEqualTo(fingerprint(yaml(CHAMPION)));
    }

    @Test
    void imagesAreNamedWithTheDigestsOfTheirPods() {
        VariantModel plain = model(WorkloadKind.DEPLOYMENT, yaml(CHAMPION));
        VariantModel model = new VariantModel("v1", plain.kind(), plain.name(), plain.served(),
                new TreeMap<>(Map.of("model", List.of("registry/fraud@sha256:1"))));

        assertThat(model.images()).containsExactlyInAnyOrder(
                new ContainerImage("model", "registry/fraud:1", List.of("registry/fraud@sha256:1")),
                new ContainerImage("metrics", "registry/metrics:1", List.of()),
                new ContainerImage("fetch", "registry/fetch:1", List.of()));
        assertThat(model.modelUri()).isEmpty();
        assertThat(model.fingerprint()).as("pods do not change it").isEqualTo(plain.fingerprint()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void theModelUriOfAnOlderInferenceServiceIsFound() {
        JsonNode older = with(INFERENCE, "/spec/predictor", "{sklearn: {storageUri: \"gs://models/7\"}}");

        VariantModel model = model(WorkloadKind.INFERENCE_SERVICE, older);

        assertThat(model.modelUri()).hasValue("gs://models/7");
        assertThat(model.images()).isEmpty();
    }
}
