package dev.gauntlet.api.v1alpha1;

import static dev.gauntlet.api.v1alpha1.SpecEdits.assertRefused;
import static dev.gauntlet.api.v1alpha1.SpecEdits.bad;
import static dev.gauntlet.api.v1alpha1.SpecEdits.remove;
import static dev.gauntlet.api.v1alpha1.SpecEdits.set;
import static dev.gauntlet.api.v1alpha1.SpecEdits.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that are fine by themselves and cannot be meant together. */
class ContradictionsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource({"policies", "delays", "methods", "labels", "notifications", "schedules"})
    void refusesWithBothFieldsValueAndRemedy(Consumer<ObjectNode> edit, String field, String value, String remedy) {
        assertRefused(edit, field, value, remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{startTime: '2001-02-03T04:05:06+02:00'}", "{startTime: '2030-01-05T12:00:00Z', freezeWindows: "
            + "[{name: weekend, schedule: '0 0 * * 6', durationSeconds: 172800}]}"})
    void acceptsAStartInThePastAndInAFreeze(String schedule) {
        assertThat(SpecValidator.validate(Manifests.edited(Manifests.COMPLETE, set("/schedule", tree(schedule))))).isEmpty();
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                bad("no margin to be non-inferior by", set("/decision/policy", "NonInferior"), "spec.metrics[0].nonInferiorityMargin", "absent",
                        "decision.policy NonInferior"),
                bad("a margin on another scale than the effect", set("/decision/policy", "NonInferior")
                        .andThen(set("/metrics/0/nonInferiorityMargin", tree("{type: Absolute, value: '0.02'}"))),
                        "spec.metrics[0].nonInferiorityMargin.type", "Absolute", "as in minimumDetectableEffect"),
                bad("no evidence asked for", set("/decision/policy", "DoNoHarm").andThen(set("/steps/2/minimumSeconds", 0)),
                        "spec.steps[2].minimumSeconds", "0", "decision.policy DoNoHarm and minimumSamples 0 it would promote at once"),
                bad("segments that are not there", set("/decision/onSegmentDeterioration", "BlockPromotion"),
                        "spec.decision.onSegmentDeterioration", "BlockPromotion", "analysis.segmentLabels is empty"));
    }

    static Stream<Arguments> delays() {
        return Stream.of(
                bad("labels that come too late", set("/metrics/0/maturationSeconds", 1814400), "spec.metrics[0].maturationSeconds", "1814400",
                        "steps[2].deadlineSeconds is 1814400"),
                bad("harm that shows too late", set("/decision/policy", "DoNoHarm").andThen(set("/metrics/1/maturationSeconds", 604800)),
                        "spec.metrics[1].maturationSeconds", "604800", "steps[2].minimumSeconds is 604800, so decision.policy DoNoHarm"),
                bad("a negative age", set("/metrics/0/maturationSeconds", -1), "spec.metrics[0].maturationSeconds", "\"-1\"", "0 to 7776000"),
                bad("a step that is all warm-up", set("/analysis/warmupSeconds", 1800), "spec.steps[0].minimumSeconds", "1800",
                        "analysis.warmupSeconds is 1800"));
    }

    static Stream<Arguments> methods() {
        Consumer<ObjectNode> extension = set("/steps/2/extension", tree("{seconds: 60}"));
        return Stream.of(
                bad("planned looks that move", set("/analysis/method", "GroupSequential").andThen(extension), "spec.steps[2].extension", "present",
                        "analysis.method GroupSequential plans its looks by deadlineSeconds"),
                bad("a horizon that moves", set("/analysis/method", "FixedHorizon").andThen(extension), "spec.steps[2].extension", "present",
                        "analysis.method FixedHorizon plans its looks by deadlineSeconds"),
                bad("planned looks with an approval behind", set("/analysis/method", "GroupSequential").andThen(
                                spec -> spec.withArray("steps").add(tree("{name: ask, type: Approval}"))).andThen(remove("/steps/2/deadlineSeconds")),
                        "spec.steps[2].deadlineSeconds", "absent", "analysis.method GroupSequential takes its last look at the deadline"));
    }

    static Stream<Arguments> labels() {
        return Stream.of(
                bad("a segment twice", set("/analysis/segmentLabels", tree("[region, region]")), "spec.analysis.segmentLabels[1]", "\"region\"",
                        "segmentLabels[0] is the same"),
                bad("a segment that tells variants apart", set("/analysis/segmentLabels", tree("[version]")), "spec.analysis.segmentLabels[0]",
                        "\"version\"", "variants.metricLabels of v1 has it too"),
                bad("a cluster that tells variants apart", set("/analysis/clusterLabel", "version"), "spec.analysis.clusterLabel",
                        "\"version\"", "variants.metricLabels of v1 has it too"));
    }

    static Stream<Arguments> notifications() {
        return Stream.of(
                bad("equal names", set("/notifications", tree("[{name: a, channel: x}, {name: a, channel: y}]")), "spec.notifications",
                        "two entries named a", "unique"),
                bad("no name", set("/notifications", tree("[{channel: x}]")), "spec.notifications[0].name", "absent", "lower-case"),
                bad("a channel that is an address", set("/notifications", tree("[{name: a, channel: 'http://x'}]")),
                        "spec.notifications[0].channel", "\"http://x\"", "lower-case"),
                bad("an event twice", set("/notifications", tree("[{name: a, channel: x, events: [Held, Held]}]")),
                        "spec.notifications[0].events", "[Held, Held]", "each event once"));
    }

    static Stream<Arguments> schedules() {
        String first = "spec.schedule.freezeWindows[0]";
        return Stream.of(
                bad("no such day", set("/schedule", tree("{startTime: '2026-02-30T00:00:00Z'}")), "spec.schedule.startTime",
                        "\"2026-02-30T00:00:00Z\"", "RFC 3339"),
                bad("no zone", set("/schedule", tree("{startTime: '2026-02-03T00:00:00'}")), "spec.schedule.startTime",
                        "\"2026-02-03T00:00:00\"", "RFC 3339"),
                bad("equal names", set("/schedule", tree("{freezeWindows: [{name: a, schedule: '0 0 * * 6', durationSeconds: 1}, "
                        + "{name: a, schedule: '0 0 * * 0', durationSeconds: 1}]}")), "spec.schedule.freezeWindows", "two entries named a", "unique"),
                bad("no expression", window("{name: a, durationSeconds: 1}"), first + ".schedule", "absent", "five fields"),
                bad("an unknown zone", window("{name: a, schedule: '0 0 * * 6', timeZone: Europe/Atlantis, durationSeconds: 1}"),
                        first + ".timeZone", "\"Europe/Atlantis\"", "IANA name"),
                bad("an offset", window("{name: a, schedule: '0 0 * * 6', timeZone: '+02:00', durationSeconds: 1}"),
                        first + ".timeZone", "\"+02:00\"", "IANA name"),
                bad("no length", window("{name: a, schedule: '0 0 * * 6', durationSeconds: 0}"), first + ".durationSeconds", "0", "1 to"));
    }

    private static Consumer<ObjectNode> window(String window) {
        return set("/schedule", tree("{freezeWindows: [" + window + "]}"));
    }
}
