package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;

/**
 * Difference of two proportions in the mix of strata that the whole traffic had: the mean of the strata's differences weighted by
 * their numbers of trials in both arms. It answers what sending everything to the challenger would have changed, at the price of
 * a larger variance than that of the Mantel-Haenszel weights when splits differ; the two part when strata do.
 *
 * @param difference challenger minus champion
 * @param standardError from the observed rates of each stratum, divisor n; 0 when every rate is 0 or 1
 */
public record PostStratification(double difference, double standardError) {

    /** The difference; empty when no stratum has trials in both arms, others are left out. */
    public static Optional<PostStratification> of(List<TwoArmCounts> strata) {
        List<TwoArmCounts> used = strata.stream().filter(TwoArmCounts::isComparable).toList();
        double total = used.stream().mapToDouble(PostStratification::trials).sum();
        if (used.isEmpty()) {
            return Optional.empty();
        }
        double difference = 0;
        double variance = 0;
        for (TwoArmCounts counts : used) {
            double weight = trials(counts) / total;
            difference += weight * (counts.challenger().rate() - counts.champion().rate());
            variance += weight * weight * StratifiedProportions.observedVariance(List.of(counts));
        }
        return Optional.of(new PostStratification(difference, Math.sqrt(variance)));
    }

    private static double trials(TwoArmCounts counts) {
        return counts.challengerDenominator() + counts.championDenominator();
    }
}
