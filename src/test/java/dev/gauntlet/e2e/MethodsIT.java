package dev.gauntlet.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stage.Stage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of the methods of analysis that decide otherwise than by a confidence sequence, as they are written. */
@ExtendWith(OnStage.class)
class MethodsIT {

    private static final double REQUESTS_PER_SECOND = 50;
    /** A status names whole seconds, and a deadline is noticed at the next evaluation. */
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    @Test
    void aFixedHorizonPromotesAtItsDeadlineAndNotBefore(Stage stage) {
        ModelExperimentStatus status = promoted(stage, "methods/fixed-horizon");

        assertThat(Instant.parse(status.outcome().time()))
                .isAfterOrEqualTo(Instant.parse(status.step().startTime()).plusSeconds(40).minus(ROUNDING));
    }

    @Test
    void aGroupSequentialDesignPromotesAtALookBeforeItsLast(Stage stage) {
        ModelExperimentStatus status = promoted(stage, "methods/group-sequential");

        assertThat(Instant.parse(status.outcome().time())).isBefore(Instant.parse(status.step().startTime()).plusSeconds(60));
    }

    @Test
    void aBayesianDecisionShowsItsPosterior(Stage stage) {
        ModelExperimentStatus status = promoted(stage, "methods/bayesian");

        assertThat(status.metrics()).filteredOn(metric -> metric.variant().equals("candidate")).singleElement()
                .satisfies(accuracy -> assertThat(Double.parseDouble(accuracy.posterior().probabilityBetter())).isGreaterThan(0.95));
    }

    private static ModelExperimentStatus promoted(Stage stage, String example) {
        try (Play play = Play.ofExample(stage, example).withTraffic(REQUESTS_PER_SECOND).experimentAsWritten()) {
            ModelExperimentStatus status = play.awaitReleased();
            assertThat(status.outcome().result()).as("%s", status).isEqualTo(Outcome.Promoted);
            assertThat(status.decision().rule()).isEqualTo(Rule.Success);
            assertThat(status.metrics()).filteredOn(metric -> metric.variant().equals("candidate"))
                    .extracting(ModelExperimentStatus.MetricStatus::verdict).containsExactly(Verdict.Superior);
            play.assertServedBy("candidate");
            return status;
        }
    }
}
