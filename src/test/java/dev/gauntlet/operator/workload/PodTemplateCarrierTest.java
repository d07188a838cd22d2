package dev.gauntlet.operator.workload;

import static dev.gauntlet.operator.workload.WorkloadManifests.CHAMPION;
import static dev.gauntlet.operator.workload.WorkloadManifests.WINNER;
import static dev.gauntlet.operator.workload.WorkloadManifests.changed;
import static dev.gauntlet.operator.workload.WorkloadManifests.with;
import static dev.gauntlet.operator.workload.WorkloadManifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.api.v1alpha1.WorkloadRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTemplateCarrierTest {

    private static final String POD = "/spec/template/spec";
    private static final ModelCarrier CARRIER = new PodTemplateCarrier(false);

    private static JsonNode patched() {
        return changed(yaml(CHAMPION), CARRIER.change(yaml(CHAMPION), CARRIER.model(yaml(WINNER))));
    }

    @Test
    void theChampionThenServesExactlyWhatTheWinnerServes() {
        assertThat(CARRIER.served(patched())).isEqualTo(CARRIER.served(yaml(WINNER)));
    }

    @Test
    void theChampionStaysItselfOtherwise() {
        ObjectNode rest = yaml(CHAMPION);
        JsonNode patched = patched();

        assertThat(patched.at(POD + "/volumes").toString()).as("mounted volumes are exchanged, others stay").isEqualTo(
                "[{\"name\":\"model\",\"emptyDir\":{\"sizeLimit\":\"1Gi\"}},{\"name\":\"unused\",\"configMap\":{\"name\":\"kept\"}},"
                        + "{\"name\":\"rules\",\"configMap\":{\"name\":\"rules-v2\"}}]");
        for (JsonNode workload : new JsonNode[] {rest, patched}) {
            ((ObjectNode) workload.at(POD)).remove("volumes");
            PodSpecs.CONTAINER_LISTS.forEach(list -> workload.at(POD).path(list).forEach(container -> {
                for (ServedField field : ServedField.values()) {
                    ((ObjectNode) container).remove(field.json());
                }
            }));
        }
        assertThat(patched).isEqualTo(rest);
    }

    @Test
    void aSecondTimeNothingIsLeftToChange() {
        assertThat(CARRIER.change(patched(), CARRIER.model(yaml(WINNER))).isEmpty()).isTrue();
    }

    @Test
    void theOriginalPutsEverythingBack() {
        Original original = new Original(new WorkloadRef(null, null, "fraud-v1"), CARRIER.original(yaml(CHAMPION)));
        Original read = Original.fromJson(original.toJson());
        assertThat(read).isEqualTo(original);

        JsonNode restored = changed(patched(), CARRIER.change(patched(), read.model()));

        assertThat(CARRIER.served(restored)).isEqualTo(CARRIER.served(yaml(CHAMPION)));
        assertThat(CARRIER.change(restored, read.model()).isEmpty()).isTrue();
        assertThat(CARRIER.change(yaml(CHAMPION), read.model()).isEmpty()).as("before any patch").isTrue();
    }

    @Test
    void onlyWhatDiffersIsTouched() {
        JsonNode winner = with(CHAMPION, POD + "/containers/0/env/0/value", "\"0.6\"");

        ModelChange change = CARRIER.change(yaml(CHAMPION), CARRIER.model(winner));

        assertThat(change.operations()).singleElement().satisfies(operation -> assertThat(operation.path("path").asText())
                .isEqualTo(POD + "/containers/0/env"));
        assertThat(change.touched()).extracting(FieldPath::text).containsExactly("spec.template.spec.containers[model].env[THRESHOLD]");
        assertThat(change.touched().get(0).managed()).containsExactly("f:spec", "f:template", "f:spec", "f:containers",
                "k:{\"name\":\"model\"}", "f:env", "k:{\"name\":\"THRESHOLD\"}");
    }

    @Test
    void twoLikeWorkloadsHaveNoObstacle() {
        assertThat(CARRIER.obstacles(yaml(CHAMPION), yaml(WINNER))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /spec/template/spec/containers/1/name    | sidecar                    | only the champion has containers[sidecar]
            /spec/template/spec/containers/1/name    | sidecar                    | only the winner has containers[metrics]
            /spec/template/spec/initContainers       | []                         | only the winner has initContainers[fetch]
            /spec/paused                             | true                       | resume it
            /spec/updateStrategy                     | {type: OnDelete}           | use RollingUpdate
            /spec/updateStrategy                     | {rollingUpdate: {partition: 2}} | set it to 0
            """)
    void whatCannotBeExchangedIsNamed(String pointer, String value, String obstacle) {
        assertThat(CARRIER.obstacles(with(CHAMPION, pointer, value), yaml(WINNER))).anySatisfy(o -> assertThat(o).contains(obstacle));
    }

    @Test
    void aClaimTemplateCannotBeAdded() {
        String stateful = WINNER.replace("{name: rules, configMap: {name: rules-v2}}", "{name: other, emptyDir: {}}");

        assertThat(CARRIER.obstacles(yaml(CHAMPION), yaml(stateful))).singleElement().asString().contains("volumeClaimTemplate rules");
        assertThat(CARRIER.obstacles(with(CHAMPION, "/spec/volumeClaimTemplates", "[{metadata: {name: rules}}]"), yaml(stateful))).isEmpty();
    }
}
