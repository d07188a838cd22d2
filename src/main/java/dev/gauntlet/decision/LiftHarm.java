package dev.gauntlet.decision;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.FixedVariance;
import dev.gauntlet.stats.NullVariance;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evidence that a lift exceeds what is tolerated, for events of which fewer are better.
 *
 * <p>A lift says little while the champion has hardly any event, however many the challenger has: its information is about the
 * number of the champion's events. The same hypothesis "R1 is at most ratio R0" can also be tested by the contrast
 * R1 - ratio R0 on the scale of the rates, where the challenger's events alone suffice. Both are e-processes against one
 * hypothesis, and so is their mean.
 */
final class LiftHarm {

    private LiftHarm() {
    }

    /**
     * Log e-value against "the lift is at most {@code tolerated}".
     *
     * @param onLift test on the lift
     * @param onContrast test on the scale of the rates
     * @param estimate estimated lift
     * @param tolerated the largest lift that is no harm, at least -1
     */
    static double logEvidence(OneSidedDesign onLift, OneSidedDesign onContrast, EffectEstimate estimate, double tolerated) {
        double lift = onLift.logEValueAbove(estimate, tolerated);
        double contrast = onContrast.logEValueAbove(contrast(estimate, tolerated), 0);
        double larger = Math.max(lift, contrast);
        return larger + Math.log1p(Math.exp(Math.min(lift, contrast) - larger)) - Math.log(2);
    }

    /**
     * Estimated lift over a champion without any event, to whom one is lent: that makes the challenger look better, so that
     * evidence of harm stays on the safe side.
     *
     * @return empty when no stratum can be compared or the variance is unknown
     */
    static Optional<EffectEstimate> overEventlessChampion(List<ProportionStratum> strata) {
        List<ProportionStratum> lent = new ArrayList<>(strata);
        for (int i = 0; i < lent.size(); i++) {
            if (lent.get(i).totals().isComparable()) {
                lent.set(i, lend(lent.get(i)));
                return StratifiedProportions.estimate(lent, EffectScale.RELATIVE);
            }
        }
        return Optional.empty();
    }

    private static EffectEstimate contrast(EffectEstimate lift, double tolerated) {
        double champion = lift.champion();
        NullVariance.Variances ofLift = lift.nullVariance().under(tolerated);
        // One variance serves both the deviate and the information here; the larger one is on the safe side.
        double variance = Math.max(ofLift.ofEstimate(), ofLift.ofDeviate()) * champion * champion;
        return new EffectEstimate(champion, lift.challenger(), champion * (lift.effect() - tolerated), variance,
                EffectScale.ABSOLUTE, lift.varianceMethod(), lift.championTrials(), lift.challengerTrials(),
                lift.degreesOfFreedom(), new FixedVariance(variance));
    }

    private static ProportionStratum lend(ProportionStratum stratum) {
        SortedMap<String, TwoArmCounts> clusters = new TreeMap<>(stratum.clusters());
        clusters.entrySet().stream().filter(c -> !c.getValue().champion().isEmpty()).findFirst()
                .ifPresent(c -> clusters.put(c.getKey(), lend(c.getValue())));
        return new ProportionStratum(lend(stratum.totals()), clusters);
    }

    private static TwoArmCounts lend(TwoArmCounts counts) {
        return new TwoArmCounts(counts.challenger(),
                new BinomialCounts(counts.champion().trials(), counts.champion().successes() + 1));
    }
}
