package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;

/**
 * Test of "the arms do not differ in any stratum" of Cochran 1954 and Mantel, Haenszel 1959, without continuity correction: the
 * stratified difference over its standard deviation given all margins.
 *
 * @param z standard normal under the hypothesis; positive when the challenger has more successes
 */
public record CochranMantelHaenszel(double z) {

    /** The test; empty when no stratum has trials in both arms, or none has both a success and a failure. */
    public static Optional<CochranMantelHaenszel> of(List<TwoArmCounts> strata) {
        List<TwoArmCounts> used = strata.stream().filter(TwoArmCounts::isComparable).toList();
        if (used.isEmpty()) {
            return Optional.empty();
        }
        double variance = StratifiedProportions.pooledVariance(used);
        List<ProportionStratum> unclustered = used.stream()
                .map(counts -> ProportionStratum.unclustered(counts.challenger(), counts.champion()))
                .toList();
        return StratifiedProportions.estimate(unclustered, EffectScale.ABSOLUTE)
                .filter(difference -> variance > 0)
                .map(difference -> new CochranMantelHaenszel(difference.effect() / Math.sqrt(variance)));
    }

    /** The square of {@link #z()}, chi-square with one degree of freedom under the hypothesis. */
    public double chiSquare() {
        return z * z;
    }

    /** Two-sided p-value. */
    public double pValue() {
        return 2 * StandardNormal.survival(Math.abs(z));
    }
}
