package dev.gauntlet.stats;

/**
 * Outcomes of a challenger and of the champion over the same stretch of time.
 *
 * @param challenger counts of the challenger
 * @param champion counts of the champion
 */
public record TwoArmCounts(BinomialCounts challenger, BinomialCounts champion) {

    /** No trial in either arm. */
    public static final TwoArmCounts NONE = new TwoArmCounts(BinomialCounts.NONE, BinomialCounts.NONE);

    /** True when both arms were observed, so that they can be compared. */
    public boolean isComparable() {
        return !challenger.isEmpty() && !champion.isEmpty();
    }

    /** Sum of two disjoint sets of trials, arm by arm. */
    public TwoArmCounts plus(TwoArmCounts other) {
        return new TwoArmCounts(challenger.plus(other.challenger), champion.plus(other.champion));
    }
}
