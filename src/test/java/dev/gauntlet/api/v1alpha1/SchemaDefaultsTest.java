package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaDefaultsTest {

    private static final Path COMMITTED =
            Path.of(System.getProperty("project.basedir", "."), "crds/modelexperiments.gauntlet.dev.yaml");

    @ParameterizedTest
    @ValueSource(strings = {Manifests.MINIMAL, Manifests.COMPLETE})
    void recordsApplyTheDefaultsThatTheApiServerApplies(String manifest) throws IOException {
        ObjectNode asWritten = (ObjectNode) Serialization.unmarshal(manifest, ObjectNode.class).get("spec");
        JsonNode fromRecords = Serialization.unmarshal(Serialization.asJson(Manifests.spec(manifest)), JsonNode.class);

        JsonNode fromServer = defaulted(asWritten, specSchema());

        assertThat(fromRecords).isEqualTo(fromServer);
    }

    private static JSONSchemaProps specSchema() throws IOException {
        CustomResourceDefinition crd = Serialization.unmarshal(Files.readString(COMMITTED), CustomResourceDefinition.class);
        return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema().getProperties().get("spec");
    }

    /** Structural defaulting: an absent property gets its default, which is then itself defaulted. */
    private static JsonNode defaulted(JsonNode value, JSONSchemaProps schema) {
        if (value.isObject() && schema.getProperties() != null) {
            ObjectNode object = (ObjectNode) value;
            schema.getProperties().forEach((name, property) -> {
                if (!object.has(name) && property.getDefault() != null) {
                    object.set(name, property.getDefault().deepCopy());
                }
                if (object.has(name)) {
                    defaulted(object.get(name), property);
                }
            });
        } else if (value.isArray()) {
            value.forEach(item -> defaulted(item, schema.getItems().getSchema()));
        }
        return value;
    }
}
