package dev.gauntlet.evidence;

/**
 * Counted trials and successes as the store has them; unlike a statistic's counts they may contradict each other.
 *
 * @param trials the denominator's count
 * @param successes the numerator's count
 */
public record ProportionCounts(long trials, long successes) {

    /** Nothing counted. */
    public static final ProportionCounts NONE = new ProportionCounts(0, 0);

    /** The sum of two counts. */
    public ProportionCounts plus(ProportionCounts other) {
        return new ProportionCounts(trials + other.trials, successes + other.successes);
    }

    /** Whether there are not more successes than trials. */
    public boolean isConsistent() {
        return successes <= trials;
    }

    @Override
    public String toString() {
        return successes + " successes of " + trials + " trials";
    }
}
