package dev.gauntlet.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.reporting.StatusEvents.StatusEvent;
import dev.gauntlet.reporting.notification.Occurrence;
import dev.gauntlet.reporting.notification.Occurrences;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenLimitsTest {

    private static final ModelExperimentStatus KEPT = status("", "Undecided");
    private static final ModelExperimentStatus BROKEN = status(", reason: HardLimitExceeded", "Undecided");

    @Test
    void aLimitThatOnlyNotifiesIsToldOnceByEventAndNotification() {
        assertThat(StatusEvents.between(KEPT, BROKEN)).extracting(StatusEvent::reason).containsExactly("HardLimitExceeded");
        assertThat(Occurrences.between(KEPT, BROKEN, Optional.empty())).extracting(Occurrence::event)
                .containsExactly(NotificationEvent.LimitBroken);
        assertThat(BrokenLimits.newlyTold(KEPT, BROKEN)).singleElement().asString().startsWith("errors of candidate is beyond its hard limit");
        assertThat(BrokenLimits.newlyTold(BROKEN, BROKEN)).isEmpty();
        assertThat(BrokenLimits.newlyTold(BROKEN, KEPT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Guardrail, true", "Diagnostic, false"})
    void aDriftBeyondItsMaximumIsToldLikeALimitWhereItIsOne(String role, boolean told) {
        ModelExperimentStatus drifted = status(", reason: DriftExceeded, role: " + role, "Undecided");

        assertThat(BrokenLimits.newlyTold(KEPT, drifted)).hasSize(told ? 1 : 0);
        assertThat(StatusChanges.significant(KEPT, drifted)).isEqualTo(told);
    }

    @Test
    void aLimitThatDecidesIsToldByTheDecision() {
        assertThat(BrokenLimits.newlyTold(KEPT, status(", reason: HardLimitExceeded", "HardLimit"))).isEmpty();
    }

    @Test
    void aLimitThatBreaksIsWrittenAtOnce() {
        assertThat(StatusChanges.significant(KEPT, BROKEN)).isTrue();
    }

    private static ModelExperimentStatus status(String reason, String rule) {
        return Serialization.unmarshal("---\n{metrics: [{name: errors, variant: candidate, verdict: Inconclusive" + reason + "}], "
                + "decision: {action: Continue, rule: " + rule + ", reason: AwaitingEvidence, message: m}}", ModelExperimentStatus.class);
    }
}
