package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.RestrictedEventRates;
import dev.gauntlet.stats.TwoArmSums;
import java.util.Optional;

/**
 * Non-inferiority and equivalence of two event rates; numerators are events, denominators exposures, as in {@link EventRates}.
 * {@code alpha} is the one-sided error rate, strictly between 0 and 0.5; the intervals have level 1 - 2 alpha.
 */
public final class EventRateMargins {

    private EventRateMargins() {
    }

    /**
     * Score tests, with the variance at the most likely rates under the margin times the dispersion.
     *
     * @param margins differences in events per unit of exposure, or lifts of the rate
     * @param dispersion variance over mean of a counter, positive; 1 for Poisson counters, below 1 counts as 1
     * @return the tests; empty on the relative scale without events
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static Optional<MarginTest> score(TwoArmSums events, Margins margins, double alpha, double dispersion) {
        double level = OneSided.level(alpha);
        EventRates.requireEvents(events);
        EventRates.inflation(dispersion);
        if (margins.scale() == EffectScale.ABSOLUTE) {
            return Optional.of(scoreOfDifference(events, margins, level, dispersion));
        }
        return hasEvents(events) ? Optional.of(scoreOfRatio(events, margins, level, dispersion)) : Optional.empty();
    }

    /**
     * Exact conditional tests of a ratio of Poisson rates.
     *
     * @param margins on the relative scale
     * @return the tests, with the score deviates as statistics; empty without events
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public static Optional<MarginTest> exact(TwoArmSums events, Margins margins, double alpha) {
        double level = OneSided.level(alpha);
        if (margins.scale() != EffectScale.RELATIVE) {
            throw new IllegalArgumentException(
                    "margins of an exact test must be on the scale RELATIVE but are on " + margins.scale());
        }
        return score(events, margins, alpha, 1).map(score -> new MarginTest(
                score.estimate(),
                score.lowerStatistic(),
                score.upperStatistic(),
                EventRates.exact(events, margins.lowerRatio()).greater(),
                EventRates.exact(events, margins.upperRatio()).less(),
                ProportionRatio.toLift(EventRates.exactInterval(events, level))));
    }

    /**
     * Differences of the rates that the score test does not reject, also without events.
     *
     * @param level two-sided confidence level, strictly between 0 and 1
     * @param dispersion as for {@link #score}
     */
    public static Interval differenceInterval(TwoArmSums events, double level, double dispersion) {
        EventRates.requireEvents(events);
        double z = ProportionInterval.criticalZ(level);
        double inflation = EventRates.inflation(dispersion);
        return new Interval(differenceEnd(events, z, inflation, -1), differenceEnd(events, z, inflation, 1), level);
    }

    private static MarginTest scoreOfDifference(TwoArmSums events, Margins margins, double level, double dispersion) {
        double inflation = EventRates.inflation(dispersion);
        double difference = EventRates.difference(events);
        return MarginTest.normal(
                difference,
                OneSided.deviate(difference - margins.lower(), inflation * variance(events, margins.lower())),
                OneSided.deviate(difference - margins.upper(), inflation * variance(events, margins.upper())),
                differenceInterval(events, level, dispersion));
    }

    private static MarginTest scoreOfRatio(TwoArmSums events, Margins margins, double level, double dispersion) {
        return MarginTest.normal(
                EventRates.ratio(events).orElse(Double.POSITIVE_INFINITY) - 1,
                EventRates.scoreZ(events, margins.lowerRatio(), dispersion).orElseThrow(),
                EventRates.scoreZ(events, margins.upperRatio(), dispersion).orElseThrow(),
                ProportionRatio.toLift(EventRates.scoreInterval(events, level, dispersion)));
    }

    private static boolean hasEvents(TwoArmSums events) {
        return events.challenger().numerator() + events.champion().numerator() > 0;
    }

    private static double differenceEnd(TwoArmSums events, double z, double inflation, int direction) {
        double difference = EventRates.difference(events);
        double atEstimate = z * Math.sqrt(inflation * variance(events, difference));
        // Without events the variance vanishes at the estimate, but not beside it; a tenth of the interval is inside.
        double nudge = atEstimate > 0
                ? 0 : 0.1 * z * z * inflation / (events.challenger().denominator() + events.champion().denominator());
        return TestInversion.end(
                value -> direction * (value - difference) - z * Math.sqrt(inflation * variance(events, value)),
                difference + direction * nudge, direction * Math.max(atEstimate, nudge), direction * Double.POSITIVE_INFINITY);
    }

    /** Variance of R1 - R0 at the most likely Poisson rates with the given difference. */
    private static double variance(TwoArmSums events, double difference) {
        RestrictedEventRates rates = RestrictedEventRates.underDifference(events, difference);
        return rates.challenger() / events.challenger().denominator() + rates.champion() / events.champion().denominator();
    }
}
