package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.SumsStratum;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Always-valid comparison of two event rates by their ratio, exact for Poisson events: given all events of a stratum, each is the
 * challenger's with the odds {@code ratio n_1/n_0}, n the exposures, and the e-value is the tilted binomial mixture of {@link
 * TiltMixture#rateIncrease()} and its mirror image. The conditions are those of {@link RareEventHarm}: cumulative counts per
 * epoch of constant weights, a base rate that may move, events that do not come in bunches from units that keep their arm.
 */
public final class EventRateSequence {

    /** Log ratios beyond are not told from 0 and infinity. */
    private static final double LARGEST_LOG_RATIO = 600;
    private static final double ACCURACY = 1e-12;
    private static final int MAX_STEPS = 200;

    private EventRateSequence() {
    }

    /**
     * Log e-value against "the challenger's rate is {@code ratio} times the champion's", two-sided.
     *
     * @param strata cumulative events (numerator) and exposures (denominator) by epoch of constant weights, without clusters
     * @param ratio positive
     * @return 0 when nothing can be compared
     */
    public static double logEValue(List<SumsStratum> strata, double ratio) {
        return twoSided(RateStratum.ofCounts(strata), Arguments.positive("ratio", ratio));
    }

    /**
     * Log e-value against "the challenger's rate is at most {@code ratio} times the champion's"; arguments as for {@link
     * #logEValue}.
     */
    public static double logEValueAbove(List<SumsStratum> strata, double ratio) {
        return oneSided(RateStratum.ofCounts(strata), Arguments.positive("ratio", ratio), TiltMixture.rateIncrease());
    }

    /**
     * Log e-value against "the challenger's rate is at least {@code ratio} times the champion's"; arguments as for {@link
     * #logEValue}.
     */
    public static double logEValueBelow(List<SumsStratum> strata, double ratio) {
        return oneSided(RateStratum.ofCounts(strata), Arguments.positive("ratio", ratio), TiltMixture.rateDecrease());
    }

    /** Always-valid two-sided p-value of one look, {@code min(1, 1/E)}; arguments as for {@link #logEValue}. */
    public static double pValue(List<SumsStratum> strata, double ratio) {
        return Math.min(1, Math.exp(-logEValue(strata, ratio)));
    }

    /**
     * Conditional maximum-likelihood estimate of the ratio of the rates, challenger over champion, common to all strata.
     *
     * @param strata cumulative events (numerator) and exposures (denominator) by epoch of constant weights, without clusters
     * @return at least 0; positive infinity when only the challenger has events; empty when there is no event or nothing can be
     *     compared
     */
    public static OptionalDouble rateRatio(List<SumsStratum> strata) {
        List<RateStratum> used = RateStratum.ofCounts(strata);
        double challenger = used.stream().mapToDouble(RateStratum::challengerEvents).sum();
        double champion = used.stream().mapToDouble(RateStratum::championEvents).sum();
        if (challenger + champion == 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(champion == 0 ? Double.POSITIVE_INFINITY : challenger == 0 ? 0 : Math.exp(logRateRatio(used)));
    }

    /**
     * Confidence sequence of the lift of the rate: the challenger's rate over the champion's, minus 1. It holds the lift at all
     * looks with probability 1 - alpha.
     *
     * @param strata cumulative events (numerator) and exposures (denominator) by epoch of constant weights, without clusters
     * @param alpha error rate over all looks, strictly between 0 and 1
     * @return lower end at least -1, upper end possibly infinite
     */
    public static Interval liftInterval(List<SumsStratum> strata, double alpha) {
        List<RateStratum> used = RateStratum.ofCounts(strata);
        double threshold = AlwaysValid.logThreshold(alpha);
        double challenger = used.stream().mapToDouble(RateStratum::challengerEvents).sum();
        double champion = used.stream().mapToDouble(RateStratum::championEvents).sum();
        double inside = challenger == 0 ? -LARGEST_LOG_RATIO : champion == 0 ? LARGEST_LOG_RATIO : logRateRatio(used);
        double step = Math.sqrt(1 / Math.max(1, challenger) + 1 / Math.max(1, champion));
        DoubleUnaryOperator excess = logRatio -> twoSided(used, Math.exp(logRatio)) - threshold;
        return new Interval(challenger == 0 ? -1 : Math.expm1(end(excess, inside, -step)),
                champion == 0 ? Double.POSITIVE_INFINITY : Math.expm1(end(excess, inside, step)), 1 - alpha);
    }

    private static double twoSided(List<RateStratum> strata, double ratio) {
        double above = oneSided(strata, ratio, TiltMixture.rateIncrease());
        double below = oneSided(strata, ratio, TiltMixture.rateDecrease());
        double larger = Math.max(above, below);
        return larger + Math.log1p(Math.exp(Math.min(above, below) - larger)) - Math.log(2);
    }

    private static double oneSided(List<RateStratum> strata, double ratio, TiltMixture mixture) {
        return TiltedBinomial.logEValue(strata.stream().map(stratum -> stratum.split(ratio)).toList(), mixture);
    }

    /** Root of observed minus expected events of the challenger, which falls with the log ratio; both arms have events. */
    private static double logRateRatio(List<RateStratum> strata) {
        DoubleUnaryOperator score = logRatio -> strata.stream().mapToDouble(s -> s.split(Math.exp(logRatio)).score(0)).sum();
        double crude = strata.stream().mapToDouble(RateStratum::challengerEvents).sum()
                / strata.stream().mapToDouble(RateStratum::championEvents).sum();
        // Where every stratum agrees that the ratio is smaller or larger: the extremes of the exposure ratios.
        double low = strata.stream().mapToDouble(s -> s.championExposure() / s.challengerExposure()).min().orElseThrow();
        double high = strata.stream().mapToDouble(s -> s.championExposure() / s.challengerExposure()).max().orElseThrow();
        double from = Math.log(crude) + Math.log(low);
        double to = Math.log(crude) + Math.log(high);
        if (to - from <= ACCURACY || score.applyAsDouble(from) <= 0 || score.applyAsDouble(to) >= 0) {
            return 0.5 * (from + to);
        }
        return new BrentSolver(ACCURACY, ACCURACY, 0).findRoot(score, from, to);
    }

    private static double end(DoubleUnaryOperator excess, double inside, double first) {
        double near = inside;
        double step = first;
        for (int k = 0; k < MAX_STEPS && Math.abs(near + step) < LARGEST_LOG_RATIO; k++) {
            double far = near + step;
            if (excess.applyAsDouble(far) >= 0) {
                return new BrentSolver(ACCURACY, ACCURACY * Math.abs(first), ACCURACY)
                        .findRoot(excess, Math.min(near, far), Math.max(near, far));
            }
            near = far;
            step *= 1.5;
        }
        return Math.copySign(Double.POSITIVE_INFINITY, first);
    }
}
