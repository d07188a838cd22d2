package dev.gauntlet.stats;

/**
 * Sums of a challenger and of the champion over the same stretch of time.
 *
 * @param challenger sums of the challenger
 * @param champion sums of the champion
 */
public record TwoArmSums(ArmSums challenger, ArmSums champion) implements TwoArmTotals {

    /** No observation in either arm. */
    public static final TwoArmSums NONE = new TwoArmSums(ArmSums.NONE, ArmSums.NONE);

    @Override
    public double challengerDenominator() {
        return challenger.denominator();
    }

    @Override
    public double challengerNumerator() {
        return challenger.numerator();
    }

    @Override
    public double championDenominator() {
        return champion.denominator();
    }

    @Override
    public double championNumerator() {
        return champion.numerator();
    }

    /** Sums of two disjoint sets of observations, arm by arm. */
    public TwoArmSums plus(TwoArmSums other) {
        return new TwoArmSums(challenger.plus(other.challenger), champion.plus(other.champion));
    }
}
