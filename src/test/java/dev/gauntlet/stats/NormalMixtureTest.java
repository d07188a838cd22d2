package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalMixtureTest {

    @ParameterizedTest
    @CsvSource({"1e-9, 0.05", "1e-3, 0.05", "1, 0.05", "1e3, 0.05", "1e12, 0.05", "1, 1e-12", "1, 1e-300", "1, 0.4"})
    void theCriticalDeviateIsWhereTheEValueReachesTheThreshold(double information, double level) {
        for (NormalMixture mixture : new NormalMixture[] {new TwoSidedMixture(1), new OneSidedMixture(1)}) {
            double z = mixture.criticalZ(information, level);
            assertThat(mixture.logEValue(z, information)).isCloseTo(-Math.log(level), within(1e-9 * Math.max(1, -Math.log(level))));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e100, -40, -1, 0, 1, 40, 1e100})
    void evidenceIsANumberForEveryDeviate(double z) {
        for (NormalMixture mixture : new NormalMixture[] {new TwoSidedMixture(1e-3), new OneSidedMixture(1e3)}) {
            assertThat(mixture.logEValue(z, 1)).isNotNaN();
            assertThat(mixture.pValue(z, 1)).isBetween(0.0, 1.0);
        }
    }

    @Test
    void deviatesInTheWrongDirectionAreNoEvidenceForTheOneSidedMixture() {
        assertThat(new OneSidedMixture(1).logEValue(-5, 10)).isLessThan(-2);
        assertThat(new OneSidedMixture(1).pValue(-5, 10)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.36787944117144233, -0.3678, -0.1, -1e-3, -1e-100, -1e-300})
    void lambertsLowerBranchInvertsItsDefinition(double x) {
        double w = LambertW.minusBranch(x);
        assertThat(w).isLessThanOrEqualTo(-1);
        assertThat(Math.log(-w) + w).isCloseTo(Math.log(-x), within(1e-12 * Math.max(1, -Math.log(-x))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.4, Double.NaN})
    void lambertsLowerBranchEndsAtMinusOneOverE(double x) {
        assertThatThrownBy(() -> LambertW.minusBranch(x)).hasMessageContaining("x must lie");
    }

    @Test
    void theTunedMixtureIsNarrowestAtThePlan() {
        double best = TwoSidedMixture.tunedAt(100, 0.05).criticalZ(100, 0.05);
        assertThat(new TwoSidedMixture(11).criticalZ(100, 0.05)).isGreaterThan(best);
        assertThat(new TwoSidedMixture(13.5).criticalZ(100, 0.05)).isGreaterThan(best);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.5, 0.25", "2, 0.5", "5, 1", "10, 2", "40, 30", "3, 1000000"})
    void owensFunctionHasItsKnownValues(double h, double a) {
        assertThat(DelayedStart.owensT(h, 1))
                .isCloseTo(0.5 * StandardNormal.cdf(h) * StandardNormal.survival(h), within(1e-14));
        assertThat(DelayedStart.owensT(0, a)).isCloseTo(Math.atan(a) / (2 * Math.PI), within(1e-12));
    }
}
