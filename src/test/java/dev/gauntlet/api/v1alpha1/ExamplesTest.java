package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest under {@code examples/} is one that a user can apply. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("project.basedir", "."), "examples");

    static List<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().map(EXAMPLES::relativize).toList();
        }
    }

    static List<Path> experiments() throws IOException {
        return manifests().stream().filter(file -> documents(file).stream().anyMatch(ExamplesTest::isExperiment)).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("manifests")
    void everyManifestNamesItsKind(Path file) {
        assertThat(documents(file)).isNotEmpty().allSatisfy(document -> {
            assertThat(document.path("apiVersion").asText()).isNotEmpty();
            assertThat(document.path("kind").asText()).isNotEmpty();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("experiments")
    void everyExperimentIsValid(Path file) throws IOException {
        SchemaCheck schema = SchemaCheck.committed();
        assertThat(documents(file).stream().filter(ExamplesTest::isExperiment)).allSatisfy(document -> {
            assertThat(schema.complaints(document)).isEmpty();
            assertThat(SpecValidator.validate(spec(document))).isEmpty();
        });
    }

    @Test
    void theManifestThatTheReadmeExplainsIsValid() throws IOException {
        String readme = Files.readString(EXAMPLES.resolveSibling("README.md"));
        String manifest = readme.substring(readme.indexOf("```yaml\n") + 8);
        JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(manifest.substring(0, manifest.indexOf("```")));

        assertThat(SchemaCheck.committed().complaints(document)).isEmpty();
        assertThat(SpecValidator.validate(spec(document))).isEmpty();
    }

    @Test
    void thereIsAnExampleOfEveryMetricTypeAndOfEveryMethod() throws IOException {
        List<ModelExperimentSpec> specs = experiments().stream().flatMap(file -> documents(file).stream())
                .filter(ExamplesTest::isExperiment).map(ExamplesTest::spec).toList();

        assertThat(specs.stream().flatMap(spec -> spec.metrics().stream()).map(Metric::type)).contains(Metric.Type.values());
        assertThat(specs.stream().map(spec -> spec.analysis().method())).contains(Analysis.Method.values());
    }

    @Test
    void theSchemaCheckItselfFindsWhatIsWrong() throws IOException {
        ObjectNode manifest = (ObjectNode) documents(Path.of("minimal.yaml")).get(0);
        ((ObjectNode) manifest.at("/spec/assignment")).put("unit", "Tenant").put("sticky", true);
        ((ObjectNode) manifest.at("/spec/steps/0")).put("trafficPercent", 10).put("minimumSeconds", -1);
        ((ObjectNode) manifest.at("/spec/metrics/0")).remove("role");

        assertThat(SchemaCheck.committed().complaints(manifest)).containsExactlyInAnyOrder(
                "spec.assignment.unit must not be \"Tenant\"", "spec.assignment.sticky is unknown",
                "spec.steps[0].trafficPercent is no string: 10", "spec.steps[0].minimumSeconds must not be -1",
                "spec.metrics[0].role is missing");
    }

    static boolean isExperiment(JsonNode document) {
        return document.path("kind").asText().equals("ModelExperiment");
    }

    private static ModelExperimentSpec spec(JsonNode document) {
        return Manifests.spec(Serialization.asJson(document));
    }

    static List<JsonNode> documents(Path file) {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(EXAMPLES.resolve(file).toFile())) {
            return documents.readAll();
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }
}
