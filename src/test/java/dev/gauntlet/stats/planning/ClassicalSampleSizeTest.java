package dev.gauntlet.stats.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassicalSampleSizeTest {

    @Test
    void aSampleOfMeansHasThePowerItWasPlannedFor() {
        for (double difference : new double[] {0.001, 0.1, 1, 3}) {
            StudentSampleSize test = new StudentSampleSize(difference, 1, 1, 0.025);
            assertThat(test.power(test.champion(0.2))).isCloseTo(0.8, within(1e-11));
        }
    }

    @Test
    void thePowerOfATTestOfAnAbsentEffectIsItsErrorRate() {
        assertThat(new StudentSampleSize(1e-12, 1, 0.5, 0.025).power(7)).isCloseTo(0.025, within(1e-11));
    }

    @Test
    void aHugeEffectNeedsNoMoreThanAVarianceEstimate() {
        assertThat(new StudentSampleSize(1e9, 1, 1, 0.025).champion(0.2)).isCloseTo(1.5, within(1e-6));
    }

    @Test
    void aTinyEffectNeedsTheNormalSample() {
        assertThat(new StudentSampleSize(1e-9, 1, 1, 0.025).champion(0.2)).isBetween(1.56e19, 1.58e19);
    }

    @Test
    void theScoreSampleWithoutAMarginIsThePooledOne() {
        ProportionSampleSize size = new ProportionSampleSize(0.1, 0.12, 0.5, 0.025, 0.2);
        assertThat(size.farringtonManning(0)).isCloseTo(size.pooled(), within(1e-9 * size.pooled()));
        assertThat(size.farringtonManning(1e-9)).isCloseTo(size.pooled(), within(1e-5 * size.pooled()));
    }

    @Test
    void equalRatesNeedAMargin() {
        ProportionSampleSize size = new ProportionSampleSize(0.1, 0.1, 1, 0.025, 0.2);
        assertThatThrownBy(size::pooled).hasMessageContaining("distance");
        assertThatThrownBy(size::arcsine).hasMessageContaining("distance");
        assertThat(size.farringtonManning(0.01)).isPositive();
        assertThatThrownBy(() -> size.farringtonManning(Double.NaN)).hasMessageContaining("margin");
        assertThatThrownBy(() -> new StudentSampleSize(0, 1, 1, 0.025)).hasMessageContaining("difference");
    }

    @Test
    void rareEventsKeepTheirAccuracy() {
        ProportionSampleSize size = new ProportionSampleSize(1e-9, 1e-9, 1, 0.025, 0.2);
        // With a margin far above the rates nearly all variance under the null is the margin itself.
        assertThat(size.farringtonManning(1e-3)).isBetween(1.0e3, 1e4);
    }
}
