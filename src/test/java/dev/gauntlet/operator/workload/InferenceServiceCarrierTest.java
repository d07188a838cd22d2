package dev.gauntlet.operator.workload;

import static dev.gauntlet.operator.workload.WorkloadManifests.INFERENCE;
import static dev.gauntlet.operator.workload.WorkloadManifests.changed;
import static dev.gauntlet.operator.workload.WorkloadManifests.with;
import static dev.gauntlet.operator.workload.WorkloadManifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceServiceCarrierTest {

    private static final ModelCarrier CARRIER = new InferenceServiceCarrier();
    private static final JsonNode WINNER = with(INFERENCE, "/spec/predictor/model",
            "{modelFormat: {name: sklearn}, runtime: mlserver, storageUri: \"s3://models/2\", resources: {limits: {cpu: \"4\"}}}");

    @Test
    void onlyUriAndRuntimeAreExchangedWhereTheFormatIsTheSame() {
        ModelChange change = CARRIER.change(yaml(INFERENCE), CARRIER.model(WINNER));

        assertThat(change.operations()).extracting(operation -> operation.path("path").asText())
                .containsExactly("/spec/predictor/model/storageUri", "/spec/predictor/model/runtime");
        JsonNode patched = changed(yaml(INFERENCE), change);
        assertThat(CARRIER.served(patched)).isEqualTo(CARRIER.served(WINNER));
        assertThat(patched.at("/spec/predictor/model/resources")).isEqualTo(yaml(INFERENCE).at("/spec/predictor/model/resources"));
        assertThat(changed(patched, CARRIER.change(patched, CARRIER.original(yaml(INFERENCE))))).isEqualTo(yaml(INFERENCE));
    }

    @Test
    void theOlderFieldOfOneFormatIsExchangedToo() {
        JsonNode champion = with(INFERENCE, "/spec/predictor", "{sklearn: {storageUri: \"s3://models/1\"}}");
        JsonNode winner = with(INFERENCE, "/spec/predictor", "{sklearn: {storageUri: \"s3://models/2\"}}");

        assertThat(CARRIER.obstacles(champion, winner)).isEmpty();
        assertThat(CARRIER.served(changed(champion, CARRIER.change(champion, CARRIER.model(winner))))).isEqualTo(CARRIER.served(winner));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /spec/predictor       | {sklearn: {storageUri: "s3://models/1"}}            | describe both alike
            /spec/predictor       | {containers: [{name: kserve-container, image: x}]}  | the champion names no model
            /spec/predictor/model/args  | [--fast]                                      | also differ in spec.predictor.model.args
            /spec/transformer     | {containers: [{name: prepare, image: x}]}           | spec.transformer.containers[prepare].image
            /spec/predictor/canaryTrafficPercent | 10                                   | would give the model only that share
            """)
    void whatCannotBeExchangedIsNamed(String pointer, String value, String obstacle) {
        assertThat(CARRIER.obstacles(with(INFERENCE, pointer, value), WINNER)).singleElement().asString().contains(obstacle);
    }

    @Test
    void likeServicesHaveNoObstacle() {
        assertThat(CARRIER.obstacles(yaml(INFERENCE), WINNER)).isEmpty();
    }
}
