package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RemovalStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of steps, schedules and policies, as they are written. */
@ExtendWith(OnStage.class)
class LifecycleExamplesIT {

    @Test
    void aShadowGetsCopiesWhileClientsGetTheChampionsAnswersOnly(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "shadow").experimentAsWritten()) {
            ModelExperimentStatus shadowed = play.awaitStatus("estimates in the shadow",
                    s -> s.phase() == Phase.Shadowing && metric(s, "accuracy") != null && metric(s, "accuracy").effect() != null);

            assertThat(shadowed.history()).extracting(HistoryEntry::to).as("the first step").containsExactly("shadow");
            assertThat(shadowed.route().mirroredPercent()).isEqualTo("50%");
            assertThat(shadowed.route().challengerPercent()).isEqualTo("0%");
            assertThat(metric(shadowed, "accuracy").reason()).isEqualTo(Reason.ShadowOnly.name());
            assertThat(LifecyclePlays.answering(stage, play, 40)).as("versions that answer clients").containsExactly("[baseline]");
            // The models may have been scraped before the proxies.
            await("copies counted").atMost(Play.PATIENCE).until(() -> requests(stage, play, "source=\"mirrored\",variant=\"candidate\"") > 0);
            assertThat(requests(stage, play, "source!=\"mirrored\",variant=\"candidate\"")).as("clients at the challenger").isZero();
            assertThat(play.status().phase()).as("still shadowing").isEqualTo(Phase.Shadowing);
            play.assertClientsUnharmed(1);

            LifecyclePlays.assertPromoted(play);
        }
    }

    @Test
    void anApprovalIsAwaitedAndOnlyTheOneThatIsAskedForPromotes(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "approval").experimentAsWritten()) {
            ModelExperimentStatus waiting = play.awaitStatus("a person to be asked", s -> s.phase() == Phase.AwaitingApproval
                    && s.decision().reason().equals(Reason.AwaitingApproval.name()));
            assertThat(waiting.decision().action()).isEqualTo(Action.Hold);
            assertThat(waiting.run().approval().candidate()).isEqualTo("candidate");
            assertThat(waiting.route().challengerPercent()).as("as in the step before").isEqualTo("50%");

            play.annotate("approve", "signoff");
            play.awaitEvent(Reason.RequestIgnored.name());
            play.awaitRequestsTaken();
            assertThat(play.status().requests()).singleElement().satisfies(refused -> {
                assertThat(refused.accepted()).isFalse();
                assertThat(refused.message()).contains("no step signoff").contains("sign-off");
            });
            assertThat(play.status().phase()).isEqualTo(Phase.AwaitingApproval);

            play.annotate("approve", "sign-off");
            ModelExperimentStatus promoted = LifecyclePlays.assertPromoted(play);
            play.awaitRequestsTaken();
            RequestStatus consent = promoted.requests().get(1);
            assertThat(consent.accepted()).isTrue();
            assertThat(consent.by()).startsWith("kubectl");
            assertThat(Instant.parse(consent.time())).isAfterOrEqualTo(Instant.parse(waiting.decision().time()));
            assertThat(promoted.history()).filteredOn(entry -> entry.reason().equals(Reason.ApprovedByUser.name())).first().satisfies(entry -> {
                assertThat(entry.message()).contains("approved by " + consent.by());
                assertThat(Instant.parse(entry.time())).isAfterOrEqualTo(Instant.parse(consent.time()));
            });
        }
    }

    @Test
    void oneOfSeveralChallengersIsRemovedAloneAndTheOtherOnePromoted(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "several-challengers").experimentAsWritten()) {
            ModelExperimentStatus fewer = play.awaitStatus("the rival removed", s -> s.run() != null && !s.run().removed().isEmpty());
            assertThat(fewer.run().removed()).extracting(RemovalStatus::variant, RemovalStatus::reason)
                    .containsExactly(tuple("rival", Reason.Deteriorated.name()));
            assertThat(fewer.phase()).isEqualTo(Phase.Experimenting);
            assertThat(fewer.variants()).extracting(VariantStatus::name, VariantStatus::trafficPercent).containsExactly(
                    tuple("baseline", "70"), tuple("candidate", "30"),
                    tuple("rival", "0"));

            ModelExperimentStatus promoted = LifecyclePlays.assertPromoted(play);
            assertThat(promoted.run().removed()).as("remembered").hasSize(1);
        }
    }

    @Test
    void aFreezeWindowHoldsBackTheStartAndLetsItGoWhenItCloses(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "freeze-window")) {
            ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
            ZonedDateTime opened = now.truncatedTo(ChronoUnit.MINUTES);
            long seconds = ChronoUnit.SECONDS.between(opened, now) + 12;
            play.experimentEdited(manifest -> frozen(manifest, opened, seconds));

            ModelExperimentStatus held = play.awaitStatus("the freeze told", s -> route(s).isPresent());
            assertThat(route(held).orElseThrow().getReason()).isEqualTo(Reason.FreezeWindow.name());
            assertThat(route(held).orElseThrow().getMessage())
                    .contains("now-or-never is open until " + opened.plusSeconds(seconds).toInstant());
            assertThat(held.phase()).isEqualTo(Phase.Pending);
            play.assertServedBy("baseline");

            assertThat(Instant.parse(play.awaitInForce("canary").startTime())).isAfterOrEqualTo(opened.plusSeconds(seconds).toInstant());
            LifecyclePlays.assertPromoted(play);
        }
    }

    @Test
    void aFreezeWindowHoldsARampAndNeverARollback(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "freeze-window", "freeze-ramp")) {
            // A window begins with a minute, so the canary lasts until the next one has begun.
            ZonedDateTime opens = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(10).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            long canary = ChronoUnit.SECONDS.between(ZonedDateTime.now(ZoneOffset.UTC), opens) + 2;
            play.experimentEdited(manifest -> LifecyclePlays.withErrorLimit(Play.replaced(frozen(manifest, opens, 3600),
                    "trafficPercent: \"20\", minimumSeconds: 5", "trafficPercent: \"20\", minimumSeconds: " + canary)));
            ModelExperimentStatus held = play.awaitStatus("the ramp held", s -> s.decision() != null && s.decision().rule() == Rule.Freeze);
            assertThat(held.decision().action()).isEqualTo(Action.Hold);
            assertThat(held.decision().message()).contains("would end canary").contains("now-or-never");
            assertThat(held.step().name()).isEqualTo("canary");
            assertThat(held.route().challengerPercent()).isEqualTo("20%");

            play.demo().breakModel("candidate");
            assertThat(play.awaitReleased().outcome().result()).isEqualTo(Outcome.RolledBack);
            play.assertServedBy("baseline");
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aDeadlineIsExtendedWhenMoreTimeCanBeExpectedToDecide(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "extension").experimentAsWritten()) {
            ModelExperimentStatus end = play.awaitReleased();

            assertThat(end.history()).filteredOn(entry -> entry.reason().equals(Reason.DeadlineExtended.name())).isNotEmpty()
                    .allSatisfy(entry -> assertThat(entry.message()).contains("more time decides for candidate"));
            assertThat(end.step().extensions()).isBetween(1, 2);
            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.Promoted);
            play.assertServedBy("candidate");
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void modeCanBeChangedAtAnyMoment(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "observe").experimentAsWritten()) {
            play.awaitReason(ConditionType.RouteProgrammed, Reason.ObserveOnly.name());
            play.awaitInForce("canary");
            play.assertServedBy("baseline");
            assertThat(play.proxies()).isEmpty();
            assertThat(play.status().decision().message()).isNotBlank();

            play.patchExperiment("{\"spec\":{\"mode\":\"Enforce\"}}");
            play.awaitReason(ConditionType.RouteProgrammed, Reason.WeightsProgrammed.name());
            play.awaitStatus("samples of the challenger", s -> LifecyclePlays.samples(s, "candidate") > 0);
            assertThat(play.proxies()).isNotEmpty();

            play.patchExperiment("{\"spec\":{\"mode\":\"Observe\"}}");
            play.awaitReason(ConditionType.RouteProgrammed, Reason.ObserveOnly.name());
            play.assertServedBy("baseline");
            play.assertNothingLeft();
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void labelsThatComeLateAreWaitedFor(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "delayed-labels").experimentAsWritten()) {
            play.awaitStatus("observations that are not old enough", s -> s.decision() != null
                    && s.decision().reason().equals(Reason.AwaitingMaturation.name()));
            ModelExperimentStatus promoted = LifecyclePlays.assertPromoted(play);

            assertThat(Instant.parse(promoted.outcome().time()))
                    .isAfterOrEqualTo(Instant.parse(promoted.step().startTime()).plusSeconds(15 - 1));
        }
    }

    @Test
    void aChallengerThatIsNotWorseIsPromotedByPolicyNonInferior(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "non-inferior").experimentAsWritten()) {
            assertThat(LifecyclePlays.assertPromoted(play).decision().reason()).isEqualTo(Reason.NonInferior.name());
        }
    }

    @Test
    void aChallengerOfWhichNoHarmIsKnownIsPromotedByPolicyDoNoHarm(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "do-no-harm").experimentAsWritten()) {
            ModelExperimentStatus promoted = LifecyclePlays.assertPromoted(play);

            assertThat(promoted.decision().reason()).isEqualTo(Reason.NoHarmFound.name());
            assertThat(promoted.decision().nextActions().get(0)).contains("does not prove");
        }
    }

    @Test
    void aGainTooSmallToMatterKeepsTheChampion(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "practical-effect").experimentAsWritten()) {
            ModelExperimentStatus end = play.awaitReleased();

            assertThat(end.outcome().result()).as("%s", end.decision()).isEqualTo(Outcome.KeptChampion);
            assertThat(end.decision().reason()).isEqualTo(Reason.PracticallyInsignificant.name());
            play.assertServedBy("baseline");
            play.assertClientsUnharmed(50);
        }
    }

    @Test
    void aBrokenLimitThatOnlyHoldsKeepsTheWeights(Stage stage) {
        try (Play play = LifecyclePlays.of(stage, "hard-limit-hold").experimentAsWritten()) {
            ModelExperimentStatus held = play.awaitStatus("the limit", s -> s.decision() != null && s.decision().rule() == Rule.HardLimit);
            assertThat(held.decision().action()).isEqualTo(Action.Hold);
            assertThat(held.decision().reason()).isEqualTo(Reason.HardLimitExceeded.name());

            // Longer than the canary's minimum time.
            play.assertClientsUnharmed(400);
            ModelExperimentStatus later = play.status();
            assertThat(later.step().name()).isEqualTo(held.step().name());
            assertThat(later.route().challengerPercent()).isEqualTo(held.route().challengerPercent()).isNotEqualTo("0%");
            assertThat(later.outcome()).isNull();
        }
    }

    @Test
    void experimentsOnOneServiceRunOneAfterTheOtherInTheOrderOfTheirCreation(Stage stage) {
        List<String> names = List.of("second", "first", "third");
        try (Play play = LifecyclePlays.of(stage, "practical-effect", "example-queue")) {
            for (String name : names) {
                play.experimentEdited(manifest -> Play.replaced(manifest, "name: practical-effect", "name: " + name));
                // Creation times have whole seconds.
                Play.pass(Duration.ofMillis(1100));
            }
            await("all decided").atMost(Play.PATIENCE).until(() -> names.stream().map(play::status)
                    .allMatch(s -> s.route() != null && Boolean.TRUE.equals(s.route().released())));

            for (int i = 1; i < names.size(); i++) {
                assertThat(Instant.parse(play.status(names.get(i)).startTime())).as(names.get(i))
                        .isAfterOrEqualTo(Instant.parse(play.status(names.get(i - 1)).outcome().time()).minusSeconds(1));
            }
            play.assertClientsUnharmed(50);
        }
    }

    private static String frozen(String manifest, ZonedDateTime opens, long seconds) {
        String windows = manifest.substring(manifest.indexOf("    freezeWindows:"));
        return Play.replaced(manifest, windows, "    freezeWindows:\n    - {name: now-or-never, schedule: \"" + opens.getMinute() + " "
                + opens.getHour() + " * * *\", durationSeconds: " + seconds + "}\n");
    }

    private static Optional<Condition> route(ModelExperimentStatus status) {
        return Conditions.find(status.conditions(), ConditionType.RouteProgrammed);
    }

    private static MetricStatus metric(ModelExperimentStatus status, String name) {
        return status.metrics().stream().filter(m -> m.name().equals(name) && m.variant().equals("candidate")).findFirst().orElse(null);
    }

    private static double requests(Stage stage, Play play, String labels) {
        return stage.sum("gauntlet_requests_total{namespace=\"" + play.namespace() + "\"," + labels + "}");
    }
}
