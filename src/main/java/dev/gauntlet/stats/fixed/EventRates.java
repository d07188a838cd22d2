package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.TwoArmSums;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rates of two event counters, events per exposure (requests, hours): the arms' numerators are the events x1 and x0, their
 * denominators the exposures e1 and e0. Given the total of the events, the challenger's are binomial with the probability
 * {@code theta = ratio e1/(ratio e1 + e0)}, which makes tests and intervals of the rate ratio those of one proportion
 * (Przyborowski, Wilenski 1940, Biometrika 31).
 *
 * <p>Events that come in bursts vary more than Poisson counts. The methods with a {@code dispersion}, the variance of a counter
 * over its mean as estimated from blocks of time or clusters of units, widen the normal methods by its square root; a
 * dispersion below 1 counts as 1. Exact tests hold for Poisson counters only. All methods throw IllegalArgumentException naming
 * the argument when an arm has no exposure or its events are not a whole number from 0 to 10^12.
 */
public final class EventRates {

    private static final double MOST_EVENTS = 1e12;

    private EventRates() {
    }

    /** Ratio of the rates, challenger over champion; empty when the champion has no event. */
    public static OptionalDouble ratio(TwoArmSums events) {
        requireEvents(events);
        return events.champion().numerator() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(events.challenger().ratio() / events.champion().ratio());
    }

    /** Difference of the rates, challenger minus champion, events per unit of exposure. */
    public static double difference(TwoArmSums events) {
        requireEvents(events);
        return events.challenger().ratio() - events.champion().ratio();
    }

    /**
     * Exact conditional test of a hypothetical ratio of the rates.
     *
     * @param ratio positive; 1 tests equality
     * @return {@code greater} is small when the true ratio is larger; every p-value is 1 without events
     */
    public static ExactTest exact(TwoArmSums events, double ratio) {
        requireEvents(events);
        Arguments.positive("ratio", ratio);
        double challenger = ratio * events.challenger().denominator();
        double champion = events.champion().denominator();
        double total = challenger + champion;
        return ExactTest.ofRate(conditional(events), challenger / total, champion / total);
    }

    /**
     * Exact two-sided interval of the ratio: Clopper-Pearson's for theta, from 0 without events of the challenger, to infinity
     * without the champion's.
     */
    public static Interval exactInterval(TwoArmSums events, double level) {
        requireEvents(events);
        BinomialCounts counts = conditional(events);
        if (counts.isEmpty()) {
            return new Interval(0, Double.POSITIVE_INFINITY, level);
        }
        BinomialCounts mirrored = new BinomialCounts(counts.trials(), counts.trials() - counts.successes());
        Interval theta = ProportionInterval.CLOPPER_PEARSON.of(counts, level);
        Interval complement = ProportionInterval.CLOPPER_PEARSON.of(mirrored, level);
        double exposures = events.champion().denominator() / events.challenger().denominator();
        return new Interval(
                theta.lower() / complement.upper() * exposures, theta.upper() / complement.lower() * exposures, level);
    }

    /**
     * Deviate of R1 - ratio R0 with the variance at the most likely rates of that ratio, {@code dispersion ratio (x1+x0)/(e1
     * e0)}.
     *
     * @param ratio hypothetical ratio, positive; 1 tests equality
     * @param dispersion positive; 1 for Poisson counters
     * @return the deviate; empty without events
     */
    public static OptionalDouble scoreZ(TwoArmSums events, double ratio, double dispersion) {
        requireEvents(events);
        Arguments.positive("ratio", ratio);
        ArmSums challenger = events.challenger();
        ArmSums champion = events.champion();
        double total = challenger.numerator() + champion.numerator();
        if (total == 0) {
            return OptionalDouble.empty();
        }
        double variance = inflation(dispersion) * ratio * total / challenger.denominator() / champion.denominator();
        return OptionalDouble.of((challenger.ratio() - ratio * champion.ratio()) / Math.sqrt(variance));
    }

    /**
     * Ratios that {@link #scoreZ} does not reject: Wilson's interval of theta, so also defined when an arm has no event, from 0
     * without events of the challenger, to infinity without the champion's.
     */
    public static Interval scoreInterval(TwoArmSums events, double level, double dispersion) {
        requireEvents(events);
        double z = ProportionInterval.criticalZ(level) * Math.sqrt(inflation(dispersion));
        double x1 = events.challenger().numerator();
        double x0 = events.champion().numerator();
        double n = x1 + x0;
        double exposures = events.champion().denominator() / events.challenger().denominator();
        if (n == 0) {
            return new Interval(0, Double.POSITIVE_INFINITY, level);
        }
        return new Interval(
                ProportionInterval.wilsonLower(n, x1, z) / ProportionInterval.wilsonUpper(n, x0, z) * exposures,
                ProportionInterval.wilsonUpper(n, x1, z) / ProportionInterval.wilsonLower(n, x0, z) * exposures,
                level);
    }

    /** {@code exp(log ratio +- z sqrt(dispersion (1/x1 + 1/x0)))}; empty when an arm has no event. */
    public static Optional<Interval> logWald(TwoArmSums events, double level, double dispersion) {
        OptionalDouble ratio = ratio(events);
        if (ratio.isEmpty() || ratio.getAsDouble() == 0) {
            return Optional.empty();
        }
        double variance = inflation(dispersion) * (1 / events.challenger().numerator() + 1 / events.champion().numerator());
        return Optional.of(ProportionRatio.aroundLog(ratio.getAsDouble(), variance, level));
    }

    /** A variance below that of a Poisson counter is taken for chance. */
    static double inflation(double dispersion) {
        return Math.max(1, Arguments.positive("dispersion", dispersion));
    }

    static void requireEvents(TwoArmSums events) {
        requireEvents("challenger", events.challenger());
        requireEvents("champion", events.champion());
    }

    private static void requireEvents(String arm, ArmSums sums) {
        Arguments.positive(arm + " exposure", sums.denominator());
        double events = sums.numerator();
        if (!(events >= 0 && events <= MOST_EVENTS && events == Math.rint(events))) {
            throw new IllegalArgumentException(arm + " events must be a whole number from 0 to 1e12 but are " + events);
        }
    }

    private static BinomialCounts conditional(TwoArmSums events) {
        long challenger = (long) events.challenger().numerator();
        return new BinomialCounts(challenger + (long) events.champion().numerator(), challenger);
    }
}
