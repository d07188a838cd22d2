package dev.gauntlet.stats.bayesian;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * What two independent beta posteriors say about the difference and the lift of their rates, by quadrature over the log odds of
 * the champion's rate. The absolute error of a probability is of the order of 1e-14 and grows with the root of the counts, to
 * 1e-11 at 1e10. Larger rates are better; for errors swap the arms.
 *
 * @param challenger posterior of the challenger's rate
 * @param champion posterior of the champion's rate
 */
public record BetaComparison(BetaPosterior challenger, BetaPosterior champion) {

    private static final int MAX_DOUBLINGS = 60;

    /**
     * Posteriors after binomial counts, with the same prior for both arms.
     *
     * @param prior prior of either rate
     * @param counts counts of both arms
     */
    public static BetaComparison of(BetaPrior prior, TwoArmCounts counts) {
        return new BetaComparison(BetaPosterior.of(prior, counts.challenger()), BetaPosterior.of(prior, counts.champion()));
    }

    /** Probability that the challenger's rate is the larger one. */
    public double probabilityGreater() {
        double probability = PanelIntegral.of(logit -> champion.density(logit) * challenger.above(logit),
                championFrom(), championTo(), PanelIntegral.breaks(List.of(champion, challenger)));
        return Math.min(1, probability);
    }

    /**
     * Probability that the lift, challenger over champion minus 1, exceeds a value.
     *
     * @param lift finite, at least -1
     */
    public double probabilityLiftAbove(double lift) {
        if (!(Arguments.finite("lift", lift) >= -1)) {
            throw new IllegalArgumentException("lift must be at least -1 but is " + lift);
        }
        return probabilityAbove((p, q) -> Logistic.logit((1 + lift) * p, q - lift * p),
                (p, q) -> Logistic.logit(p / (1 + lift), (q + lift) / (1 + lift)));
    }

    /**
     * Probability that the difference, challenger minus champion, exceeds a value.
     *
     * @param difference finite
     */
    public double probabilityDifferenceAbove(double difference) {
        Arguments.finite("difference", difference);
        return probabilityAbove((p, q) -> Logistic.logit(p + difference, q - difference),
                (p, q) -> Logistic.logit(p - difference, q + difference));
    }

    /**
     * Equal-tailed credible interval of the lift.
     *
     * @param level its probability, strictly between 0 and 1
     */
    public Interval liftInterval(double level) {
        double centre = Math.log(challenger.mean()) - Math.log(champion.mean());
        double spread = Math.sqrt(1 / challenger.alpha() + 1 / champion.alpha());
        DoubleUnaryOperator above = logRatio -> probabilityLiftAbove(Math.expm1(logRatio));
        return new Interval(Math.expm1(quantile(above, tail(level), true, centre, spread)),
                Math.expm1(quantile(above, tail(level), false, centre, spread)), level);
    }

    /**
     * Equal-tailed credible interval of the difference.
     *
     * @param level its probability, strictly between 0 and 1
     */
    public Interval differenceInterval(double level) {
        double centre = challenger.mean() - champion.mean();
        double spread = Math.hypot(standardDeviation(challenger), standardDeviation(champion));
        return new Interval(quantile(this::probabilityDifferenceAbove, tail(level), true, centre, spread),
                quantile(this::probabilityDifferenceAbove, tail(level), false, centre, spread), level);
    }

    /** Posterior mean of the lift; empty when it does not exist because the champion's first parameter is at most 1. */
    public OptionalDouble meanLift() {
        double alpha = champion.alpha();
        return alpha > 1
                ? OptionalDouble.of(challenger.mean() * ((alpha - 1 + champion.beta()) / (alpha - 1)) - 1)
                : OptionalDouble.empty();
    }

    /** Expected loss of choosing the challenger: mean of max(champion - challenger, 0). */
    public double expectedLossOfChallenger() {
        return challenger.mean() >= champion.mean()
                ? unlikelyLoss(challenger, champion) : unlikelyLoss(champion, challenger) + champion.mean() - challenger.mean();
    }

    /** Expected loss of choosing the champion: mean of max(challenger - champion, 0). */
    public double expectedLossOfChampion() {
        return champion.mean() > challenger.mean()
                ? unlikelyLoss(champion, challenger) : unlikelyLoss(challenger, champion) + challenger.mean() - champion.mean();
    }

    /** Mean of max(other - chosen, 0), the integral of P(chosen < x) P(other > x), for a chosen arm whose mean is not below. */
    private static double unlikelyLoss(BetaPosterior chosen, BetaPosterior other) {
        double[] otherEnds = other.ends();
        return PanelIntegral.of(logit -> chosen.below(logit) * other.above(logit)
                        * Logistic.probability(logit) * Logistic.probability(-logit),
                chosen.ends()[0], otherEnds[otherEnds.length - 1], PanelIntegral.breaks(List.of(chosen, other)));
    }

    /**
     * Probability that the challenger's log odds exceed a growing function of the champion's, given with its inverse. Where the
     * function is steep, for instance where a difference leaves the challenger's rate near 0, the panel is integrated by parts
     * over the challenger's log odds, in which everything is smooth.
     */
    private double probabilityAbove(RateMap toChallenger, RateMap toChampion) {
        List<Break> breaks = Stream.concat(
                Arrays.stream(champion.ends()).mapToObj(logit -> new Break(logit, toChallenger.at(logit))),
                Arrays.stream(challenger.ends()).mapToObj(logit -> new Break(toChampion.at(logit), logit))
                        .filter(at -> at.champion() > championFrom() && at.champion() < championTo()))
                .sorted(Comparator.comparingDouble(Break::champion).thenComparingDouble(Break::challenger)).toList();
        double sum = 0;
        for (int panel = 0; panel + 1 < breaks.size(); panel++) {
            Break from = breaks.get(panel);
            Break to = breaks.get(panel + 1);
            double challengerWidth = to.challenger() - from.challenger();
            if (challengerWidth > to.champion() - from.champion() && Double.isFinite(challengerWidth)) {
                sum += champion.below(to.champion()) * challenger.above(to.challenger())
                        - champion.below(from.champion()) * challenger.above(from.challenger())
                        + PanelIntegral.of(logit -> challenger.density(logit) * champion.below(toChampion.at(logit)),
                                from.challenger(), to.challenger());
            } else {
                sum += PanelIntegral.of(logit -> champion.density(logit) * challenger.above(toChallenger.at(logit)),
                        from.champion(), to.champion());
            }
        }
        return Math.max(0, Math.min(1, sum));
    }

    private double championFrom() {
        return champion.ends()[0];
    }

    private double championTo() {
        return champion.ends()[champion.ends().length - 1];
    }

    private static double tail(double level) {
        return (1 - Arguments.between("level", level, 0, 1)) / 2;
    }

    /** Where the falling probability leaves the tail below, or above. */
    private static double quantile(DoubleUnaryOperator above, double tail, boolean lower, double centre, double spread) {
        DoubleUnaryOperator excess = lower ? at -> above.applyAsDouble(at) - (1 - tail) : at -> above.applyAsDouble(at) - tail;
        double low = centre;
        double high = centre;
        double step = 2 * spread;
        for (int k = 0; k < MAX_DOUBLINGS && excess.applyAsDouble(low) < 0; k++) {
            low -= step;
            step *= 2;
        }
        step = 2 * spread;
        for (int k = 0; k < MAX_DOUBLINGS && excess.applyAsDouble(high) > 0; k++) {
            high += step;
            step *= 2;
        }
        return low == high ? low : new BrentSolver(1e-13, 1e-12 * spread, 0).findRoot(excess, low, high);
    }

    private static double standardDeviation(BetaPosterior posterior) {
        double total = posterior.alpha() + posterior.beta();
        return Math.sqrt(posterior.alpha() / total * (posterior.beta() / total) / (total + 1));
    }

    /** The same point in the log odds of both arms. */
    private record Break(double champion, double challenger) {
    }

    /** A function of a rate, given as a probability and 1 minus it; the result are log odds. */
    @FunctionalInterface
    private interface RateMap {

        double logit(double p, double q);

        default double at(double logit) {
            return logit(Logistic.probability(logit), Logistic.probability(-logit));
        }
    }
}
