package dev.gauntlet.reporting.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OccurrencesTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL.replace("  metrics:\n",
            "  - {name: sign-off, type: Approval}\n  metrics:\n"));

    private static final String CANARY = "run: {number: 1}, step: {name: canary, index: 0, count: 3}";
    private static final String EXPERIMENT = "run: {number: 1}, step: {name: experiment, index: 1, count: 3}";
    private static final String SIGN_OFF = "run: {number: 1, approval: {candidate: candidate}}, step: {name: sign-off, index: 2, count: 3}";
    private static final String APPROVED =
            "run: {number: 1, approval: {candidate: candidate, by: ann}}, step: {name: sign-off, index: 2, count: 3}";
    private static final String BAKING = "run: {number: 1, promotion: {winner: candidate, stage: Bake}}, step: {name: experiment, index: 1, count: 3}";
    private static final String SECOND_RUN = "run: {number: 2}, step: {name: canary, index: 0, count: 3}";

    private static final String GOES_ON = "decision: {action: Continue, rule: TooEarly, reason: AwaitingSample, message: soon}";
    private static final String NO_DATA = "decision: {action: Hold, rule: NoData, reason: SILENT, message: silent}";
    private static final String BROKEN = "decision: {action: Hold, rule: HardLimit, reason: HardLimitExceeded, message: over}";
    private static final String AWAITED = "decision: {action: Hold, rule: Approval, reason: AwaitingApproval, message: asks}";

    private static String ended(String result) {
        return "outcome: {result: " + result + ", winner: baseline, serving: baseline, time: '2026-11-02T09:00:00Z'}";
    }

    private static String ready(String reason) {
        return "conditions: [{type: Ready, status: 'False', reason: " + reason + ", message: bad}]";
    }

    @Test
    void whereSomebodyElseAppliesTheWeightsEachChangeIsToldOnce() {
        String variants = "variants: [{name: baseline, role: Champion, trafficPercent: '80'}, {name: candidate, role: Challenger, "
                + "trafficPercent: '20'}]";
        ModelExperimentStatus first = status(CANARY, "route: {generation: 1}", variants);
        ModelExperimentStatus second = status(CANARY, "route: {generation: 2}", variants);
        Optional<ModelExperimentSpec> external = Optional.of(Manifests.spec(Manifests.MINIMAL
                .replace("provider: ManagedProxy", "provider: External")));

        assertThat(Occurrences.between(first, second, external)).singleElement().satisfies(told -> {
            assertThat(told.event()).isEqualTo(NotificationEvent.WeightsWanted);
            assertThat(told.message()).contains("generation 2", "baseline 80%, candidate 20%", "gauntlet.dev/applied-weights=2");
        });
        assertThat(Occurrences.between(second, second, external)).isEmpty();
        assertThat(Occurrences.between(first, second, Optional.of(SPEC))).as("a provider that applies them itself").isEmpty();
    }

    static ModelExperimentStatus status(String... parts) {
        return Serialization.unmarshal("---\n{" + String.join(", ", parts) + "}", ModelExperimentStatus.class);
    }

    /** Stands for the parts of a status by names, as the tables below give them. */
    private static ModelExperimentStatus named(String names) {
        return names == null ? ModelExperimentStatus.empty() : status(Stream.of(names.split(" ")).map(name -> switch (name) {
            case "waiting" -> "run: {number: 1}";
            case "waiting-again" -> "run: {number: 2}";
            case "canary" -> CANARY;
            case "experiment" -> EXPERIMENT;
            case "sign-off" -> SIGN_OFF;
            case "approved" -> APPROVED;
            case "baking" -> BAKING;
            case "second-run" -> SECOND_RUN;
            case "goes-on" -> GOES_ON;
            case "no-data" -> NO_DATA;
            case "broken" -> BROKEN;
            case "awaited" -> AWAITED;
            case "invalid" -> ready("InvalidSpec");
            case "frozen" -> ready("SpecFrozen");
            default -> ended(name);
        }).toArray(String[]::new));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(nullValues = "-", emptyValue = "", value = {
        "-, waiting, ''",
        "waiting, canary, Started",
        "waiting, canary no-data, Started Held",
        "canary, canary, ''",
        "canary, canary goes-on, ''",
        "canary, experiment goes-on, StepStarted",
        "canary goes-on, canary no-data, Held",
        "canary no-data, canary no-data, ''",
        "canary no-data, canary broken, Held",
        "canary broken, canary goes-on, ''",
        "experiment goes-on, sign-off goes-on, StepStarted ApprovalRequired",
        "experiment goes-on, sign-off awaited, StepStarted ApprovalRequired",
        "sign-off goes-on, sign-off awaited, ''",
        "sign-off awaited, sign-off no-data, Held",
        "sign-off no-data, sign-off awaited, ''",
        "sign-off awaited, approved goes-on, ''",
        "approved goes-on, experiment goes-on Promoted, Decided Promoted",
        "experiment goes-on, baking goes-on, Decided",
        "baking goes-on, baking no-data, Held",
        "baking goes-on, baking goes-on Promoted, Promoted",
        "baking goes-on, baking goes-on RolledBack, Decided RolledBack",
        "baking Promoted, baking RolledBack, Decided RolledBack",
        "experiment goes-on, experiment RolledBack, Decided RolledBack",
        "experiment goes-on, experiment KeptChampion, Decided KeptChampion",
        "experiment goes-on, experiment Aborted, Decided Aborted",
        "experiment goes-on, experiment Superseded, Decided Superseded",
        "experiment no-data, experiment no-data RolledBack, Decided RolledBack",
        "waiting, waiting Aborted, Decided Aborted",
        "experiment RolledBack, experiment RolledBack, ''",
        "experiment RolledBack, waiting-again, ''",
        "waiting-again, second-run, Started",
        "second-run, second-run RolledBack, Decided RolledBack",
        "-, waiting invalid, Invalid",
        "waiting invalid, waiting invalid, ''",
        "waiting frozen, waiting invalid, Invalid",
        "canary goes-on, canary goes-on invalid, Invalid",
        "canary invalid, canary frozen, ''"})
    void tellsWhatHappenedBetweenTwoStatuses(String previous, String next, String events) {
        List<Occurrence> occurrences = Occurrences.between(named(previous), named(next), Optional.of(SPEC));

        assertThat(occurrences).extracting(Occurrence::event).containsExactlyInAnyOrderElementsOf(
                Stream.of(events.split(" ")).filter(e -> !e.isEmpty()).map(NotificationEvent::valueOf).toList());
        assertThat(occurrences).allSatisfy(o -> {
            assertThat(o.reason()).isNotEmpty();
            assertThat(o.message()).isNotEmpty();
        });
    }

    @Test
    void namesEveryChallengerThatIsRemoved() {
        String decision = "decision: {action: Rollback, rule: Deterioration, reason: Deteriorated, message: worse}";
        ModelExperimentStatus one = status("run: {number: 1, removed: [{variant: a, time: t, reason: Deteriorated}]}", decision);
        ModelExperimentStatus three = status("run: {number: 1, removed: [{variant: a, time: t, reason: Deteriorated}, "
                + "{variant: b, time: t, reason: Deteriorated}, {variant: c, time: t, reason: Deteriorated}]}", decision);

        assertThat(Occurrences.between(one, three, Optional.of(SPEC))).extracting(Occurrence::event, Occurrence::message).containsExactly(
                tuple(NotificationEvent.ChallengerRemoved,
                        "b takes no further part, its traffic returns to the champion: worse"),
                tuple(NotificationEvent.ChallengerRemoved,
                        "c takes no further part, its traffic returns to the champion: worse"));
    }

    @Test
    void aNewRunForgetsTheRemovalsOfTheOld() {
        String removed = "removed: [{variant: a, time: t, reason: Deteriorated}]}";

        assertThat(Occurrences.between(status("run: {number: 1, " + removed), status("run: {number: 2, " + removed), Optional.of(SPEC)))
                .extracting(Occurrence::event).containsExactly(NotificationEvent.ChallengerRemoved);
    }

    @Test
    void saysWhyByTheTransitionThatIsWrittenInTheHistory() {
        String history = "history: [{time: t, from: experiment, to: RolledBack, reason: Deteriorated, message: accuracy is worse}]";

        assertThat(Occurrences.between(status(EXPERIMENT, GOES_ON), status(EXPERIMENT, GOES_ON, ended("RolledBack"), history),
                Optional.of(SPEC))).containsExactly(
                        new Occurrence(NotificationEvent.Decided, "Deteriorated", "RolledBack: accuracy is worse"),
                        new Occurrence(NotificationEvent.RolledBack, "Deteriorated", "baseline serves everybody: accuracy is worse"));
    }

    @Test
    void tellsHowToApprove() {
        assertThat(Occurrences.between(status(EXPERIMENT), status(SIGN_OFF), Optional.of(SPEC))).last().isEqualTo(new Occurrence(
                NotificationEvent.ApprovalRequired, "AwaitingApproval",
                "candidate waits for approval to be promoted; approve by the annotation gauntlet.dev/approve: sign-off"));
    }
}
