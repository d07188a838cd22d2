package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.decision.UserRequest.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {

    private static final Instant WRITTEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL);
    private static final ExperimentState CANARY = States.running(0, Optional.of(WRITTEN), WRITTEN, 1, false);

    @Test
    void theReturnToTheChampionGoesFirstAndTheRestWaits() {
        Requests requests = judge(List.of(request(Kind.Promote, "good"), request(Kind.Rollback, "bad")), List.of());

        assertThat(requests.accepted(Kind.Rollback)).contains(new UserRequest(Kind.Rollback, "bad", "kubectl-annotate", WRITTEN));
        assertThat(requests.accepted(Kind.Promote)).isEmpty();
        assertThat(requests.forDecision()).extracting(UserRequest::kind).containsExactly(Kind.Rollback);
        assertThat(requests.refused()).isEmpty();
        assertThat(requests.answered()).isEmpty();
    }

    @Test
    void afterTheAnswerIsWrittenTheAnnotationIsOnlyRemoved() {
        List<SeenRequest> seen = List.of(request(Kind.Rollback, "bad"), request(Kind.Retry, "now"));
        Requests first = judge(seen, List.of());
        List<RequestStatus> known = RequestMemory.after(List.of(), first.answers(1, decision(Action.Rollback)));

        Requests again = judge(seen, known);

        assertThat(known).extracting(RequestStatus::request, RequestStatus::accepted).containsExactly(
                tuple("retry", false), tuple("rollback", true));
        assertThat(again.answered()).containsExactlyElementsOf(seen);
        assertThat(again.accepted()).isEmpty();
        assertThat(again.refused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Promote, Promote, true", "Promote, Hold, false", "Promote, Rollback, false", "Rollback, Rollback, true",
        "Rollback, KeepChampion, false"})
    void whatADecisionPassedOverHadNoEffect(Kind kind, Action action, boolean accepted) {
        Requests requests = judge(List.of(request(kind, "why")), List.of());

        assertThat(requests.answers(1, decision(action))).containsExactly(new RequestStatus(kind.name().toLowerCase(Locale.ROOT), "why", 1,
                "kubectl-annotate", "2026-11-20T10:00:00Z", accepted, "decided so"));
    }

    @Test
    void aRefusalThatIsRepeatedIsRememberedOnce() {
        RequestStatus early = answer("approve", 1, "09:00", false);
        RequestStatus late = answer("approve", 1, "10:00", false);

        assertThat(RequestMemory.after(List.of(early, answer("promote", 1, "09:30", true)), List.of(late)))
                .containsExactly(answer("promote", 1, "09:30", true), late);
        assertThat(RequestMemory.after(List.of(answer("approve", 1, "09:00", true)), List.of(late))).hasSize(2);
    }

    @Test
    void theOldestAreForgottenButNeverTheLastRetry() {
        RequestStatus retry = answer("retry", 1, "08:00", true);
        List<RequestStatus> known = new ArrayList<>(List.of(answer("retry", 0, "07:00", true), retry));
        for (int i = 0; i < 30; i++) {
            known = new ArrayList<>(RequestMemory.after(known, List.of(answer("rollback", i, "09:00", false))));
        }

        assertThat(known).hasSize(ModelExperimentStatus.REQUEST_LIMIT).startsWith(retry).endsWith(answer("rollback", 29, "09:00", false));
    }

    private static RequestStatus answer(String request, int run, String time, boolean accepted) {
        return new RequestStatus(request, "x", run, "kubectl-annotate", "2026-11-20T" + time + ":00Z", accepted, "");
    }

    private static Requests judge(List<SeenRequest> seen, List<RequestStatus> known) {
        return Requests.judge(seen, CANARY, SPEC, Optional.empty(), known);
    }

    private static SeenRequest request(Kind kind, String value) {
        return new SeenRequest(kind.annotation(), Optional.of(kind), value, "kubectl-annotate", WRITTEN, false);
    }

    private static Decision decision(Action action) {
        return new Decision(action, Rule.UserRequest, "Some", "decided so", "");
    }
}
