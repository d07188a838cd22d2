package dev.gauntlet.api.v1alpha1;

import static dev.gauntlet.api.v1alpha1.SpecEdits.set;
import static dev.gauntlet.api.v1alpha1.SpecEdits.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema's CEL rules refuse what the validator refuses, and nothing else. */
class CelRulesTest {

    private final CelRules rules = new CelRules();

    static Stream<JsonNode> examples() throws IOException {
        return ExamplesTest.experiments().stream().flatMap(file -> ExamplesTest.documents(file).stream())
                .filter(ExamplesTest::isExperiment);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleMeetsThem(ObjectNode manifest) {
        assertThat(rules.broken((ObjectNode) manifest.get("spec"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {Manifests.MINIMAL, Manifests.COMPLETE})
    void theDocumentedManifestsMeetThem(String manifest) {
        assertThat(rules.broken(spec(manifest))).isEmpty();
    }

    /** What the validator refuses, by the tables of its tests. */
    private static Stream<Consumer<ObjectNode>> badInputs() {
        return Stream.concat(unfitPromotions(), Stream.of(SpecValidatorTest.badInputs(), RoutingValidatorTest.badInputs(), StepsValidatorTest.comparisons(),
                StepsValidatorTest.oneStep(), StepsValidatorTest.fieldsOfOtherTypes(), StepsValidatorTest.shares(),
                StepsValidatorTest.order(), ContradictionsTest.policies(), ContradictionsTest.delays(), ContradictionsTest.methods(),
                ContradictionsTest.labels(), ContradictionsTest.notifications(), ContradictionsTest.schedules())
                .flatMap(rows -> rows).map(CelRulesTest::edit));
    }

    /** Rows of tables that are no edits. */
    private static Stream<Consumer<ObjectNode>> unfitPromotions() {
        return Stream.of(set("/promotion", tree("{strategy: PatchTarget}")), set("/promotion", tree("{retirement: ScaleDown}")),
                set("/promotion", tree("{strategy: RecordOnly, retirement: ScaleDown}")),
                set("/promotion", tree("{strategy: RecordOnly, bakeSeconds: 60}")),
                set("/variants/0/workloadRef", tree("{apiVersion: batch/v1, kind: Job, name: fraud-v1}")),
                set("/routing", tree("{provider: Istio}")));
    }

    @Test
    void eachOfThemIsBrokenByWhatTheValidatorRefusesToo() throws IOException {
        SchemaCheck schema = SchemaCheck.committed();
        Set<String> broken = new TreeSet<>();
        badInputs().forEach(edit -> {
            assertThat(SpecValidator.validate(Manifests.edited(Manifests.COMPLETE, edit))).isNotEmpty();
            ObjectNode manifest = Serialization.unmarshal(Manifests.COMPLETE, ObjectNode.class);
            edit.accept((ObjectNode) manifest.get("spec"));
            ObjectNode asSent = Serialization.unmarshal(Serialization.asJson(manifest), ObjectNode.class);
            if (schema.complaints(asSent).isEmpty()) {
                broken.addAll(rules.broken((ObjectNode) asSent.get("spec")));
            }
        });
        assertThat(broken).isEqualTo(rules.all());
    }

    @SuppressWarnings("unchecked")
    private static Consumer<ObjectNode> edit(Arguments row) {
        return ((Named<Consumer<ObjectNode>>) row.get()[0]).getPayload();
    }

    private static ObjectNode spec(String manifest) {
        return (ObjectNode) Serialization.unmarshal(manifest, ObjectNode.class).get("spec");
    }
}
