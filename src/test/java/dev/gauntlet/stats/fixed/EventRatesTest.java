package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmSums;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class EventRatesTest {

    private static final Percentage ROUNDING = Percentage.withPercentage(1e-8);

    @Test
    void overdispersionWidensEveryNormalMethodByItsRoot() {
        TwoArmSums events = events(250, 3600, 200, 3600);
        double z = EventRates.scoreZ(events, 1, 1).getAsDouble();
        assertThat(EventRates.scoreZ(events, 1, 4).getAsDouble()).isCloseTo(z / 2, within(1e-14));
        Interval poisson = EventRates.logWald(events, 0.95, 1).orElseThrow();
        Interval bursts = EventRates.logWald(events, 0.95, 4).orElseThrow();
        assertThat(Math.log(bursts.upper() / bursts.lower()))
                .isCloseTo(2 * Math.log(poisson.upper() / poisson.lower()), ROUNDING);
    }

    @Test
    void aDispersionBelowOneCountsAsOne() {
        TwoArmSums events = events(250, 3600, 200, 3600);
        assertThat(EventRates.scoreZ(events, 1, 0.3)).isEqualTo(EventRates.scoreZ(events, 1, 1));
        assertThat(EventRates.scoreInterval(events, 0.95, 0.3)).isEqualTo(EventRates.scoreInterval(events, 0.95, 1));
    }

    @Test
    void theScoreIntervalHoldsTheRatiosThatTheScoreTestDoesNotReject() {
        TwoArmSums events = events(12, 1000, 5, 900);
        for (double dispersion : new double[] {1, 2.5}) {
            Interval interval = EventRates.scoreInterval(events, 0.95, dispersion);
            double z = ProportionInterval.criticalZ(0.95);
            assertThat(EventRates.scoreZ(events, interval.lower(), dispersion).getAsDouble()).isCloseTo(z, ROUNDING);
            assertThat(EventRates.scoreZ(events, interval.upper(), dispersion).getAsDouble()).isCloseTo(-z, ROUNDING);
        }
    }

    @Test
    void theExactIntervalHoldsTheRatiosThatNeitherExactTailRejects() {
        TwoArmSums events = events(12, 1000, 5, 900);
        Interval interval = EventRates.exactInterval(events, 0.95);
        assertThat(EventRates.exact(events, interval.lower()).greater().value()).isCloseTo(0.025, ROUNDING);
        assertThat(EventRates.exact(events, interval.upper()).less().value()).isCloseTo(0.025, ROUNDING);
    }

    @Test
    void countersWithoutEventsBoundTheRatioOnOneSideOrNone() {
        assertThat(EventRates.exactInterval(events(0, 10, 0, 10), 0.95))
                .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY, 0.95));
        assertThat(EventRates.scoreInterval(events(0, 10, 0, 10), 0.95, 1))
                .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY, 0.95));
        assertThat(EventRates.exactInterval(events(3, 10, 0, 10), 0.95).upper()).isInfinite();
        assertThat(EventRates.scoreInterval(events(0, 10, 3, 10), 0.95, 2).lower()).isZero();
        assertThat(EventRates.scoreZ(events(0, 10, 0, 10), 1, 1)).isEmpty();
        assertThat(EventRates.ratio(events(3, 10, 0, 10))).isEmpty();
        assertThat(EventRates.logWald(events(0, 10, 3, 10), 0.95, 1)).isEmpty();
        assertThat(EventRates.exact(events(0, 10, 0, 10), 1).twoSided()).isEqualTo(PValue.ONE);
    }

    @Test
    void anEventRateAHundredTimesAsHighKeepsTheLogarithmOfItsPValue() {
        PValue p = EventRates.exact(events(100_000, 1e6, 1_000, 1e6), 1).greater();
        assertThat(p.value()).isZero();
        assertThat(p.log()).isBetween(-66_000.0, -64_000.0);
    }

    @Test
    void halfATrillionEventsAnArmAreTested() {
        TwoArmSums events = events(5e11, 1e15, 5e11, 1e15);
        assertThat(EventRates.exact(events, 1).twoSided().value()).isEqualTo(1);
        Interval interval = EventRates.exactInterval(events, 0.95);
        assertThat(interval.upper() - 1).isCloseTo(1.96 * Math.sqrt(4e-12), Percentage.withPercentage(0.1));
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> EventRates.exact(events(1.5, 10, 3, 10), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("challenger events").hasMessageContaining("1.5");
        assertThatThrownBy(() -> EventRates.exact(events(1, 10, -3, 10), 1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("champion events");
        assertThatThrownBy(() -> EventRates.difference(new TwoArmSums(ArmSums.NONE, ArmSums.of(1, 1))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("challenger exposure");
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> EventRates.scoreZ(events(1, 10, 3, 10), 1, bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("dispersion").hasMessageContaining("" + bad);
            assertThatThrownBy(() -> EventRates.exact(events(1, 10, 3, 10), bad))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("ratio").hasMessageContaining("" + bad);
        }
    }

    private static TwoArmSums events(double x1, double e1, double x0, double e0) {
        return new TwoArmSums(ArmSums.of(e1, x1), ArmSums.of(e0, x0));
    }
}
