package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.decision.UserRequest.Kind;
import dev.gauntlet.lifecycle.SeenRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    private static final String APPROVAL = "gauntlet.dev/approve: sign-off";

    @Test
    void tellsWhoWroteAnAnnotationAndWhen() {
        ModelExperiment experiment = experiment(APPROVAL, entry("kubectl-client-side-apply", "09:00", "spec", "gauntlet.dev/other"),
                entry("kubectl-annotate", "10:00", "gauntlet.dev/approve"));

        assertThat(RequestReader.read(experiment)).containsExactly(new SeenRequest("gauntlet.dev/approve", Optional.of(Kind.Approve), "sign-off",
                "kubectl-annotate", Instant.parse("2026-11-20T10:00:00Z"), false));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @CsvSource({
        "spec written before, kubectl-edit, 09:59:59, spec, false",
        "spec written in the same second, kubectl-edit, 10:00:00, spec, false",
        "spec written after, kubectl-edit, 10:00:01, spec, true",
        "spec written after by the same manager, kubectl-annotate, 10:00:01, spec, false",
        "a label written after, kubectl-label, 10:00:01, label, false"})
    void isOutdatedOnceSomebodyElseChangedTheSpec(String what, String manager, String time, String field, boolean outdated) {
        ModelExperiment experiment = experiment(APPROVAL, entry("kubectl-annotate", "10:00", "gauntlet.dev/approve"),
                entry(manager, time, field));

        assertThat(RequestReader.read(experiment)).singleElement().extracting(SeenRequest::outdated).isEqualTo(outdated);
    }

    @Test
    void ofSeveralWritersTheLastCounts() {
        ModelExperiment experiment = experiment(APPROVAL, entry("argocd-controller", "10:30", "gauntlet.dev/approve"),
                entry("kubectl-annotate", "10:00", "gauntlet.dev/approve"), entry("kubectl-edit", "10:20", "spec"));

        assertThat(RequestReader.read(experiment)).singleElement().satisfies(seen -> {
            assertThat(seen.by()).isEqualTo("argocd-controller");
            assertThat(seen.outdated()).isFalse();
        });
    }

    @Test
    void withoutManagedFieldsTheWriterIsUnknownAndTheRequestCountsFromTheCreation() {
        assertThat(RequestReader.read(experiment(APPROVAL))).singleElement().satisfies(seen -> {
            assertThat(seen.by()).isEqualTo("unknown");
            assertThat(seen.time()).isEqualTo(Instant.parse("2026-11-20T08:00:00Z"));
            assertThat(seen.outdated()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gauntlet.dev/aprove", "gauntlet.dev/approved", "gauntlet.dev/Approve", "gauntlet.dev/roll-back",
        "gauntlet.dev/rolback", "gauntlet.dev/retrys", "gauntlet.dev/promot"})
    void aMisspellingIsSeenAsOne(String annotation) {
        assertThat(RequestReader.read(experiment(annotation + ": x"))).singleElement().satisfies(seen -> {
            assertThat(seen.annotation()).isEqualTo(annotation);
            assertThat(seen.kind()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gauntlet.dev/owner", "gauntlet.dev/claimed-by", "gauntlet.dev/original-route", "gauntlet.dev/bypassed",
        "gauntlet.dev/config-hash", "gauntlet.dev/released-at", "gauntlet.dev/experiment", "gauntlet.dev/routed", "example.com/approve", "approve"})
    void otherAnnotationsAskForNothing(String annotation) {
        assertThat(RequestReader.read(experiment(annotation + ": x"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource({
        "a new generation, generation: 1, generation: 2, true",
        "a new status, generation: 1, generation: 1, false",
        "the finalizer, generation: 1, 'generation: 1, finalizers: [modelexperiments.gauntlet.dev/finalizer]', true",
        "a deletion, generation: 1, 'generation: 1, deletionTimestamp: 2026-11-20T10:00:00Z', true",
        "a request, generation: 1, 'generation: 1, annotations: {gauntlet.dev/retry: x}', true",
        "a misspelt request, generation: 1, 'generation: 1, annotations: {gauntlet.dev/rety: x}', true",
        "another value, 'generation: 1, annotations: {gauntlet.dev/retry: x}', 'generation: 1, annotations: {gauntlet.dev/retry: y}', true",
        "the same request, 'generation: 1, annotations: {gauntlet.dev/retry: x}', 'generation: 1, annotations: {gauntlet.dev/retry: x}', false",
        "a removed request, 'generation: 1, annotations: {gauntlet.dev/retry: x}', generation: 1, false",
        "weights that were applied, generation: 1, 'generation: 1, annotations: {gauntlet.dev/applied-weights: \"2\"}', true",
        "some other annotation, generation: 1, 'generation: 1, annotations: {example.com/retry: x}', false"})
    void onlyWhatHasToBeLookedAtWakesTheReconciler(String what, String before, String now, boolean passes) {
        assertThat(new PrimaryUpdates().accept(metadata(now), metadata(before))).isEqualTo(passes);
    }

    private static ModelExperiment metadata(String fields) {
        return Serialization.unmarshal("metadata: {name: digits, " + fields + "}\n", ModelExperiment.class);
    }

    private static ModelExperiment experiment(String annotation, String... entries) {
        return metadata("creationTimestamp: '2026-11-20T08:00:00Z', annotations: {" + annotation + "}, managedFields: ["
                + String.join(", ", entries) + "]");
    }

    /** An entry of managedFields; a field is {@code spec}, {@code label} or the name of an annotation. */
    private static String entry(String manager, String time, String... fields) {
        String owned = String.join(", ", Stream.of(fields).map(field -> switch (field) {
            case "spec" -> "'f:spec': {'f:mode': {}}";
            case "label" -> "'f:metadata': {'f:labels': {'f:team': {}}}";
            default -> "'f:metadata': {'f:annotations': {'.': {}, 'f:" + field + "': {}}}";
        }).toList());
        return "{manager: " + manager + ", operation: Update, time: '2026-11-20T" + (time.length() == 5 ? time + ":00" : time)
                + "Z', fieldsType: FieldsV1, fieldsV1: {" + owned + "}}";
    }
}
