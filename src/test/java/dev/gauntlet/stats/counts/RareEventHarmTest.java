package dev.gauntlet.stats.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RareEventHarmTest {

    @ParameterizedTest
    @EnumSource(EffectScale.class)
    void trialsAndExposuresGiveTheSameEvidence(EffectScale scale) {
        List<SumsStratum> sums = List.of(SumsStratum.unclustered(ArmSums.of(1000, 25), ArmSums.of(19_000, 190)));
        for (RareEventHarm harm : RareEventHarm.values()) {
            assertThat(harm.logEvidence(List.of(stratum(1000, 25, 19_000, 190)), scale, 0.002))
                    .isEqualTo(harm.logEvidenceOfCounts(sums, scale, 0.002));
        }
    }

    @Test
    void moreToleranceLeavesLessEvidence() {
        List<ProportionStratum> strata = List.of(stratum(1000, 30, 19_000, 190), stratum(5000, 120, 5000, 50));
        double before = Double.POSITIVE_INFINITY;
        for (double tolerance : new double[] {0, 0.1, 0.5, 1, 2, 10}) {
            double evidence = RareEventHarm.EXCESS.logEvidence(strata, EffectScale.RELATIVE, tolerance);
            assertThat(evidence).isLessThan(before);
            before = evidence;
        }
        before = Double.POSITIVE_INFINITY;
        for (double tolerance : new double[] {0, 0.001, 0.01, 0.1, 1}) {
            double evidence = RareEventHarm.EXCESS.logEvidence(strata, EffectScale.ABSOLUTE, tolerance);
            assertThat(evidence).isLessThan(before);
            before = evidence;
        }
    }

    @Test
    void eachDirectionSeesItsOwnHarm() {
        List<ProportionStratum> more = List.of(stratum(1000, 40, 19_000, 190));
        List<ProportionStratum> fewer = List.of(stratum(10_000, 40, 10_000, 100));
        assertThat(RareEventHarm.EXCESS.logEvidence(more, EffectScale.RELATIVE, 0)).isGreaterThan(5);
        assertThat(RareEventHarm.SHORTFALL.logEvidence(more, EffectScale.RELATIVE, 0)).isNegative();
        assertThat(RareEventHarm.SHORTFALL.logEvidence(fewer, EffectScale.RELATIVE, 0)).isGreaterThan(5);
        assertThat(RareEventHarm.EXCESS.logEvidence(fewer, EffectScale.RELATIVE, 0)).isNegative();
    }

    @Test
    void aChampionWithoutAnyEventDoesNotHideHarm() {
        assertThat(RareEventHarm.EXCESS.logEvidence(List.of(stratum(1000, 10, 19_000, 0)), EffectScale.RELATIVE, 0.5))
                .isGreaterThan(10);
    }

    @Test
    void nothingToCompareIsNoEvidence() {
        for (List<ProportionStratum> strata : List.of(List.<ProportionStratum>of(), List.of(stratum(0, 0, 100, 5)),
                List.of(stratum(100, 5, 0, 0)), List.of(stratum(100, 0, 100, 0)))) {
            assertThat(RareEventHarm.EXCESS.logEvidence(strata, EffectScale.RELATIVE, 0.1)).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void hugeCountsStayFiniteAndTinyDifferencesAreFoundInThem() {
        long n = 1_000_000_000_000L;
        assertThat(RareEventHarm.EXCESS.logEvidence(List.of(stratum(n, n, n, n)), EffectScale.RELATIVE, 0)).isNegative().isFinite();
        assertThat(RareEventHarm.EXCESS.logEvidence(List.of(stratum(n, n / 100 + 1_000_000, n, n / 100)), EffectScale.RELATIVE, 0))
                .isGreaterThan(10);
        assertThat(RareEventHarm.EXCESS.logEvidence(List.of(stratum(n, n, n, 0)), EffectScale.ABSOLUTE, 0.01)).isFinite();
        assertThat(RareEventHarm.SHORTFALL.logEvidence(List.of(stratum(n, 0, n, n)), EffectScale.ABSOLUTE, 0.01)).isFinite();
    }

    @Test
    void badInputIsRefusedByName() {
        List<ProportionStratum> strata = List.of(stratum(100, 1, 100, 1));
        assertThatThrownBy(() -> RareEventHarm.EXCESS.logEvidence(strata, EffectScale.RELATIVE, Double.NaN))
                .hasMessageContaining("tolerance");
        assertThatThrownBy(() -> RareEventHarm.EXCESS.logEvidence(strata, EffectScale.ABSOLUTE, -0.1)).hasMessageContaining("tolerance");
        assertThatThrownBy(() -> RareEventHarm.SHORTFALL.logEvidence(strata, EffectScale.RELATIVE, 1)).hasMessageContaining("lift");
        TreeMap<String, TwoArmCounts> clusters = new TreeMap<>();
        clusters.put("a", strata.get(0).totals());
        assertThatThrownBy(() -> RareEventHarm.EXCESS.logEvidence(List.of(ProportionStratum.clustered(clusters)), EffectScale.RELATIVE, 0))
                .hasMessageContaining("clusters");
    }

    private static ProportionStratum stratum(long trials1, long events1, long trials0, long events0) {
        return ProportionStratum.unclustered(new BinomialCounts(trials1, events1), new BinomialCounts(trials0, events0));
    }
}
