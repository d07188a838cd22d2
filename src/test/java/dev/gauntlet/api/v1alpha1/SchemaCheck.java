package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks manifests against the committed schema as an API server does, without its CEL rules. */
final class SchemaCheck {

    private final JSONSchemaProps schema;

    private SchemaCheck(JSONSchemaProps schema) {
        this.schema = schema;
    }

    /** A check against {@code crds/modelexperiments.gauntlet.dev.yaml}. */
    static SchemaCheck committed() throws IOException {
        String crd = Files.readString(Path.of(System.getProperty("project.basedir", "."), "crds/modelexperiments.gauntlet.dev.yaml"));
        return new SchemaCheck(Serialization.unmarshal(crd, CustomResourceDefinition.class)
                .getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema());
    }

    /** What of a manifest's spec does not fit: unknown and missing fields, wrong types, values outside of enumerations and patterns. */
    List<String> complaints(JsonNode manifest) {
        List<String> complaints = new ArrayList<>();
        check("spec", manifest.path("spec"), schema.getProperties().get("spec"), complaints);
        return complaints;
    }

    private static void check(String path, JsonNode value, JSONSchemaProps schema, List<String> complaints) {
        if (!ofType(value, schema.getType())) {
            complaints.add(path + " is no " + schema.getType() + ": " + value);
        } else if (value.isObject()) {
            object(path, value, schema, complaints);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(path + "[" + i + "]", value.get(i), schema.getItems().getSchema(), complaints);
            }
        } else {
            scalar(path, value, schema, complaints);
        }
    }

    private static boolean ofType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            default -> throw new IllegalArgumentException("the schema has a type that is not expected: " + type);
        };
    }

    private static void object(String path, JsonNode value, JSONSchemaProps schema, List<String> complaints) {
        schema.getRequired().stream().filter(name -> !value.has(name)).forEach(name -> complaints.add(path + "." + name + " is missing"));
        value.properties().forEach(field -> {
            JSONSchemaProps property = schema.getProperties() == null ? null : schema.getProperties().get(field.getKey());
            if (property == null && schema.getAdditionalProperties() != null) {
                property = schema.getAdditionalProperties().getSchema();
            }
            if (property == null) {
                complaints.add(path + "." + field.getKey() + " is unknown");
            } else {
                check(path + "." + field.getKey(), field.getValue(), property, complaints);
            }
        });
    }

    private static void scalar(String path, JsonNode value, JSONSchemaProps schema, List<String> complaints) {
        boolean listed = schema.getEnum() == null || schema.getEnum().isEmpty() || schema.getEnum().contains(value);
        boolean matching = schema.getPattern() == null || value.asText().matches(schema.getPattern());
        boolean inside = (schema.getMinimum() == null || value.asDouble() >= schema.getMinimum())
                && (schema.getMaximum() == null || value.asDouble() <= schema.getMaximum())
                && (schema.getMaxLength() == null || value.asText().length() <= schema.getMaxLength());
        if (!listed || !matching || !inside) {
            complaints.add(path + " must not be " + value);
        }
    }
}
