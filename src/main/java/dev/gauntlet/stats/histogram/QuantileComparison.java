package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.OneSidedMixture;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Always-valid comparison of a quantile of two arms from cumulative buckets, without interpolation.
 *
 * <p>Both arms' distribution functions are weighted means over epochs of constant traffic weights, with the same Mantel-Haenszel
 * weights n1 n0/(n1+n0), so that a ramp cannot pass for a change of the quantile. The p-quantile Q of an arm lies above a bound b
 * exactly when F(b) &lt; p. Buckets know F(b) at their bounds and nowhere else, so a statement about Q_1 - Q_0 must come from two
 * bounds:
 * <pre>
 * Q_1 &lt;= b' and Q_0 &gt; b   give  Q_1 - Q_0 &lt;  b' - b      (not inferior when b' - b &lt;= margin)
 * Q_1 &gt; b'  and Q_0 &lt;= b  give  Q_1 - Q_0 &gt;  b' - b      (harm when b' - b &gt;= tolerance)
 * </pre>
 * Each part is one arm's claim about one share, with an e-value from the one-sided normal mixture ({@link QuantileEvidence}); the
 * evidence of a pair is the smaller of the two, that of the comparison the largest over all pairs.
 *
 * <p>Error rate. Suppose Q_1 - Q_0 exceeds the margin. A pair with b &lt; Q_0 then has b' &lt; Q_1, so its claim about the
 * challenger is false; one with b &gt;= Q_0 makes a false claim about the champion. All false claims about one arm fall together
 * with a single one, at the bound next to its quantile. So the e-value of the comparison is at most the larger of two e-values,
 * one of each arm, each of which ever reaches 2/alpha with probability at most alpha/2: the p-value 2/E is valid at any look, for
 * any number of bounds. Both bounds of the error are attained together, when each arm's share equals p at the bound that matters,
 * so half of alpha for each arm cannot be improved by more than the square of alpha; arms need not be independent. Comparing the
 * arms' shares at a bound with each other instead gains nothing: when the champion's quantile is in a bucket with upper bound b,
 * F_0(b) &gt;= p, so F_1(b') - F_0(b) is smaller than F_1(b') - p, and noisier. For harm it proves nothing, since two
 * distributions with the same quantile may differ at every bound.
 *
 * <p>The interval of the effect follows from two-sided ranges of each arm at half of its error rate, by the calibrated design.
 *
 * <p>When the mixture of strata moves its quantile over a bound during the run, each bound so passed has a single false claim of
 * its own; the error rates then hold for each of them.
 */
public final class QuantileComparison {

    /** Values expected beyond the quantile, on its rarer side, below which the normal law is not trusted. */
    public static final double FEWEST_BEYOND = 5;

    private final List<Double> bounds;
    private final QuantileTarget target;
    private final QuantileDesign design;
    private final WeightedArm challenger;
    private final WeightedArm champion;
    private final BucketMargin margins;

    private QuantileComparison(List<HistogramStratum> strata, QuantileTarget target, QuantileDesign design) {
        double[] shares = shares(strata);
        boolean clustered = !strata.get(0).clusters().isEmpty();
        this.bounds = strata.get(0).totals().champion().upperBounds();
        this.target = target;
        this.design = design;
        this.challenger = new WeightedArm(target.p(),
                strata.stream().map(stratum -> stratum.totals().challenger()).toList(), shares,
                clustered ? ClusterSpread.of(strata, shares, TwoArmHistograms::challenger) : null);
        this.champion = new WeightedArm(target.p(),
                strata.stream().map(stratum -> stratum.totals().champion()).toList(), shares,
                clustered ? ClusterSpread.of(strata, shares, TwoArmHistograms::champion) : null);
        this.margins = new BucketMargin(bounds, target);
    }

    /**
     * Compares the arms at one look; looks may be as many as one likes.
     *
     * @param strata epochs of constant traffic weights with the same bounds; those in which an arm is empty carry no weight;
     *     either all that carry weight have clusters or none has
     * @param target what is asked
     * @param design error rates and plan
     * @return the comparison; {@link QuantileResult.TooFewValues} when fewer than {@link #FEWEST_BEYOND} values are expected
     *     beyond the quantile in an arm, or an arm has fewer than 2 effective clusters
     * @throws IllegalArgumentException when bounds differ between strata, there is no finite one, the first lies below the
     *     smallest value, or some strata have clusters and others have none
     */
    public static QuantileResult of(List<HistogramStratum> strata, QuantileTarget target, QuantileDesign design) {
        checkBounds(strata, target);
        List<HistogramStratum> used = strata.stream().filter(QuantileComparison::isComparable).toList();
        long clustered = used.stream().filter(stratum -> !stratum.clusters().isEmpty()).count();
        if (clustered > 0 && clustered < used.size()) {
            throw new IllegalArgumentException("strata must all have clusters or none, but " + clustered + " of "
                    + used.size() + " have");
        }
        if (used.isEmpty()) {
            return new QuantileResult.TooFewValues("No stretch of constant weights has values of both arms.");
        }
        return new QuantileComparison(used, target, design).result();
    }

    private QuantileResult result() {
        double needed = FEWEST_BEYOND / Math.min(target.p(), 1 - target.p());
        for (WeightedArm arm : List.of(challenger, champion)) {
            String name = arm == challenger ? "challenger" : "champion";
            if (arm.effectiveValues() < needed) {
                return new QuantileResult.TooFewValues(String.format(Locale.ROOT,
                        "The %s's values count for %.0f, but its %s quantile needs %.0f.",
                        name, Math.floor(arm.effectiveValues()), target.p(), Math.ceil(needed)));
            }
            if (!arm.hasKnownSpread()) {
                return new QuantileResult.TooFewValues(
                        "The " + name + "'s values come from fewer than 2 effective clusters of units.");
            }
        }
        QuantileRange championRange = QuantileRange.of(
                champion, design.interval(design.plannedChampion(), target.p()));
        QuantileEffect effect = effect(championRange);
        int[] candidates = IntStream.rangeClosed(championRange.below() + 1, championRange.atMost()).toArray();
        boolean resolved = Arrays.stream(candidates).anyMatch(margins::isResolved);
        return resolved || effect.nonInferior()
                ? new QuantileResult.Compared(effect)
                : tooCoarse(effect, candidates);
    }

    private QuantileEffect effect(QuantileRange championRange) {
        QuantileRange challengerRange = QuantileRange.of(
                challenger, design.interval(design.plannedChallenger(), target.p()));
        double level = 1 - design.intervalAlpha();
        Interval ofChallenger = challengerRange.interval(bounds, target.smallestValue(), level);
        Interval ofChampion = championRange.interval(bounds, target.smallestValue(), level);
        double pNonInferior = pNonInferior();
        double pHarm = pHarm();
        return new QuantileEffect(
                ofChallenger,
                ofChampion,
                effectInterval(ofChallenger, ofChampion),
                pNonInferior,
                pHarm,
                pNonInferior <= design.nonInferiorityAlpha(),
                pHarm <= design.harmAlpha(),
                challenger.values(),
                champion.values(),
                challenger.interpolated(target.p()),
                champion.interpolated(target.p()));
    }

    private double pNonInferior() {
        OneSidedMixture ofChallenger = design.nonInferiority(design.plannedChallenger(), target.p());
        OneSidedMixture ofChampion = design.nonInferiority(design.plannedChampion(), target.p());
        return target.higherIsWorse()
                ? pValueBelow(target.margin(), false, ofChallenger, ofChampion)
                : pValueAbove(-target.margin(), false, ofChallenger, ofChampion);
    }

    private double pHarm() {
        OneSidedMixture ofChallenger = design.harm(design.plannedChallenger(), target.p());
        OneSidedMixture ofChampion = design.harm(design.plannedChampion(), target.p());
        return target.higherIsWorse()
                ? pValueAbove(target.tolerance(), true, ofChallenger, ofChampion)
                : pValueBelow(-target.tolerance(), true, ofChallenger, ofChampion);
    }

    /** P-value that is small when the challenger's quantile is not above, by more than the limit, the champion's. */
    private double pValueBelow(double limit, boolean strict, OneSidedMixture ofChallenger, OneSidedMixture ofChampion) {
        QuantileEvidence one = new QuantileEvidence(challenger, ofChallenger);
        QuantileEvidence zero = new QuantileEvidence(champion, ofChampion);
        // The champion's quantile is for certain not below the smallest value, but it may equal it.
        double best = strict ? Double.NEGATIVE_INFINITY : one.logAtMost(margins.largestWithin(-1, limit));
        for (int bound = 0; bound < margins.last(); bound++) {
            best = Math.max(best, Math.min(zero.logAbove(bound), one.logAtMost(margins.largestWithin(bound, limit))));
        }
        return pValue(best);
    }

    /** P-value that is small when the challenger's quantile is not below the champion's shifted by the limit. */
    private double pValueAbove(double limit, boolean strict, OneSidedMixture ofChallenger, OneSidedMixture ofChampion) {
        QuantileEvidence one = new QuantileEvidence(challenger, ofChallenger);
        QuantileEvidence zero = new QuantileEvidence(champion, ofChampion);
        double best = Double.NEGATIVE_INFINITY;
        for (int bound = 0; bound < margins.last(); bound++) {
            double ofOne = !strict && margins.isBelowAllValues(bound, limit)
                    ? Double.POSITIVE_INFINITY
                    : one.logAbove(margins.smallestFrom(bound, limit));
            best = Math.max(best, Math.min(zero.logAtMost(bound), ofOne));
        }
        return pValue(best);
    }

    private static double pValue(double logEvidence) {
        return Math.min(1, 2 * Math.exp(-logEvidence));
    }

    private Interval effectInterval(Interval ofChallenger, Interval ofChampion) {
        double level = ofChallenger.level();
        if (target.scale() == EffectScale.ABSOLUTE) {
            return new Interval(ofChallenger.lower() - ofChampion.upper(), ofChallenger.upper() - ofChampion.lower(), level);
        }
        return ofChampion.upper() == 0
                ? new Interval(-1, Double.POSITIVE_INFINITY, level)
                : new Interval(ofChallenger.lower() / ofChampion.upper() - 1,
                        ofChampion.lower() == 0 ? Double.POSITIVE_INFINITY : ofChallenger.upper() / ofChampion.lower() - 1,
                        level);
    }

    private QuantileResult tooCoarse(QuantileEffect effect, int[] candidates) {
        double lower = margins.bound(candidates[0] - 1);
        double upper = margins.bound(candidates[candidates.length - 1]);
        double resolvable = Arrays.stream(candidates).mapToDouble(margins::resolvable).min().orElseThrow();
        String where = String.format(Locale.ROOT, "The champion's %s quantile lies above %s%s, where ",
                target.p(), lower, upper < Double.POSITIVE_INFINITY ? " and not above " + upper : "");
        boolean ever = resolvable < Double.POSITIVE_INFINITY;
        String what = ever
                ? String.format(Locale.ROOT, "the narrowest bucket resolves a margin of %.4g but not of %s: add bounds there",
                        resolvable, target.margin())
                : "no bucket resolves any margin: add finite bounds there";
        return new QuantileResult.BucketsTooCoarse(
                effect, ever ? OptionalDouble.of(resolvable) : OptionalDouble.empty(), where + what + ".");
    }

    private static boolean isComparable(HistogramStratum stratum) {
        return stratum.totals().challenger().count() > 0 && stratum.totals().champion().count() > 0;
    }

    private static double[] shares(List<HistogramStratum> strata) {
        double[] weights = strata.stream().mapToDouble(stratum -> {
            double n1 = stratum.totals().challenger().count();
            double n0 = stratum.totals().champion().count();
            return n1 / (n1 + n0) * n0;
        }).toArray();
        double total = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / total).toArray();
    }

    private static void checkBounds(List<HistogramStratum> strata, QuantileTarget target) {
        for (HistogramStratum stratum : strata) {
            List<Double> bounds = stratum.totals().champion().upperBounds();
            List<Double> first = strata.get(0).totals().champion().upperBounds();
            if (!bounds.equals(first)) {
                throw new IllegalArgumentException(
                        "strata must have the same bounds, but one has " + first + " and another " + bounds);
            }
            if (bounds.size() < 2) {
                throw new IllegalArgumentException("strata must have a finite bound but have " + bounds);
            }
            if (bounds.get(0) < target.smallestValue()) {
                throw new IllegalArgumentException("smallestValue must not lie above the first bound " + bounds.get(0)
                        + " but is " + target.smallestValue());
            }
        }
    }
}
