package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlanningTest {

    @Test
    void aLiftAndTheSameDifferenceNeedTheSameSample() {
        SamplePlan lift = Planning.superiority(0.2, 0.05, EffectScale.RELATIVE, 0.05, 0.2, 0.5, 1);
        SamplePlan difference = Planning.superiority(0.2, 0.01, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 1);
        assertThat(lift.championTrials()).isCloseTo(difference.championTrials(), within(1e-6));
        assertThat(lift.information()).isCloseTo(difference.information() * 0.04, within(1e-6));
        assertThat(lift.information())
                .isCloseTo(SequentialDesign.superiority(0.05, 0.2, 0.05).plannedInformation(), within(1e-6));
    }

    @Test
    void theDesignEffectMultipliesTheSample() {
        SamplePlan requests = Planning.superiority(0.2, 0.01, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 1);
        SamplePlan users = Planning.superiority(0.2, 0.01, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 3);
        assertThat(users.totalTrials()).isCloseTo(3 * requests.totalTrials(), within(3L));
    }

    @Test
    void aSmallShareLengthensTheExperiment() {
        SamplePlan half = Planning.nonInferiority(0.05, 0.01, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 1);
        SamplePlan tenth = Planning.nonInferiority(0.05, 0.01, EffectScale.ABSOLUTE, 0.05, 0.2, 0.1, 1);
        assertThat((double) tenth.totalTrials() / half.totalTrials()).isCloseTo(0.25 / 0.09, within(1e-4));
        assertThat(tenth.challengerTrials() / tenth.totalTrials()).isCloseTo(0.1, within(1e-4));
    }

    @Test
    void theLongestRunIsTheHorizonOfTheDesign() {
        SamplePlan plan = Planning.superiority(0.2, 0.01, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 1);
        assertThat(plan.longestRun().information()).isCloseTo(1.5 * plan.information(), within(1e-6));
    }

    @Test
    void noRateIsFarEnoughAwayForATinySample() {
        assertThat(Planning.minimumDetectableDifference(0.05, 2, 0.2, 0.001, 5, 5, 1, -1)).isEmpty();
        assertThat(Planning.minimumDetectableDifference(0.05, 2, 0.2, 0.001, 1e6, 1e6, 1, -1)).isPresent();
    }

    @Test
    void impossiblePlansAreRefusedByName() {
        assertThatThrownBy(() -> Planning.superiority(0.95, 0.10, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 1))
                .hasMessageContaining("challengerRate");
        assertThatThrownBy(() -> Planning.superiority(0, 0.10, EffectScale.ABSOLUTE, 0.05, 0.2, 0.5, 1))
                .hasMessageContaining("baseRate");
        assertThatThrownBy(() -> Planning.superiority(0.1, 0.10, EffectScale.RELATIVE, 0.05, 0.2, 1, 1))
                .hasMessageContaining("challengerShare");
        assertThatThrownBy(() -> Planning.superiority(0.1, 0.10, EffectScale.RELATIVE, 0.05, 0.2, 0.5, 0))
                .hasMessageContaining("designEffect");
    }

    @Test
    void errorRatesAreSplitOverTheTestsThatMayEachErr() {
        AlphaPlan plan = AlphaPlan.of(0.05, 0.01, 2, 1, 3);
        assertThat(plan.superiority()).isCloseTo(0.025, within(1e-15));
        assertThat(plan.nonInferiority()).isEqualTo(0.05);
        assertThat(plan.deterioration()).isCloseTo(0.01 / 8, within(1e-15));
    }

    @Test
    void errorRatesWithoutMetricsOrChallengersAreRefusedOrLeftWhole() {
        assertThat(AlphaPlan.of(0.05, 0.01, 1, 0, 0).superiority()).isEqualTo(0.05);
        assertThatThrownBy(() -> AlphaPlan.of(0.05, 0.01, 0, 1, 1)).hasMessageContaining("challengers");
        assertThatThrownBy(() -> AlphaPlan.of(0.05, Double.NaN, 1, 1, 1)).hasMessageContaining("deteriorationAlpha");
    }
}
