package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaDefaultsTest {

    @ParameterizedTest
    @ValueSource(strings = {Manifests.MINIMAL, Manifests.COMPLETE})
    void recordsApplyTheDefaultsThatTheApiServerApplies(String manifest) {
        ObjectNode asWritten = (ObjectNode) Serialization.unmarshal(manifest, ObjectNode.class).get("spec");
        JsonNode fromRecords = Serialization.unmarshal(Serialization.asJson(Manifests.spec(manifest)), JsonNode.class);

        JsonNode fromServer = CommittedSchema.defaulted(asWritten);

        assertThat(fromRecords).isEqualTo(fromServer);
    }
}
