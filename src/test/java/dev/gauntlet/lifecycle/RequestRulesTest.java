package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.decision.Circumstances.Freeze;
import dev.gauntlet.decision.UserRequest.Kind;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.RequestVerdict.Accepted;
import dev.gauntlet.lifecycle.RequestVerdict.Answered;
import dev.gauntlet.lifecycle.RequestVerdict.Kept;
import dev.gauntlet.lifecycle.RequestVerdict.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRulesTest {

    private static final Instant WRITTEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final Optional<Freeze> WEEKEND = Optional.of(new Freeze("weekend", Instant.parse("2026-11-23T05:00:00Z")));
    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL.replace("  steps:\n", "  steps:\n"
            + "  - {name: may-start, type: Approval}\n").replace("  metrics:\n", "  - {name: sign-off, type: Approval}\n  metrics:\n"));
    private static final int CANARY = 1;
    private static final int SIGN_OFF = 3;

    /** Where an experiment can stand, by the names used in the table. */
    private static final Map<String, ExperimentState> STATES = Map.ofEntries(
            Map.entry("waiting", Waiting.NEW),
            Map.entry("may-start", at(0)),
            Map.entry("canary", at(CANARY)),
            Map.entry("canary-programming", States.running(CANARY, Optional.empty(), WRITTEN, 1, false)),
            Map.entry("canary-suspended", States.running(CANARY, Optional.of(WRITTEN), WRITTEN, 1, true)),
            Map.entry("sign-off", at(SIGN_OFF)),
            Map.entry("sign-off-approved", at(SIGN_OFF).approved(new Approval("kubectl-annotate", WRITTEN))),
            Map.entry("promoting", new Promoting(new Run(1, WRITTEN, List.of()), "candidate", WRITTEN, PromotionStage.Bake, 0,
                    Optional.of(WRITTEN), 5, false)),
            Map.entry("rolled-back", States.ended(Outcome.RolledBack, "baseline", WRITTEN, 5, true)),
            Map.entry("handing-back", States.ended(Outcome.RolledBack, "baseline", WRITTEN, 5, false)),
            Map.entry("serving", States.ended(Outcome.Promoted, "candidate", WRITTEN, 5, true)),
            Map.entry("retired", States.ended(Outcome.Promoted, "candidate", WRITTEN, 5, true).retiredAt(WRITTEN)),
            Map.entry("recorded", new Concluded(1, Outcome.Promoted, "candidate", "baseline", WRITTEN, 5, true, Optional.empty())));

    @ParameterizedTest(name = "{0}: {1} \"{2}\"")
    @CsvSource(delimiter = '|', value = {
        "sign-off           | Approve  | sign-off   | accepted",
        "may-start          | Approve  | may-start  | accepted",
        "sign-off           | Approve  | ''         | the value is empty; write the name of the step to approve",
        "sign-off           | Approve  | signoff    | there is no step signoff; the step that awaits approval is sign-off",
        "sign-off           | Approve  | canary     | canary is a step of type Canary and needs no approval; the step that awaits approval is sign-off",
        "sign-off           | Approve  | may-start  | step may-start is over; the step that awaits approval is sign-off",
        "may-start          | Approve  | sign-off   | step sign-off has not begun; the step that awaits approval is may-start",
        "canary             | Approve  | sign-off   | step sign-off has not begun; approve sign-off once it awaits approval",
        "canary             | Approve  | nonsense   | there is no step nonsense; approve sign-off once it awaits approval",
        "sign-off-approved  | Approve  | sign-off   | step sign-off is approved already; no step awaits approval or will",
        "waiting            | Approve  | sign-off   | step sign-off has not begun; approve may-start once it awaits approval",
        "promoting          | Approve  | sign-off   | step sign-off is over; no step awaits approval or will",
        "rolled-back        | Approve  | sign-off   | step sign-off is over; no step awaits approval or will",
        "canary             | Promote  | good       | accepted",
        "sign-off           | Promote  | good       | accepted",
        "canary-programming | Promote  | good       | kept",
        "canary             | Promote  | ' '        | the value is empty; write the reason",
        "waiting            | Promote  | good       | no step runs yet, so there is nobody to promote; repeat it once one does",
        "canary-suspended   | Promote  | good       | the spec is invalid and the champion serves everybody; mend the spec and repeat it",
        "promoting          | Promote  | good       | candidate is being promoted already",
        "rolled-back        | Promote  | good       | run 1 has ended (RolledBack); ask for a new one with gauntlet.dev/retry",
        "canary             | Rollback | bad        | accepted",
        "canary-suspended   | Rollback | bad        | accepted",
        "canary-programming | Rollback | bad        | accepted",
        "promoting          | Rollback | bad        | accepted",
        "serving            | Rollback | bad        | accepted",
        "canary             | Rollback | ''         | the value is empty; write the reason",
        "waiting            | Rollback | bad        | the champion baseline serves everybody already",
        "rolled-back        | Rollback | bad        | the champion baseline serves everybody already",
        "recorded           | Rollback | bad        | the champion baseline serves everybody already",
        "retired            | Rollback | bad        | the champion baseline was retired at 2026-11-20T10:00:00Z; bring it back and create a new experiment "
            + "in which it is the challenger",
        "rolled-back        | Retry    | fixed      | accepted",
        "recorded           | Retry    | fixed      | accepted",
        "handing-back       | Retry    | fixed      | kept",
        "rolled-back        | Retry    | ''         | the value is empty; write the reason",
        "waiting            | Retry    | fixed      | run 1 has not begun; a new run can be asked for after its end",
        "canary             | Retry    | fixed      | run 1 goes on; a new run can be asked for after its end",
        "promoting          | Retry    | fixed      | run 1 goes on; a new run can be asked for after its end",
        "serving            | Retry    | fixed      | candidate was promoted and serves everybody, and a new run would send them back to baseline; "
            + "ask for a rollback first, or create a new experiment with candidate as champion"}, quoteCharacter = '\'')
    void everyRequestInEveryState(String state, Kind kind, String value, String outcome) {
        assertThat(told(judge(STATES.get(state), SPEC, Optional.empty(), List.of(), request(kind, value)))).isEqualTo(outcome);
    }

    @Test
    void aFreezeHoldsBackAPromotionAndNothingElse() {
        assertThat(told(judge(at(CANARY), SPEC, WEEKEND, List.of(), request(Kind.Promote, "good"))))
                .isEqualTo("freeze window weekend is open until 2026-11-23T05:00:00Z; repeat it after that");
        assertThat(told(judge(at(CANARY), SPEC, WEEKEND, List.of(), request(Kind.Rollback, "bad")))).isEqualTo("accepted");
        assertThat(told(judge(at(SIGN_OFF), SPEC, WEEKEND, List.of(), request(Kind.Approve, "sign-off")))).isEqualTo("accepted");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Paused  | canary      | Promote  | desiredState is Paused; set desiredState: Running and repeat it",
        "Aborted | canary      | Promote  | desiredState is Aborted; set desiredState: Running and repeat it",
        "Paused  | canary      | Rollback | accepted",
        "Aborted | rolled-back | Retry    | desiredState is Aborted and would end the new run at once; set desiredState: Running and repeat it",
        "Paused  | rolled-back | Retry    | accepted"})
    void whatTheSpecWantsStandsAgainstARequest(DesiredState wanted, String state, Kind kind, String outcome) {
        ModelExperimentSpec spec = Manifests.spec(Manifests.MINIMAL + "  desiredState: " + wanted + "\n");

        assertThat(told(judge(STATES.get(state), spec, Optional.empty(), List.of(), request(kind, "why")))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"Approve, sign-off, sign-off", "Promote, good, canary", "Rollback, bad, canary", "Retry, fixed, rolled-back"})
    void whatIsOlderThanTheSpecHasNoEffect(Kind kind, String value, String state) {
        SeenRequest outdated = new SeenRequest(kind.annotation(), Optional.of(kind), value, "kubectl-annotate", WRITTEN, true);

        assertThat(told(judge(STATES.get(state), SPEC, Optional.empty(), List.of(), outdated)))
                .isEqualTo("the spec changed after it was written; look again and repeat");
    }

    @Test
    void aMisspellingIsAnsweredWithTheNamesThereAre() {
        SeenRequest misspelt = new SeenRequest("gauntlet.dev/aprove", Optional.empty(), "sign-off", "kubectl-annotate", WRITTEN, false);

        assertThat(told(judge(at(SIGN_OFF), SPEC, Optional.empty(), List.of(), misspelt)))
                .isEqualTo("gauntlet.dev/aprove is unknown; write gauntlet.dev/approve, promote, rollback or retry");
    }

    @Test
    void aValueWithoutEndIsRefusedAndNotRemembered() {
        Requests requests = Requests.judge(List.of(request(Kind.Promote, "x".repeat(300))), at(CANARY), SPEC, Optional.empty(), List.of());

        assertThat(requests.refused()).singleElement().satisfies(answer -> {
            assertThat(answer.message()).isEqualTo("the value has 300 characters; write at most 256");
            assertThat(answer.value()).hasSize(256);
        });
        assertThat(Requests.judge(List.of(request(Kind.Promote, "x".repeat(300))), at(CANARY), SPEC, Optional.empty(), requests.refused())
                .answered()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "the same annotation after its effect       | rollback | bad   | 1 | 2026-11-20T10:00:00Z | true  | answered",
        "the same annotation after its refusal      | rollback | bad   | 1 | 2026-11-20T10:00:00Z | false | answered",
        "the same words later in the same run       | rollback | bad   | 1 | 2026-11-20T09:00:00Z | true  | answered",
        "the same words in another run              | rollback | bad   | 0 | 2026-11-20T09:00:00Z | true  | accepted",
        "the same words that were refused before    | rollback | bad   | 1 | 2026-11-20T09:00:00Z | false | accepted",
        "other words                                | rollback | worse | 1 | 2026-11-20T10:00:00Z | true  | accepted",
        "another request                            | promote  | bad   | 1 | 2026-11-20T10:00:00Z | true  | accepted"})
    void hasItsEffectOnce(String what, String request, String value, int run, String time, boolean accepted, String outcome) {
        RequestStatus known = new RequestStatus(request, value, run, "kubectl-annotate", time, accepted, "");

        assertThat(told(judge(at(CANARY), SPEC, Optional.empty(), List.of(known), request(Kind.Rollback, "bad")))).isEqualTo(outcome);
    }

    @Test
    void aRetryIsRemovedAfterACrashAndRefusedWhenItsWordsComeAgain() {
        RequestStatus first = new RequestStatus("retry", "fixed", 1, "kubectl-annotate", WRITTEN.toString(), true, "");
        Concluded second = new Concluded(2, Outcome.RolledBack, "baseline", "baseline", WRITTEN, 9, true, Optional.empty());
        SeenRequest later = new SeenRequest(Kind.Retry.annotation(), Optional.of(Kind.Retry), "fixed", "argocd-controller",
                WRITTEN.plusSeconds(60), false);

        assertThat(told(judge(new Waiting(2, 5), SPEC, Optional.empty(), List.of(first), request(Kind.Retry, "fixed")))).isEqualTo("answered");
        assertThat(told(judge(second, SPEC, Optional.empty(), List.of(first), later)))
                .isEqualTo("the last retry was asked for by the same words; write a reason that was not used before");
        assertThat(told(judge(second, SPEC, Optional.empty(), List.of(first), request(Kind.Retry, "fixed again")))).isEqualTo("accepted");
    }

    private static Running at(int step) {
        return States.running(step, Optional.of(WRITTEN), WRITTEN, 1, false);
    }

    private static SeenRequest request(Kind kind, String value) {
        return new SeenRequest(kind.annotation(), Optional.of(kind), value, "kubectl-annotate", WRITTEN, false);
    }

    private static RequestVerdict judge(ExperimentState state, ModelExperimentSpec spec, Optional<Freeze> freeze, List<RequestStatus> known,
            SeenRequest request) {
        return new RequestRules(state, spec, freeze, known).judge(request);
    }

    private static String told(RequestVerdict verdict) {
        return verdict instanceof Refused refused ? refused.message() : verdict instanceof Accepted ? "accepted"
                : verdict instanceof Kept ? "kept" : verdict instanceof Answered ? "answered" : "";
    }
}
