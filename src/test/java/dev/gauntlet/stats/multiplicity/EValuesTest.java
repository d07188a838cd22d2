package dev.gauntlet.stats.multiplicity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.DistributionBand;
import dev.gauntlet.stats.PolynomialStitching;
import java.util.List;
import org.junit.jupiter.api.Test;

class EValuesTest {

    @Test
    void aWeakHypothesisIsRejectedBesideStrongOnes() {
        // K = 3 at 0.1: 30 for one, 15 for two, 10 for three.
        assertThat(EValues.benjaminiHochberg(List.of(Math.log(11), Math.log(40), Math.log(12)), 0.1)).containsExactly(true, true, true);
        assertThat(EValues.benjaminiHochberg(List.of(Math.log(9), Math.log(40), Math.log(12)), 0.1)).containsExactly(false, true, false);
    }

    @Test
    void hugeAndZeroEValuesAreFine() {
        assertThat(EValues.benjaminiHochberg(List.of(1e6, Double.NEGATIVE_INFINITY), 1e-9)).containsExactly(true, false);
        assertThat(EValues.benjaminiHochberg(List.of(), 0.05)).isEmpty();
        assertThat(EValues.logMean(List.of(1e6, 1e6))).isCloseTo(1e6, within(1e-6));
        assertThat(EValues.logMean(List.of(Double.NEGATIVE_INFINITY))).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(EValues.logMean(List.of(Double.POSITIVE_INFINITY, 0.0))).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> EValues.benjaminiHochberg(List.of(Double.NaN), 0.05)).hasMessageContaining("logEValues");
        assertThatThrownBy(() -> EValues.benjaminiHochberg(List.of(1.0), 1)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> EValues.logMean(List.of())).hasMessageContaining("logEValues");
        assertThatThrownBy(() -> new PolynomialStitching(1, 1, 2)).hasMessageContaining("s must");
        assertThatThrownBy(() -> new PolynomialStitching(1, 1.4, 1)).hasMessageContaining("eta");
        assertThatThrownBy(() -> new PolynomialStitching(1, 1.4, 2).bound(Double.NaN, 0.05)).hasMessageContaining("variance");
        assertThatThrownBy(() -> DistributionBand.halfWidth(0, 0.05)).hasMessageContaining("n must");
        assertThatThrownBy(() -> DistributionBand.halfWidth(10, 0)).hasMessageContaining("alpha");
    }

    @Test
    void boundariesCoverTheirWholeRange() {
        PolynomialStitching stitching = new PolynomialStitching(1, 1.4, 2);
        assertThat(stitching.bound(0, 0.05)).isEqualTo(stitching.bound(1, 0.05));
        assertThat(stitching.bound(1e12, 1e-9)).isFinite().isGreaterThan(1e6);
        assertThat(DistributionBand.halfWidth(1, 0.05)).isFinite();
        assertThat(DistributionBand.halfWidth(1e12, 0.05)).isLessThan(1e-5);
    }
}
