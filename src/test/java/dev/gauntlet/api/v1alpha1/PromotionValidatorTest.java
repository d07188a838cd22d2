package dev.gauntlet.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionValidatorTest {

    private static JsonNode tree(String yaml) {
        return Serialization.unmarshal("value: " + yaml, ObjectNode.class).path("value");
    }

    /** The complete manifest, whose Experiment step gives its one challenger 50%, with a promotion and both workloads ("-" for none). */
    private static ModelExperimentSpec spec(String promotion, String champion, String challenger) {
        return Manifests.edited(Manifests.COMPLETE, spec -> {
            spec.set("promotion", tree(promotion));
            refer((ObjectNode) spec.at("/variants/0"), champion);
            refer((ObjectNode) spec.at("/variants/1"), challenger);
        });
    }

    private static void refer(ObjectNode variant, String workload) {
        if (!workload.equals("-")) {
            variant.set("workloadRef", tree(workload));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "{strategy: PatchTarget}",
        "{strategy: RecordOnly}",
        "{retirement: ScaleDown, retireAfterSeconds: 60, bakeSeconds: 60}",
        "{steps: [{trafficPercent: \"50\", seconds: 60}, {trafficPercent: \"99.99\", seconds: 60}]}"})
    void acceptsWhatFitsTogether(String promotion) {
        assertThat(PromotionValidator.validate(spec(promotion, "{name: fraud-v1}", "{name: fraud-v2}"))).isEmpty();
    }

    @Test
    void needsNoWorkloadToShiftTraffic() {
        assertThat(PromotionValidator.validate(spec("{}", "-", "-"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {strategy: PatchTarget} | - | {name: b} | spec.variants[0].workloadRef | absent | promotion.strategy PatchTarget
            {strategy: PatchTarget} | {name: a} | - | spec.variants[1].workloadRef | absent | promotion.strategy PatchTarget
            {strategy: PatchTarget} | {name: a} | {name: b, kind: StatefulSet} | spec.variants[1].workloadRef.kind | StatefulSet | (spec.variants[0].workloadRef.kind)
            {strategy: PatchTarget} | {name: a} | {name: a} | spec.variants[1].workloadRef.name | a | (spec.variants[0].workloadRef.name)
            {retirement: ScaleDown} | - | - | spec.variants[0].workloadRef | absent | promotion.retirement ScaleDown
            {retirement: ScaleDown} | {name: a} | {name: a} | spec.variants[1].workloadRef.name | a | would stop the winner
            {retirement: ScaleDown} | {name: a, apiVersion: serving.kserve.io/v1beta1, kind: InferenceService} | - | spec.variants[0].workloadRef.kind | InferenceService | promotion.retirement ScaleDown
            {retirement: ScaleDown, strategy: PatchTarget} | {name: a} | {name: b} | spec.promotion.retirement | ScaleDown | with promotion.strategy PatchTarget
            {retirement: ScaleDown, strategy: RecordOnly} | {name: a} | {name: b} | spec.promotion.retirement | ScaleDown | with promotion.strategy RecordOnly
            {strategy: RecordOnly, bakeSeconds: 5} | - | - | spec.promotion.bakeSeconds | 5 | promotion.strategy RecordOnly
            {strategy: RecordOnly, retireAfterSeconds: 5} | - | - | spec.promotion.retireAfterSeconds | 5 | promotion.strategy RecordOnly
            {strategy: RecordOnly, steps: [{trafficPercent: "75", seconds: 1}]} | - | - | spec.promotion.steps | 1 long | promotion.strategy RecordOnly
            {} | {name: a, kind: DaemonSet} | - | spec.variants[0].workloadRef.kind | apps/v1 DaemonSet | Deployment or StatefulSet
            {} | {name: a, apiVersion: apps/v1beta2} | - | spec.variants[0].workloadRef.kind | apps/v1beta2 Deployment | Deployment or StatefulSet
            {} | {name: A} | - | spec.variants[0].workloadRef.name | '"A"' | lower-case
            {} | {kind: Deployment} | - | spec.variants[0].workloadRef.name | absent | name the workload
            {bakeSeconds: -1} | - | - | spec.promotion.bakeSeconds | -1 | 0 to 2592000
            {retireAfterSeconds: 31536001} | - | - | spec.promotion.retireAfterSeconds | 31536001 | 0 to 31536000
            {steps: [{trafficPercent: "49.99", seconds: 1}]} | - | - | spec.promotion.steps[0].trafficPercent | 49.99 | at least 50.00, the winner's share in the Experiment step
            {steps: [{trafficPercent: "60", seconds: 1}, {trafficPercent: "60", seconds: 1}]} | - | - | spec.promotion.steps[1].trafficPercent | 60 | more than 60, spec.promotion.steps[0].trafficPercent
            {steps: [{trafficPercent: "100", seconds: 1}]} | - | - | spec.promotion.steps[0].trafficPercent | '"100"' | 100 follows by itself
            {steps: [{trafficPercent: "0", seconds: 1}]} | - | - | spec.promotion.steps[0].trafficPercent | '"0"' | 0.01 to 99.99
            {steps: [{trafficPercent: "75%", seconds: 1}]} | - | - | spec.promotion.steps[0].trafficPercent | '"75%"' | 0.01 to 99.99
            {steps: [{seconds: 1}]} | - | - | spec.promotion.steps[0].trafficPercent | absent | 0.01 to 99.99
            {steps: [{trafficPercent: "75"}]} | - | - | spec.promotion.steps[0].seconds | absent | 1 to 2592000
            """)
    void rejectsWithFieldValueAndRemedy(String promotion, String champion, String challenger, String field, String value, String remedy) {
        assertThat(PromotionValidator.validate(spec(promotion, champion, challenger))).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.value()).isEqualTo(value);
            assertThat(error.remedy()).contains(remedy);
        });
    }

    @Test
    void severalChallengersShareTheExperimentStep() {
        ModelExperimentSpec two = Manifests.edited(Manifests.COMPLETE, spec -> {
            ObjectNode third = spec.at("/variants/1").deepCopy();
            third.put("name", "v3");
            spec.withArray("variants").add(third);
            spec.set("promotion", tree("{steps: [{trafficPercent: \"25\", seconds: 60}]}"));
        });

        assertThat(PromotionValidator.validate(two)).isEmpty();
    }
}
