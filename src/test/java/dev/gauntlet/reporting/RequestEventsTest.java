package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.reporting.StatusEvents.StatusEvent;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestEventsTest {

    @ParameterizedTest
    @CsvSource({"approve, true, false, ApprovedByUser, was accepted", "promote, true, false, PromotedByUser, was accepted",
        "rollback, true, false, RolledBackByUser, was accepted", "retry, true, false, RetriedByUser, was accepted",
        "aprove, false, true, RequestIgnored, had no effect"})
    void everyNewAnswerIsTold(String request, boolean accepted, boolean warning, String reason, String came) {
        assertThat(RequestEvents.between(ModelExperimentStatus.empty(), answered(request, accepted))).containsExactly(new StatusEvent(warning, reason,
                "gauntlet.dev/" + request + ": \"why\", written by kubectl-annotate at 2026-11-20T10:00:00Z, " + came + ": because"));
    }

    @Test
    void anAnswerIsToldOnce() {
        assertThat(RequestEvents.between(answered("retry", true), answered("retry", true))).isEmpty();
    }

    private static ModelExperimentStatus answered(String request, boolean accepted) {
        return Serialization.unmarshal("---\nrequests: [{request: " + request + ", value: why, run: 1, by: kubectl-annotate, "
                + "time: '2026-11-20T10:00:00Z', accepted: " + accepted + ", message: because}]\n", ModelExperimentStatus.class);
    }
}
