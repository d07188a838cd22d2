package dev.gauntlet.stats.multiplicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.StandardNormal;
import java.util.Collections;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class DunnettTest {

    private static final double KNOWN = Double.POSITIVE_INFINITY;

    @Test
    void oneChallengerIsAnOrdinaryTest() {
        Dunnett test = new Dunnett(List.of(70.0), 30, 2);
        assertThat(test.criticalValue(0.05, KNOWN)).isEqualTo(StandardNormal.upperQuantile(0.025));
        assertThat(test.criticalValue(0.05, 12)).isEqualTo(TDistribution.of(12).inverseSurvivalProbability(0.025));
        for (double t : new double[] {0, 0.4, 3, 7, 20, 35}) {
            double normal = 2 * StandardNormal.survival(t);
            assertThat(test.adjustedPValues(List.of(-t), KNOWN).get(0)).isCloseTo(normal, within(1e-11 * normal));
            double student = 2 * TDistribution.of(12).survivalProbability(t);
            assertThat(test.adjustedPValues(List.of(t), 12).get(0)).isCloseTo(student, within(1e-11 * student));
        }
        double lower = new Dunnett(List.of(70.0), 30, 1).adjustedPValues(List.of(-2.0), KNOWN).get(0);
        assertThat(lower).isCloseTo(StandardNormal.cdf(2), within(1e-12));
    }

    @Test
    void aHugeChampionMakesTheTestsIndependent() {
        Dunnett test = new Dunnett(List.of(1.0, 1.0, 1.0), 1e12, 2);
        double sidak = -Math.expm1(3 * Math.log1p(-2 * StandardNormal.survival(2.5)));
        assertThat(test.adjustedPValues(List.of(2.5, 2.5, 2.5), KNOWN).get(1)).isCloseTo(sidak, within(1e-9));
    }

    @Test
    void aTinyChampionMakesThemOneTest() {
        Dunnett test = new Dunnett(List.of(1e6, 1e6, 1e6), 1, 2);
        double single = 2 * StandardNormal.survival(2.5);
        assertThat(test.adjustedPValues(List.of(2.5, 2.5, 2.5), KNOWN).get(0)).isBetween(single, 1.01 * single);
        assertThat(test.criticalValue(0.05, KNOWN)).isBetween(StandardNormal.upperQuantile(0.025), 1.97);
    }

    @Test
    void theCriticalValueIsExceededWithProbabilityAlpha() {
        for (double alpha : new double[] {0.4, 0.05, 1e-9}) {
            for (int sides = 1; sides <= 2; sides++) {
                Dunnett test = new Dunnett(List.of(10.0, 200.0, 3000.0, 50.0, 50.0), 400, sides);
                double critical = test.criticalValue(alpha, KNOWN);
                assertThat(test.adjustedPValues(Collections.nCopies(5, critical), KNOWN).get(0))
                        .isCloseTo(alpha, within(1e-10 * alpha));
                assertThat(critical).isLessThan(test.bonferroniCriticalValue(alpha, KNOWN));
            }
        }
    }

    @Test
    void impossibleArgumentsAreRefusedByName() {
        assertThatThrownBy(() -> new Dunnett(List.of(), 1, 2)).hasMessageContaining("challengerSizes");
        assertThatThrownBy(() -> new Dunnett(List.of(0.0), 1, 2)).hasMessageContaining("challengerSizes");
        assertThatThrownBy(() -> new Dunnett(List.of(1.0), Double.NaN, 2)).hasMessageContaining("championSize");
        assertThatThrownBy(() -> new Dunnett(List.of(1.0), 1, 3)).hasMessageContaining("sides");
        Dunnett test = new Dunnett(List.of(1.0, 1.0), 1, 2);
        assertThatThrownBy(() -> test.adjustedPValues(List.of(1.0), KNOWN)).hasMessageContaining("statistics");
        assertThatThrownBy(() -> test.adjustedPValues(List.of(1.0, Double.NaN), KNOWN)).hasMessageContaining("statistics");
        assertThatThrownBy(() -> test.criticalValue(0.05, 0.5)).hasMessageContaining("degreesOfFreedom");
        assertThatThrownBy(() -> test.criticalValue(0.5, KNOWN)).hasMessageContaining("alpha");
    }
}
