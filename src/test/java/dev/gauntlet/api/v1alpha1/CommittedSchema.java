package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schema of {@code crds/modelexperiments.gauntlet.dev.yaml}. */
final class CommittedSchema {

    private CommittedSchema() {
    }

    /** The schema of the spec. */
    static JSONSchemaProps spec() {
        try {
            String crd = Files.readString(Path.of(System.getProperty("project.basedir", "."), "crds/modelexperiments.gauntlet.dev.yaml"));
            return Serialization.unmarshal(crd, CustomResourceDefinition.class).getSpec().getVersions().get(0).getSchema()
                    .getOpenAPIV3Schema().getProperties().get("spec");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A spec with the defaults that an API server applies. */
    static JsonNode defaulted(ObjectNode spec) {
        return defaulted(spec, spec());
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
