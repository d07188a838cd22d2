package dev.gauntlet.stats.histogram;

/**
 * Histograms of a challenger and of the champion over the same stretch of time, with the same bounds.
 *
 * @param challenger values of the challenger
 * @param champion values of the champion
 */
public record TwoArmHistograms(Histogram challenger, Histogram champion) {

    /**
     * @throws IllegalArgumentException when the bounds differ
     */
    public TwoArmHistograms {
        if (!challenger.upperBounds().equals(champion.upperBounds())) {
            throw new IllegalArgumentException("histograms must have the same bounds, but the challenger's are "
                    + challenger.upperBounds() + " and the champion's " + champion.upperBounds());
        }
    }

    /** Values of two disjoint stretches of time, arm by arm. */
    public TwoArmHistograms plus(TwoArmHistograms other) {
        return new TwoArmHistograms(challenger.plus(other.challenger), champion.plus(other.champion));
    }
}
