package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Generates a CustomResourceDefinition from the Java types, completed with what the annotations cannot say. */
final class CrdManifest {

    private static final List<String> DEFAULTED_OBJECTS = List.of("assignment", "prometheus", "analysis", "decision", "schedule", "promotion");

    private final RecordDocumentation documentation;

    CrdManifest(Path sources) {
        this.documentation = new RecordDocumentation(sources);
    }

    /** The manifest of ModelExperiment as YAML, byte for byte reproducible. */
    String experiments() {
        return yaml(ModelExperiment.class, "modelexperiments", this::completeExperiment);
    }

    /** The manifest of ModelExperimentReport. */
    String reports() {
        return yaml(ModelExperimentReport.class, "modelexperimentreports", this::completeReport);
    }

    private String yaml(Class<? extends CustomResource<?, ?>> type, String plural, Consumer<JSONSchemaProps> complete) {
        try {
            Path directory = Files.createTempDirectory("crd");
            new CRDGenerator().customResourceClasses(type).forCRDVersions("v1")
                    .withParallelGenerationEnabled(false).withMinQuotes(true)
                    .withPostProcessor(new CRDPostProcessor() {
                        @Override
                        public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
                            return complete((CustomResourceDefinition) crd, type, complete);
                        }
                    }).inOutputDir(directory.toFile()).generate();
            Path file = directory.resolve(plural + ".gauntlet.dev-v1.yml");
            String yaml = Files.readString(file);
            Files.delete(file);
            Files.delete(directory);
            return yaml;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HasMetadata complete(CustomResourceDefinition crd, Class<?> type, Consumer<JSONSchemaProps> complete) {
        crd.getSpec().getVersions().forEach(v -> {
            v.setAdditionalPrinterColumns(inDeclaredOrder(type, v.getAdditionalPrinterColumns()));
            JSONSchemaProps root = v.getSchema().getOpenAPIV3Schema();
            root.setDescription(documentation.summary(type.getSimpleName()));
            root.setRequired(List.of("spec"));
            complete.accept(root);
        });
        return crd;
    }

    private void completeExperiment(JSONSchemaProps root) {
        JSONSchemaProps spec = root.getProperties().get("spec");
        JSONSchemaProps status = root.getProperties().get("status");
        defaults(spec);
        for (String list : List.of("variants", "steps", "metrics", "notifications")) {
            mapByName(spec.getProperties().get(list), "name");
        }
        mapByName(spec.getProperties().get("schedule").getProperties().get("freezeWindows"), "name");
        mapByName(status.getProperties().get("conditions"), "type");
        status.getProperties().get("conditions").getItems().getSchema()
                .setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
        documentation.describe(spec, ModelExperimentSpec.class);
        documentation.describe(status, ModelExperimentStatus.class);
    }

    private void completeReport(JSONSchemaProps root) {
        root.getProperties().remove("status");
        documentation.describe(root.getProperties().get("spec"), ModelExperimentReportSpec.class);
    }

    private static List<CustomResourceColumnDefinition> inDeclaredOrder(Class<?> type, List<CustomResourceColumnDefinition> columns) {
        List<String> declared = Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name).toList();
        return columns.stream().sorted((a, b) -> Integer.compare(order(declared, a), order(declared, b))).toList();
    }

    private static int order(List<String> declared, CustomResourceColumnDefinition column) {
        return declared.stream().map(String::toUpperCase).toList().indexOf(column.getName().toUpperCase());
    }

    /** An absent object is defaulted to an empty one, so that the defaults inside it become visible. */
    private static void defaults(JSONSchemaProps spec) {
        Map<String, JSONSchemaProps> properties = spec.getProperties();
        DEFAULTED_OBJECTS.forEach(name -> emptyByDefault(properties.get(name)));
        emptyByDefault(properties.get("analysis").getProperties().get("errorRates"));
        emptyByDefault(properties.get("variants").getItems().getSchema().getProperties().get("timeouts"));
        emptyByDefault(properties.get("decision").getProperties().get("onNoData"));
    }

    private static void emptyByDefault(JSONSchemaProps object) {
        object.setDefault(JsonNodeFactory.instance.objectNode());
    }

    private static void mapByName(JSONSchemaProps list, String key) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
    }
}
