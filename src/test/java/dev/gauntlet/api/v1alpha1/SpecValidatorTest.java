package dev.gauntlet.api.v1alpha1;

import static dev.gauntlet.api.v1alpha1.SpecEdits.assertRefused;
import static dev.gauntlet.api.v1alpha1.SpecEdits.bad;
import static dev.gauntlet.api.v1alpha1.SpecEdits.copy;
import static dev.gauntlet.api.v1alpha1.SpecEdits.cut;
import static dev.gauntlet.api.v1alpha1.SpecEdits.remove;
import static dev.gauntlet.api.v1alpha1.SpecEdits.set;
import static dev.gauntlet.api.v1alpha1.SpecEdits.third;
import static dev.gauntlet.api.v1alpha1.SpecEdits.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecValidatorTest {

    @ParameterizedTest
    @ValueSource(strings = {Manifests.MINIMAL, Manifests.COMPLETE})
    void acceptsTheDocumentedManifests(String manifest) {
        assertThat(SpecValidator.validate(Manifests.spec(manifest))).isEmpty();
    }

    @Test
    void rejectsAResourceWithoutSpec() {
        assertThat(SpecValidator.validate(null)).singleElement()
                .isEqualTo(new FieldError("spec", "absent", "describe variants, routing, steps and metrics"));
    }

    @Test
    void namesEveryAbsentPartOfAnEmptySpecAtOnce() {
        ModelExperimentSpec empty = Serialization.unmarshal("{}", ModelExperimentSpec.class);

        assertThat(SpecValidator.validate(empty)).extracting(FieldError::field)
                .contains("spec.variants", "spec.routing", "spec.steps", "spec.metrics");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInputs")
    void rejectsWithFieldValueAndRemedy(Consumer<ObjectNode> edit, String field, String value, String remedy) {
        assertRefused(edit, field, value, remedy);
    }

    static Stream<Arguments> badInputs() {
        return Stream.of(variants(), prometheus(), assignment(), metrics(), types(), methods(), hardLimits(), analysis()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> variants() {
        return Stream.of(
                bad("no variants", remove("/variants"), "spec.variants", "0 with role Champion", "exactly one variant"),
                bad("two champions", set("/variants/1/role", "Champion"), "spec.variants", "2 with role Champion", "exactly one variant"),
                bad("no champion", set("/variants/0/role", "Challenger"), "spec.variants", "0 with role Champion", "exactly one variant"),
                bad("no challenger", cut("/variants", 1), "spec.variants", "0 with role Challenger", "at least one and at most 8"),
                bad("nine challengers", spec -> IntStream.range(3, 11).forEach(i -> copy("/variants", 1, "v" + i).accept(spec)),
                        "spec.variants", "9 with role Challenger", "at least one and at most 8"),
                bad("no role", remove("/variants/1/role"), "spec.variants[1].role", "absent", "Champion or Challenger"),
                bad("equal names", set("/variants/1/name", "v1"), "spec.variants", "two entries named v1", "unique"),
                bad("no name", remove("/variants/1/name"), "spec.variants[1].name", "absent", "lower-case"),
                bad("a name in capitals", set("/variants/1/name", "V2"), "spec.variants[1].name", "\"V2\"", "lower-case"),
                bad("a long name", set("/variants/1/name", "v".repeat(64)), "spec.variants[1].name", "v".repeat(64), "63 characters"),
                bad("no service", remove("/variants/0/serviceRef"), "spec.variants[0].serviceRef", "absent", "name the Service"),
                bad("no service name", remove("/variants/0/serviceRef/name"), "spec.variants[0].serviceRef.name", "absent", "lower-case"),
                bad("no port", remove("/variants/0/serviceRef/port"), "spec.variants[0].serviceRef.port", "absent", "1 to 65535"),
                bad("port 0", set("/variants/0/serviceRef/port", 0), "spec.variants[0].serviceRef.port", "0", "1 to 65535"),
                bad("no metric labels", remove("/variants/0/metricLabels"), "spec.variants[0].metricLabels", "empty", "at least one label"),
                bad("an empty label", set("/variants/0/metricLabels/version", ""), "spec.variants[0].metricLabels.version", "empty", "value"),
                bad("a label that Prometheus has not", set("/variants/0/metricLabels/app-name", "x"), "spec.variants[0].metricLabels",
                        "\"app-name\"", "Prometheus label names"),
                bad("equal metric labels", set("/variants/1/metricLabels/version", "v1"), "spec.variants[1].metricLabels",
                        "{version=v1}", "cannot be told apart"),
                bad("labels that include the other's", set("/variants/0/metricLabels", tree("{app: fraud}")), "spec.variants[1].metricLabels",
                        "{version=v2}", "variant v1"));
    }

    private static Stream<Arguments> prometheus() {
        return Stream.of(
                bad("a connection that is no name", set("/prometheus/connection", "http://x"), "spec.prometheus.connection",
                        "\"http://x\"", "lower-case"),
                bad("no pause between looks", set("/prometheus/evaluationPeriodSeconds", 0), "spec.prometheus.evaluationPeriodSeconds",
                        "0", "1 to 3600"));
    }

    private static Stream<Arguments> assignment() {
        return Stream.of(
                bad("users without key", remove("/assignment/key"), "spec.assignment.key", "absent", "unit User needs the header or cookie"),
                bad("a key without name", remove("/assignment/key/name"), "spec.assignment.key.name", "absent", "letters"),
                bad("a key without type", remove("/assignment/key/type"), "spec.assignment.key.type", "absent", "Header or Cookie"),
                bad("a key that is no header name", set("/assignment/key/name", "X User"), "spec.assignment.key.name", "\"X User\"", "letters"),
                bad("an override that is no header name", set("/assignment/overrideHeader", "a:b"), "spec.assignment.overrideHeader",
                        "\"a:b\"", "letters"));
    }

    private static Stream<Arguments> metrics() {
        String success = "spec.metrics[0]";
        String guardrail = "spec.metrics[1]";
        return Stream.of(
                bad("no metrics", remove("/metrics"), "spec.metrics", "without a Success metric", "role Success"),
                bad("no success metric", set("/metrics/0/role", "Diagnostic"), "spec.metrics", "without a Success metric", "role Success"),
                bad("equal names", set("/metrics/1/name", "detection-rate"), "spec.metrics", "two entries named detection-rate", "unique"),
                bad("no name", remove("/metrics/0/name"), success + ".name", "absent", "lower-case"),
                bad("no role", remove("/metrics/1/role"), guardrail + ".role", "absent", "Success, Guardrail or Diagnostic"),
                bad("no type", remove("/metrics/0/type"), success + ".type", "absent", "Proportion"),
                bad("no direction", remove("/metrics/0/direction"), success + ".direction", "absent", "which way is better"),
                bad("success without effect", remove("/metrics/0/minimumDetectableEffect"), success + ".minimumDetectableEffect", "absent",
                        "smallest effect worth finding"),
                bad("guardrail without margin and limit", remove("/metrics/1/nonInferiorityMargin", "/metrics/1/hardLimit"),
                        guardrail + ".nonInferiorityMargin", "absent", "nonInferiorityMargin or hardLimit"),
                bad("effect without type", remove("/metrics/0/minimumDetectableEffect/type"), success + ".minimumDetectableEffect.type",
                        "absent", "Absolute or Relative"),
                bad("effect without value", remove("/metrics/0/minimumDetectableEffect/value"), success + ".minimumDetectableEffect.value",
                        "absent", "positive decimal"),
                bad("no effect", set("/metrics/0/minimumDetectableEffect/value", "0.0"), success + ".minimumDetectableEffect.value",
                        "\"0.0\"", "positive decimal"),
                bad("negative margin", set("/metrics/1/nonInferiorityMargin/value", "-0.01"), guardrail + ".nonInferiorityMargin.value",
                        "\"-0.01\"", "positive decimal"),
                bad("margin in percent", set("/metrics/1/nonInferiorityMargin/value", "2%"), guardrail + ".nonInferiorityMargin.value",
                        "\"2%\"", "positive decimal"),
                bad("absolute margin of the whole", set("/metrics/1/nonInferiorityMargin/value", "1"), guardrail + ".nonInferiorityMargin.value",
                        "\"1\"", "below 1"),
                bad("a fall by the whole", set("/metrics/0/direction", "Decrease").andThen(set("/metrics/0/minimumDetectableEffect/value", "1.0")),
                        success + ".minimumDetectableEffect.value", "\"1.0\"", "cannot fall by its whole"),
                bad("a margin of more than there is", set("/metrics/1/direction", "Increase").andThen(
                                set("/metrics/1/nonInferiorityMargin", tree("{type: Relative, value: '1.5'}"))),
                        guardrail + ".nonInferiorityMargin.value", "\"1.5\"", "cannot fall by its whole"),
                bad("no query", remove("/metrics/0/query"), success + ".query.numerator", "absent", "counter of events"),
                bad("no numerator", remove("/metrics/0/query/numerator"), success + ".query.numerator", "absent", "counter of events"),
                bad("a blank denominator", set("/metrics/0/query/denominator", " "), success + ".query.denominator", "absent", "write a selector"));
    }

    private static Stream<Arguments> types() {
        String metric = "spec.metrics[2]";
        return Stream.of(
                bad("a ratio without clusters", set("/metrics/0/type", "Ratio").andThen(remove("/analysis/clusterLabel")),
                        "spec.metrics[0].type", "Ratio", "set analysis.clusterLabel"),
                bad("a mean of two counters", set("/metrics/2/type", "Mean"), metric + ".query.sum", "absent", "counter of summed values"),
                bad("a selector of another type", set("/metrics/2/query/buckets", "x_bucket"), metric + ".query.buckets", "\"x_bucket\"",
                        "type Proportion takes numerator and denominator"),
                bad("half a covariate", third("{name: cost, role: Diagnostic, type: Mean, direction: Decrease, "
                        + "query: {sum: a_sum, count: a_count, covariateSum: b_sum}}"), metric + ".query.covariateProduct", "absent",
                        "a covariate needs"),
                bad("a quantile without p", third("{name: p, role: Diagnostic, type: Quantile, direction: Decrease, "
                        + "query: {buckets: x_bucket}}"), metric + ".quantile", "absent", "\"0.99\""),
                bad("a p without quantile", set("/metrics/2/quantile", "0.9"), metric + ".quantile", "\"0.9\"", "belongs to type Quantile"),
                bad("a quantile limited on both sides", third("{name: p, role: Diagnostic, type: Quantile, "
                        + "direction: Decrease, quantile: '0.9', hardLimit: {maximum: '1', minimum: '0'}, query: {buckets: x_bucket}}"),
                        metric + ".hardLimit.minimum", "\"0\"", "limited on one side"),
                bad("a drift without statistic", third("{name: d, role: Diagnostic, type: Drift, "
                        + "query: {buckets: x_bucket}}"), metric + ".drift", "absent", "statistic"),
                bad("a drift of more than all", third("{name: d, role: Diagnostic, type: Drift, "
                        + "drift: {statistic: JensenShannon, maximum: '2'}, query: {buckets: x_bucket}}"), metric + ".drift.maximum", "\"2\"",
                        "between 0 and 1"),
                bad("a drift with another limit", third("{name: d, role: Diagnostic, type: Drift, drift: {}, "
                        + "hardLimit: {maximum: '1'}, query: {buckets: x_bucket}}"), metric + ".hardLimit", "\"present\"", "drift.maximum"),
                bad("a gauge that promotes", set("/metrics/0/type", "Gauge"), "spec.metrics[0].role", "\"Success\"", "never promotes"),
                bad("two primaries", set("/metrics/0/priority", "Primary").andThen(set("/metrics/1/priority", "Primary")), "spec.metrics",
                        "2 with priority Primary", "keep one"),
                bad("a primary guardrail", set("/metrics/1/priority", "Primary"), "spec.metrics[1].priority", "\"Primary\"",
                        "made for a Success metric"),
                bad("a practical effect on another scale", set("/metrics/0/practicalEffect", tree("{type: Absolute, value: '0.01'}")),
                        "spec.metrics[0].practicalEffect.type", "\"Absolute\"", "write Relative"));
    }

    private static Stream<Arguments> methods() {
        return Stream.of(
                bad("planned looks without an end", set("/analysis/method", "GroupSequential").andThen(remove("/steps/2/deadlineSeconds")),
                        "spec.steps[2].deadlineSeconds", "absent", "takes its last look at the deadline"),
                bad("a fixed horizon without an end", set("/analysis/method", "FixedHorizon").andThen(remove("/steps/2/deadlineSeconds")),
                        "spec.steps[2].deadlineSeconds", "absent", "takes its last look at the deadline"),
                bad("looks of another method", set("/analysis/groupSequential", tree("{looks: 3}")), "spec.analysis.groupSequential", "present",
                        "belongs to analysis.method GroupSequential"),
                bad("no looks", set("/analysis/method", "GroupSequential").andThen(set("/analysis/groupSequential", tree("{looks: 0}"))),
                        "spec.analysis.groupSequential.looks", "0", "1 to 100"),
                bad("a gamma of another function", set("/analysis/method", "GroupSequential").andThen(
                                set("/analysis/groupSequential", tree("{spending: Pocock, gamma: '-4'}"))),
                        "spec.analysis.groupSequential.gamma", "\"-4\"", "belongs to spending HwangShihDeCani"),
                bad("a segment that is the cluster", set("/analysis/segmentLabels", tree("[unit_bucket]")), "spec.analysis.segmentLabels[0]",
                        "\"unit_bucket\"", "it is the clusterLabel"));
    }

    private static Stream<Arguments> hardLimits() {
        String limit = "spec.metrics[1].hardLimit";
        return Stream.of(
                bad("no bound", remove("/metrics/1/hardLimit/maximum"), limit, "\"without maximum and minimum\"", "at least one"),
                bad("the side that is better", set("/metrics/1/hardLimit", tree("{minimum: '0.9'}")), limit + ".minimum", "\"0.9\"",
                        "limit it from above"),
                bad("the side that is better when more is", set("/metrics/1/direction", "Increase"), limit + ".maximum", "\"0.05\"",
                        "limit it from below"),
                bad("more than everything", set("/metrics/1/hardLimit/maximum", "5"), limit + ".maximum", "\"5\"", "proportion from 0 to 1"),
                bad("minimum above maximum", set("/metrics/1/hardLimit/minimum", "0.5"), limit + ".minimum", "\"0.5\"", "every value breaks it"),
                bad("no samples", set("/metrics/1/hardLimit/minimumSamples", 0), limit + ".minimumSamples", "\"0\"", "at least 1"),
                bad("no periods", set("/metrics/1/hardLimit/periods", 0), limit + ".periods", "\"0\"", "1 to 100"),
                bad("101 periods", set("/metrics/1/hardLimit/periods", 101), limit + ".periods", "\"101\"", "1 to 100"));
    }

    private static Stream<Arguments> analysis() {
        String alpha = "spec.analysis.errorRates.alpha";
        return Stream.of(
                bad("alpha 0", set("/analysis/errorRates/alpha", "0"), alpha, "\"0\"", "between 0 and 0.5"),
                bad("alpha 0.5", set("/analysis/errorRates/alpha", "0.5"), alpha, "0.5", "below 0.5"),
                bad("alpha 1", set("/analysis/errorRates/alpha", "1"), alpha, "\"1\"", "between 0 and 0.5"),
                bad("alpha in words", set("/analysis/errorRates/alpha", "abc"), alpha, "\"abc\"", "between 0 and 0.5"),
                bad("beta 0.7", set("/analysis/errorRates/beta", "0.7"), "spec.analysis.errorRates.beta", "0.7", "below 0.5"),
                bad("no harm ever", set("/analysis/errorRates/deteriorationAlpha", "0.0"), "spec.analysis.errorRates.deteriorationAlpha",
                        "\"0.0\"", "between 0 and 0.5"),
                bad("negative warm-up", set("/analysis/warmupSeconds", -5), "spec.analysis.warmupSeconds", "-5", "0 to 86400"),
                bad("a cluster label that Prometheus has not", set("/analysis/clusterLabel", "unit-bucket"), "spec.analysis.clusterLabel",
                        "\"unit-bucket\"", "Prometheus label name"),
                bad("no patience", set("/decision/onNoData/timeoutSeconds", 0), "spec.decision.onNoData.timeoutSeconds", "0", "1 to 2592000"));
    }
}
