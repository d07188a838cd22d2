package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionDigestTest {

    private static final ObjectMapper JSON = new ObjectMapper().registerModules(new Jdk8Module(), new JavaTimeModule());
    /** A policy with a single value cannot change. */
    private static final List<String> ONE_VALUED = List.of("/policy/policy");
    private static final List<List<String>> OTHER_CONSTANTS = List.of(List.of("Proportion", "Count"), List.of("Experiment", "Canary"), List.of("Running", "Paused"),
            List.of("Success", "Diagnostic"), List.of("Guardrail", "Diagnostic"), List.of("Inconclusive", "Inferior"),
            List.of("Absolute", "Relative"), List.of("Hold", "Rollback"), List.of("Rollback", "Hold"), List.of("KeepChampion", "Hold"));

    @Test
    void isAPrefixedSha256() {
        assertThat(DecisionDigest.of(inputs())).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void equalInputsHaveEqualDigests() {
        assertThat(DecisionDigest.of(inputs())).isEqualTo(DecisionDigest.of(inputs()));
    }

    @Test
    void storedInputsReplayToTheSameDigestAndDecision() {
        DecisionInputs replayed = read(tree());

        assertThat(replayed).isEqualTo(inputs());
        assertThat(DecisionDigest.of(replayed)).isEqualTo(DecisionDigest.of(inputs()));
        assertThat(RuleTable.decide(replayed)).isEqualTo(RuleTable.decide(inputs()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leaves")
    void anyChangedFieldChangesTheDigest(String pointer) {
        JsonNode tree = tree();
        change(tree, pointer);

        assertThat(DecisionDigest.of(read(tree))).isNotEqualTo(DecisionDigest.of(inputs()));
    }

    static Stream<String> leaves() {
        List<String> pointers = new ArrayList<>();
        collect(tree(), "", pointers);
        return pointers.stream();
    }

    private static DecisionInputs inputs() {
        return Assessments.undecided(Assessments.success(Verdict.Inconclusive),
                Assessments.limited("errors", Metric.Role.Guardrail, Metric.OnViolation.Hold, false)).silentForSeconds(20).inputs();
    }

    private static JsonNode tree() {
        return JSON.valueToTree(inputs());
    }

    private static DecisionInputs read(JsonNode tree) {
        return JSON.convertValue(tree, DecisionInputs.class);
    }

    private static void collect(JsonNode node, String pointer, List<String> pointers) {
        if (node.isContainerNode()) {
            node.fieldNames().forEachRemaining(name -> collect(node.get(name), pointer + "/" + name, pointers));
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, pointers);
            }
        } else if (!node.isNull() && !ONE_VALUED.contains(pointer)) {
            pointers.add(pointer);
        }
    }

    private static void change(JsonNode tree, String pointer) {
        ObjectNode parent = (ObjectNode) tree.at(pointer.substring(0, pointer.lastIndexOf('/')));
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        JsonNode value = parent.get(name);
        if (value.isBoolean()) {
            parent.put(name, !value.asBoolean());
        } else if (value.isIntegralNumber()) {
            parent.put(name, value.asLong() + 1);
        } else if (value.isNumber()) {
            parent.put(name, value.asDouble() + 0.25);
        } else {
            parent.put(name, OTHER_CONSTANTS.stream().filter(pair -> pair.get(0).equals(value.asText())).map(pair -> pair.get(1))
                    .findFirst().orElse(value.asText() + "x"));
        }
    }
}
