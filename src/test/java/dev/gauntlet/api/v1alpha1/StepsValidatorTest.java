package dev.gauntlet.api.v1alpha1;

import static dev.gauntlet.api.v1alpha1.SpecEdits.assertRefused;
import static dev.gauntlet.api.v1alpha1.SpecEdits.bad;
import static dev.gauntlet.api.v1alpha1.SpecEdits.copy;
import static dev.gauntlet.api.v1alpha1.SpecEdits.cut;
import static dev.gauntlet.api.v1alpha1.SpecEdits.remove;
import static dev.gauntlet.api.v1alpha1.SpecEdits.set;
import static dev.gauntlet.api.v1alpha1.SpecEdits.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StepsValidatorTest {

    private static final String CANARY = "{name: canary, type: Canary, trafficPercent: '10'}";
    private static final String EXPERIMENT = "{name: experiment, type: Experiment, trafficPercent: '50'}";
    private static final String SHADOW = "{name: shadow, type: Shadow, samplePercent: '100'}";
    private static final String APPROVAL = "{name: sign-off, type: Approval, timeoutSeconds: 60, timeoutAction: Hold}";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"oneStep", "comparisons", "fieldsOfOtherTypes", "shares", "order"})
    void refusesWithBothFieldsValueAndRemedy(Consumer<ObjectNode> edit, String field, String value, String remedy) {
        assertRefused(edit, field, value, remedy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        EXPERIMENT,
        APPROVAL + ", " + EXPERIMENT,
        SHADOW + ", " + CANARY + ", " + EXPERIMENT + ", " + APPROVAL,
        SHADOW + ", {name: ask, type: Approval}, {name: copies, type: Shadow, samplePercent: '0.01'}, " + EXPERIMENT,
        CANARY + ", {name: ask, type: Approval}, " + EXPERIMENT + ", " + APPROVAL + ", {name: second, type: Approval}",
        "{name: s, type: Shadow, samplePercent: '1', comparison: {}}, " + EXPERIMENT,
        "{name: s, type: Shadow, samplePercent: '1', comparison: {protocol: JsonPath, jsonPaths: {label: $.a..b}}}, " + EXPERIMENT,
        "{name: same, type: Canary, trafficPercent: '50.00'}, " + EXPERIMENT,
        "{name: experiment, type: Experiment, trafficPercent: '50', deadlineSeconds: 700, extension: {seconds: 60}}"}, quoteCharacter = '`')
    void acceptsStepsInAnyOrderThatGrows(String steps) {
        assertThat(errors(set("/steps", tree("[" + steps + "]")).andThen(set("/analysis/warmupSeconds", 0)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 0.01", "1, 99.99", "2, 0.02", "3, 49.98", "3, 50.01", "8, 0.08", "8, 80", "7, 49.98"})
    void acceptsSharesThatDivideAmongTheChallengers(int challengers, String percent) {
        assertThat(errors(challengers(challengers).andThen(set("/steps", tree("[{name: e, type: Experiment, trafficPercent: '" + percent
                + "'}]"))))).isEmpty();
    }

    static Stream<Arguments> comparisons() {
        String path = "spec.steps[0].comparison";
        return Stream.of(
                bad("a comparison without copies", set("/steps/0/comparison", tree("{}")), path, "present", "a Shadow step"),
                comparison("maximumDivergence: '1.01'", path + ".maximumDivergence", "1.01", "0 to 1"),
                comparison("maximumDivergence: 5%", path + ".maximumDivergence", "\"5%\"", "0 to 1"),
                comparison("textTolerance: '2'", path + ".textTolerance", "2", "0 to 1"),
                comparison("numericTolerance: '-1'", path + ".numericTolerance", "\"-1\"", "not negative"),
                comparison("maximumBodyBytes: 10", path + ".maximumBodyBytes", "10", "1024 to 16777216"),
                comparison("maximumRequestsPerSecond: 0", path + ".maximumRequestsPerSecond", "0", "1 to 1000"),
                comparison("protocol: JsonPath", path + ".jsonPaths", "absent", "at least one of label, score and text"),
                comparison("protocol: JsonPath, jsonPaths: {}", path + ".jsonPaths", "absent", "at least one of label, score and text"),
                comparison("jsonPaths: {label: $.a}", path + ".jsonPaths", "present", "protocol: JsonPath"),
                comparison("protocol: JsonPath, jsonPaths: {label: result}", path + ".jsonPaths.label", "result", "starts with $"),
                comparison("protocol: JsonPath, jsonPaths: {score: $.a.}", path + ".jsonPaths.score", "$.a.", "no JSONPath"));
    }

    private static Arguments comparison(String comparison, String field, String value, String remedy) {
        return bad(comparison, set("/steps/0", tree("{name: shadow, type: Shadow, samplePercent: '10', comparison: {" + comparison + "}}")),
                field, value, remedy);
    }

    static Stream<Arguments> oneStep() {
        String last = "spec.steps[2]";
        return Stream.of(
                bad("no steps", remove("/steps"), "spec.steps", "empty", "at least one step of type Experiment"),
                bad("equal names", set("/steps/1/name", "canary-1"), "spec.steps", "two entries named canary-1", "unique"),
                bad("no name", remove("/steps/0/name"), "spec.steps[0].name", "absent", "lower-case"),
                bad("no type", remove("/steps/0/type"), "spec.steps[0].type", "absent", "Shadow, Canary, Experiment or Approval"),
                bad("negative time", set("/steps/0/minimumSeconds", -1), "spec.steps[0].minimumSeconds", "-1", "0 to"),
                bad("negative samples", set("/steps/0/minimumSamples", -1), "spec.steps[0].minimumSamples", "-1", "0 to"),
                bad("deadline at the minimum", set("/steps/2/deadlineSeconds", 604800), last + ".deadlineSeconds", "604800",
                        "greater than minimumSeconds (604800)"),
                bad("deadline below the minimum", set("/steps/2/deadlineSeconds", 60), last + ".deadlineSeconds", "60",
                        "greater than minimumSeconds (604800)"),
                bad("an extension of nothing", remove("/steps/2/deadlineSeconds").andThen(set("/steps/2/extension", tree("{seconds: 60}"))),
                        last + ".extension", "present", "deadlineSeconds, which is absent"),
                bad("no extension at all", set("/steps/2/extension", tree("{seconds: 60, maxCount: 0}")), last + ".extension.maxCount", "0",
                        "1 to 10"),
                bad("an extension by nothing", set("/steps/2/extension", tree("{maxCount: 1}")), last + ".extension.seconds", "absent",
                        "1 to 31536000"),
                bad("an action that never comes", set("/steps/0", tree("{name: ask, type: Approval, timeoutAction: Hold}")),
                        "spec.steps[0].timeoutAction", "Hold", "write timeoutSeconds"),
                bad("a timeout below the minimum", set("/steps/0", tree("{name: ask, type: Approval, minimumSeconds: 60, timeoutSeconds: 60}")),
                        "spec.steps[0].timeoutSeconds", "60", "greater than minimumSeconds (60)"));
    }

    static Stream<Arguments> fieldsOfOtherTypes() {
        return Stream.of(
                bad("deadline on a canary", set("/steps/0/deadlineSeconds", 3600), "spec.steps[0].deadlineSeconds", "3600",
                        "type is Canary, and this belongs to an Experiment step"),
                bad("extension on a canary", set("/steps/0/extension", tree("{seconds: 60}")), "spec.steps[0].extension", "present",
                        "type is Canary, and this belongs to an Experiment step"),
                bad("copies on a canary", set("/steps/0/samplePercent", "10"), "spec.steps[0].samplePercent", "10",
                        "type is Canary, and this belongs to a Shadow step"),
                bad("a timeout on a canary", set("/steps/0/timeoutSeconds", 60), "spec.steps[0].timeoutSeconds", "60",
                        "type is Canary, and this belongs to an Approval step"),
                bad("an action on an experiment", set("/steps/2/timeoutAction", "Hold"), "spec.steps[2].timeoutAction", "Hold",
                        "type is Experiment, and this belongs to an Approval step"),
                bad("traffic on a shadow", set("/steps/0", tree("{name: s, type: Shadow, trafficPercent: '5', samplePercent: '5'}")),
                        "spec.steps[0].trafficPercent", "5", "type is Shadow, and this belongs to a Canary or Experiment step"),
                bad("traffic on an approval", set("/steps/0", tree("{name: a, type: Approval, trafficPercent: '5'}")),
                        "spec.steps[0].trafficPercent", "5", "type is Approval, and this belongs to a Canary or Experiment step"),
                bad("a shadow without copies", set("/steps/0", tree("{name: s, type: Shadow}")), "spec.steps[0].samplePercent", "absent",
                        "percentage"),
                bad("a shadow of nothing", set("/steps/0", tree("{name: s, type: Shadow, samplePercent: '0.00'}")),
                        "spec.steps[0].samplePercent", "0.00", "0.01 to 100"));
    }

    static Stream<Arguments> shares() {
        String last = "spec.steps[2].trafficPercent";
        return Stream.of(
                bad("no share", remove("/steps/2/trafficPercent"), last, "absent", "percentage"),
                bad("0%", set("/steps/0/trafficPercent", "0"), "spec.steps[0].trafficPercent", "0", "write 0.01 to 99.99"),
                bad("100%", set("/steps/2/trafficPercent", "100"), last, "100", "champion and challengers need traffic"),
                bad("150%", set("/steps/2/trafficPercent", "150"), last, "\"150\"", "percentage"),
                bad("a sign", set("/steps/2/trafficPercent", "50%"), last, "\"50%\"", "percentage"),
                bad("three decimals", set("/steps/0/trafficPercent", "0.001"), "spec.steps[0].trafficPercent", "\"0.001\"", "percentage"),
                bad("less traffic than before", set("/steps/2/trafficPercent", "5"), last, "5", "steps[1].trafficPercent is 10"),
                bad("less traffic than before the approval", set("/steps/1", tree("{name: a, type: Approval}"))
                                .andThen(set("/steps/2/trafficPercent", "0.5")), last, "0.5", "steps[0].trafficPercent is 1"),
                bad("a shadow that takes traffic away", set("/steps/1", tree("{name: s, type: Shadow, samplePercent: '5'}")),
                        "spec.steps[1].type", "Shadow", "trafficPercent 1 of steps[0]; put Shadow steps first"),
                bad("thirds of a half", challengers(3), last, "50", "3 challengers of spec.variants, in steps of 0.01 and at least 0.01 each; "
                        + "write 49.98 or 50.01"),
                bad("less than there are challengers", challengers(3).andThen(set("/steps/0/trafficPercent", "0.02")),
                        "spec.steps[0].trafficPercent", "0.02", "write 0.03"));
    }

    static Stream<Arguments> order() {
        return Stream.of(
                bad("no experiment", cut("/steps", 2), "spec.steps[1].type", "Canary", "only it decides"),
                bad("two experiments", set("/steps/1/type", "Experiment"), "spec.steps[2].type", "Experiment",
                        "behind steps[1], the Experiment that decides; keep one"),
                bad("a canary behind", set("/steps/1/type", "Experiment").andThen(set("/steps/2", tree(CANARY))), "spec.steps[2].type", "Canary",
                        "behind steps[1], the Experiment that decides; only Approval steps may"),
                bad("a shadow behind", set("/steps/1/type", "Experiment").andThen(set("/steps/2", tree(SHADOW))), "spec.steps[2].type", "Shadow",
                        "behind steps[1], the Experiment that decides; only Approval steps may"));
    }

    private static Consumer<ObjectNode> challengers(int count) {
        Consumer<ObjectNode> more = spec -> {
        };
        for (int i = 1; i < count; i++) {
            more = more.andThen(copy("/variants", 1, "c" + i));
        }
        return more;
    }

    private static List<FieldError> errors(Consumer<ObjectNode> edit) {
        return SpecValidator.validate(Manifests.edited(Manifests.COMPLETE, edit));
    }
}
