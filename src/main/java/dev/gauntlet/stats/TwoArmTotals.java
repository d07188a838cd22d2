package dev.gauntlet.stats;

/** Totals of a challenger and of the champion whose quotients are compared: rates of success, means, ratios or event rates. */
public sealed interface TwoArmTotals permits TwoArmCounts, TwoArmSums {

    /** What the challenger's quotient is divided by: its trials, values or exposure; at least 0. */
    double challengerDenominator();

    /** The challenger's successes, sum of values or events. */
    double challengerNumerator();

    /** What the champion's quotient is divided by: its trials, values or exposure; at least 0. */
    double championDenominator();

    /** The champion's successes, sum of values or events. */
    double championNumerator();

    /** True when both arms were observed, so that they can be compared. */
    default boolean isComparable() {
        return challengerDenominator() > 0 && championDenominator() > 0;
    }
}
