package dev.gauntlet.stats;

/**
 * Outcomes of a challenger and of the champion over the same stretch of time.
 *
 * @param challenger counts of the challenger
 * @param champion counts of the champion
 */
public record TwoArmCounts(BinomialCounts challenger, BinomialCounts champion) implements TwoArmTotals {

    /** No trial in either arm. */
    public static final TwoArmCounts NONE = new TwoArmCounts(BinomialCounts.NONE, BinomialCounts.NONE);

    @Override
    public double challengerDenominator() {
        return challenger.trials();
    }

    @Override
    public double challengerNumerator() {
        return challenger.successes();
    }

    @Override
    public double championDenominator() {
        return champion.trials();
    }

    @Override
    public double championNumerator() {
        return champion.successes();
    }

    /** Sum of two disjoint sets of trials, arm by arm. */
    public TwoArmCounts plus(TwoArmCounts other) {
        return new TwoArmCounts(challenger.plus(other.challenger), champion.plus(other.champion));
    }
}
