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

    @Test
    void aDriftBeyondItsMaximumIsToldLikeALimit() {
        assertThat(BrokenLimits.newlyTold(KEPT, status(", reason: DriftExceeded", "Undecided"))).hasSize(1);
        assertThat(StatusChanges.significant(KEPT, status(", reason: DriftExceeded", "Undecided"))).isTrue();
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
