package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.gauntlet.api.v1alpha1.DecisionPolicy;
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
    private static final List<List<String>> OTHER_CONSTANTS = List.of(List.of("SuperiorAndNonInferior", "NonInferior"),
            List.of("BlockPromotion", "Report"), List.of("Promote", "Rollback"), List.of("Proportion", "Count"),
                    List.of("Experiment", "Canary"), List.of("Running", "Paused"),
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

    @Test
    void whatIsAbsentIsNotWhatIsEmpty() {
        List<DecisionInputs> different = Stream.of(plain(), plain().candidate(""), plain().approved(), plain().frozen(), plain().changed(),
                plain().wholeWeeks(), plain().holdingOnTimeout(), plain().asked(UserRequest.Kind.Rollback, ""), plain().challengers(),
                plain().maturationSeconds(0), plain().extensible(0), plain().ahead("candidate", 0)).map(Assessments::inputs).toList();

        assertThat(different.stream().map(DecisionDigest::of)).doesNotHaveDuplicates();
    }

    private static Assessments plain() {
        return Assessments.undecided(Assessments.success(Verdict.Inconclusive));
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
                Assessments.limited("errors", Metric.Role.Guardrail, Metric.OnViolation.Hold, false)).silentForSeconds(20)
                .challengers("candidate", "other").candidate("candidate").approved().holdingOnTimeout().frozen().changed().wholeWeeks()
                .segment(DecisionPolicy.OnSegmentDeterioration.BlockPromotion).asked(UserRequest.Kind.Promote, "now").maturationSeconds(60)
                .extensible(0.4).inputs();
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
        } else if (!node.isNull()) {
            pointers.add(pointer);
        }
    }

    private static void change(JsonNode tree, String pointer) {
        JsonNode parent = tree.at(pointer.substring(0, pointer.lastIndexOf('/')));
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (parent instanceof ObjectNode object) {
            object.set(name, changed(parent.get(name)));
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), changed(parent.get(Integer.parseInt(name))));
        }
    }

    private static JsonNode changed(JsonNode value) {
        if (value.isBoolean()) {
            return BooleanNode.valueOf(!value.asBoolean());
        }
        if (value.isIntegralNumber()) {
            return LongNode.valueOf(value.asLong() + 1);
        }
        if (value.isNumber()) {
            return DoubleNode.valueOf(value.asDouble() + 0.25);
        }
        return TextNode.valueOf(OTHER_CONSTANTS.stream().filter(pair -> pair.get(0).equals(value.asText())).map(pair -> pair.get(1))
                .findFirst().orElse(value.asText() + "x"));
    }
}
