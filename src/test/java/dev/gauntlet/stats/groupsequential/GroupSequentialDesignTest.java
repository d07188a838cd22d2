package dev.gauntlet.stats.groupsequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.StandardNormal;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupSequentialDesignTest {

    private static final SpendingFunction OBRIEN_FLEMING = new SpendingFunction.OBrienFleming();
    private static final SpendingFunction POCOCK = new SpendingFunction.Pocock();

    @Test
    void oneLookIsAFixedSample() {
        double z = StandardNormal.upperQuantile(0.025);
        assertThat(GroupSequentialDesign.spending(POCOCK, 0.05, 2, 1).upper()).containsExactly(z);
        assertThat(GroupSequentialDesign.wangTsiatis(0.3, 0.05, 2, 1).upper()).containsExactly(z);
        FutilityDesign design = FutilityDesign.of(OBRIEN_FLEMING, 0.025, POCOCK, 0.1, false, 1);
        assertThat(design.drift()).isCloseTo(z + StandardNormal.upperQuantile(0.1), within(1e-12));
        assertThat(design.bounds().upper()).containsExactly(z);
        assertThat(design.bounds().lower()).containsExactly(z);
    }

    @ParameterizedTest
    @CsvSource({"1,0.025", "2,0.05", "1,1e-9", "2,0.4"})
    void theErrorRateIsSpentExactlyAlsoWithManyUnevenLooks(int sides, double alpha) {
        double[] fractions = IntStream.rangeClosed(1, 60).mapToDouble(k -> Math.pow(k / 60.0, 2.5)).toArray();
        for (SpendingFunction spending : new SpendingFunction[] {OBRIEN_FLEMING, POCOCK, new SpendingFunction.Power(0.2)}) {
            GroupSequentialDesign design = GroupSequentialDesign.spending(spending, alpha, sides, fractions);
            assertThat(design.exits(0).total() / alpha).isCloseTo(1, within(1e-9));
            assertThat(design.upper()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void aLookBeforeAnythingCanBeSpentNeverStops() {
        GroupSequentialDesign design = GroupSequentialDesign.spending(OBRIEN_FLEMING, 0.05, 2, 1e-5, 0.5, 1);
        assertThat(design.upper().get(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(design.exits(0).total()).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void powerAndDriftAreInverse() {
        GroupSequentialDesign design = GroupSequentialDesign.spending(POCOCK, 0.05, 2, 0.3, 0.6, 1);
        for (double power : new double[] {0.03, 0.5, 0.999}) {
            assertThat(design.power(design.driftForPower(power))).isCloseTo(power, within(1e-11));
        }
        assertThatThrownBy(() -> design.driftForPower(0.02)).hasMessageContaining("power").hasMessageContaining("0.02");
    }

    @Test
    void nonBindingFutilityCostsPowerAndBindingFutilityLowersTheBounds() {
        double[] fractions = {0.25, 0.5, 0.75, 1};
        GroupSequentialDesign without = GroupSequentialDesign.spending(OBRIEN_FLEMING, 0.025, 1, fractions);
        FutilityDesign binding = FutilityDesign.of(OBRIEN_FLEMING, 0.025, POCOCK, 0.2, true, fractions);
        FutilityDesign overrulable = FutilityDesign.of(OBRIEN_FLEMING, 0.025, POCOCK, 0.2, false, fractions);
        assertThat(binding.bounds().upper().get(3)).isLessThan(without.upper().get(3));
        assertThat(overrulable.bounds().upper()).isEqualTo(without.upper());
        assertThat(overrulable.drift()).isGreaterThan(binding.drift());
        assertThat(binding.bounds().exits(0).totalAbove()).isCloseTo(0.025, within(1e-12));
        assertThat(binding.bounds().exits(binding.drift()).totalBelow()).isCloseTo(0.2, within(1e-11));
        assertThat(overrulable.bounds().exits(overrulable.drift()).totalBelow()).isCloseTo(0.2, within(1e-11));
    }

    @Test
    void designsThatSpendNearlyAllAtOneLookAreFixedSamples() {
        double z = StandardNormal.upperQuantile(0.025);
        assertThat(GroupSequentialDesign.wangTsiatis(-30, 0.05, 2, 0.3, 1).upper().get(1)).isCloseTo(z, within(1e-9));
        assertThat(GroupSequentialDesign.wangTsiatis(30, 0.05, 2, 0.3, 1).upper().get(0)).isCloseTo(z, within(1e-9));
        SpendingFunction late = new SpendingFunction.HwangShihDeCani(-1e9);
        FutilityDesign design = FutilityDesign.of(late, 0.025, late, 0.1, true, 0.3, 1);
        assertThat(design.drift()).isCloseTo(z + StandardNormal.upperQuantile(0.1), within(1e-9));
        assertThat(design.bounds().upper().get(1)).isCloseTo(z, within(1e-9));
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> GroupSequentialDesign.spending(POCOCK, 0.6, 2, 1)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> GroupSequentialDesign.spending(POCOCK, 0.05, 3, 1)).hasMessageContaining("sides");
        assertThatThrownBy(() -> GroupSequentialDesign.spending(POCOCK, 0.05, 2)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> GroupSequentialDesign.spending(POCOCK, 0.05, 2, 0.5, 0.5)).hasMessageContaining("information");
        assertThatThrownBy(() -> GroupSequentialDesign.spending(POCOCK, 0.05, 2, 0.5, 1.2)).hasMessageContaining("fractions");
        assertThatThrownBy(() -> GroupSequentialDesign.wangTsiatis(Double.NaN, 0.05, 2, 1)).hasMessageContaining("shape");
        assertThatThrownBy(() -> FutilityDesign.of(POCOCK, 0.05, POCOCK, 0.2, true, 0.5)).hasMessageContaining("fractions");
        assertThatThrownBy(() -> FutilityDesign.of(POCOCK, 0.05, POCOCK, 0.97, true, 1)).hasMessageContaining("beta");
        assertThatThrownBy(() -> FutilityDesign.of(POCOCK, 0.05, POCOCK, 1.2, true, 1)).hasMessageContaining("beta");
        assertThatThrownBy(() -> new ConditionalPower(1, 0, 2)).hasMessageContaining("fraction");
        assertThatThrownBy(() -> new ConditionalPower(0.5, Double.NaN, 2)).hasMessageContaining("z");
    }
}
