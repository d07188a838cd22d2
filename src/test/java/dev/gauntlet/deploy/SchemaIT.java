package dev.gauntlet.deploy;

import static dev.gauntlet.deploy.InstalledCluster.USERS_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.deploy.InstalledCluster.Cluster;
import dev.gauntlet.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user meets when applying a manifest. */
@ExtendWith(InstalledCluster.class)
class SchemaIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;
    private String minimal;

    SchemaIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void read() throws IOException {
        minimal = Files.readString(Stage.PROJECT.resolve("examples/minimal.yaml"));
    }

    @AfterEach
    void removeExperiments() {
        cluster.kubectl().run("delete", "mexp", "--all", "-n", USERS_NAMESPACE);
    }

    @Test
    void theMinimalManifestIsAcceptedAndItsDefaultsAreVisible() throws IOException {
        cluster.kubectl().apply(minimal);

        JsonNode spec = JSON.readTree(cluster.kubectl().run("get", "mexp", "digits", "-n", USERS_NAMESPACE, "-o", "json")).get("spec");
        JsonNode defaults = JSON.readTree("""
                {
                  "/mode": "Enforce",
                  "/desiredState": "Running",
                  "/assignment/missingKeyPolicy": "Champion",
                  "/prometheus/connection": "default",
                  "/prometheus/evaluationPeriodSeconds": 30,
                  "/steps/0/minimumSamples": 0,
                  "/metrics/0/onViolation": "Rollback",
                  "/analysis/method": "ConfidenceSequence",
                  "/analysis/multipleTesting": "Holm",
                  "/analysis/warmupSeconds": 0,
                  "/analysis/errorRates/alpha": "0.05",
                  "/analysis/errorRates/beta": "0.2",
                  "/analysis/errorRates/deteriorationAlpha": "0.01",
                  "/decision/policy": "SuperiorAndNonInferior",
                  "/decision/onDeterioration": "Rollback",
                  "/decision/onSampleRatioMismatch": "Hold",
                  "/decision/onDeadline": "KeepChampion",
                  "/decision/onNoData/action": "Hold",
                  "/decision/onNoData/timeoutSeconds": 3600
                }""");
        defaults.fields().forEachRemaining(field -> assertThat(spec.at(field.getKey())).as(field.getKey()).isEqualTo(field.getValue()));
    }

    @ParameterizedTest(name = "{1}: {2} {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            routing: {                  | routing: {weights: 50,             | unknown field        | weights
            unit: Request               | unit: Request, sticky: true        | unknown field        | sticky
            query: {                    | query: {expression: "rate(x[5m])", | unknown field        | expression
            role: Champion              | role: Leader                       | Unsupported value    | spec.variants
            role: Success               | role: Goal                         | Unsupported value    | spec.metrics
            type: Proportion            | type: Histogram                    | Unsupported value    | spec.metrics
            type: Canary                | type: BlueGreen                    | Unsupported value    | spec.steps
            provider: ManagedProxy      | provider: HAProxy                  | Unsupported value    | spec.routing.provider
            unit: Request               | unit: Tenant                       | Unsupported value    | spec.assignment.unit
            trafficPercent: "10"        | trafficPercent: "150"              | should match         | spec.steps
            value: "0.02"               | value: "-0.02"                     | should match         | minimumDetectableEffect.value
            name: digits-baseline       | name: Digits_Baseline              | should match         | serviceRef.name
            serviceName: digits         | serviceName: digits.demo           | should match         | spec.routing.serviceName
            port: 8080                  | port: 70000                        | less than or equal   | serviceRef.port
            minimumSeconds: 20          | minimumSeconds: -1                 | greater than or equal| minimumSeconds
            trafficPercent: "10"        | trafficPercent: 10                 | must be of type      | trafficPercent
            name: candidate             | name: baseline                     | Duplicate value      | spec.variants
            role: Success               | ``                                 | missing required     | role
            """)
    void theSchemaRefuses(String from, String to, String complaint, String field) {
        String edited = minimal.replace(from, to);
        assertThat(edited).isNotEqualTo(minimal);

        assertThatThrownBy(() -> cluster.kubectl().apply(edited)).hasMessageContaining(complaint).hasMessageContaining(field);
        assertThat(cluster.kubectl().run("get", "mexp", "-n", USERS_NAMESPACE)).contains("No resources found");
    }
}
