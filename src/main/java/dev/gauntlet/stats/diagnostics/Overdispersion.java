package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether the difference of both arms varies more between time blocks than independent observations would make it.
 *
 * @param challenger spread of the challenger alone
 * @param champion spread of the champion alone
 * @param difference weighted mean of the differences within blocks
 * @param modelStandardError its standard error for independent observations, from each arm's variance within each block
 * @param ofDifference {@code sum (d_b - d)^2/v_b / (B-1)} with v_b the variance of the difference within the block if the arms
 *     did not differ: about 1 for independent observations, also when the base level moves for both arms
 * @param excess mean of the B terms of {@code ofDifference} minus 1, over the standard error of that mean; 0 when all are equal
 * @param blocks number B of blocks that entered {@code ofDifference}
 */
public record Overdispersion(ArmDispersion challenger, ArmDispersion champion, double difference, double modelStandardError,
        double ofDifference, double excess, int blocks) {

    /**
     * From time blocks; those in which an arm is empty are left out.
     *
     * @return empty with fewer than two blocks, or when an observation's variance is unknown or 0
     */
    public static Optional<Overdispersion> of(List<TimeBlock> blocks, ObservationModel model) {
        List<TimeBlock> used = TimeBlock.comparable(blocks);
        Optional<ArmDispersion> challenger =
                ArmDispersion.of(used.stream().map(block -> block.sums().challenger()).toList(), model);
        Optional<ArmDispersion> champion =
                ArmDispersion.of(used.stream().map(block -> block.sums().champion()).toList(), model);
        Optional<BlockDifference> difference = BlockDifference.of(used);
        if (challenger.isEmpty() || champion.isEmpty() || difference.isEmpty()) {
            return Optional.empty();
        }
        double weights = 0;
        double variance = 0;
        List<Double> terms = new ArrayList<>();
        for (TimeBlock block : used) {
            double weight = block.weight();
            weights += weight;
            variance += weight * weight * model.ownVariance(block.sums()).orElse(0);
            OptionalDouble pooled = model.pooledVariance(block.sums());
            // A block without any event, or of events only, says nothing about the spread.
            if (pooled.isPresent()) {
                double deviation = block.difference() - difference.get().difference();
                terms.add(deviation / pooled.getAsDouble() * deviation);
            }
        }
        if (terms.size() < 2) {
            return Optional.empty();
        }
        double sum = terms.stream().mapToDouble(Double::doubleValue).sum();
        return Optional.of(new Overdispersion(challenger.get(), champion.get(), difference.get().difference(),
                Math.sqrt(variance) / weights, sum / (terms.size() - 1), excess(terms, sum / terms.size()), terms.size()));
    }

    private static double excess(List<Double> terms, double mean) {
        double squares = terms.stream().mapToDouble(term -> (term - mean) * (term - mean)).sum();
        double error = Math.sqrt(squares / (terms.size() - 1) / terms.size());
        return error > 0 ? (mean - 1) / error : 0;
    }

    /** Mean of the arms' Pearson dispersions. */
    public double commonPearsonDispersion() {
        return 0.5 * (challenger.pearsonDispersion() + champion.pearsonDispersion());
    }

    /** The model's standard error widened by the dispersion of the difference, never narrowed. */
    public double scaledStandardError() {
        return modelStandardError * Math.sqrt(Math.max(1, ofDifference));
    }

    /**
     * Probability of at least this dispersion for independent observations: the larger one of the chi-square test of its
     * multiple by B-1 and of Student's test that its terms have a mean of at most 1. Blocks with hardly any event have terms
     * far more spread than chi-square, which only the second test sees.
     */
    public double pValue() {
        return Math.max(
                ChiSquaredDistribution.of(blocks - 1.0).survivalProbability(ofDifference * (blocks - 1)),
                TDistribution.of(blocks - 1.0).survivalProbability(excess));
    }

    /**
     * The check in words.
     *
     * @param alpha probability of a false alarm, strictly between 0 and 1
     */
    public Diagnostic diagnostic(double alpha) {
        boolean flagged = pValue() < Arguments.between("alpha", alpha, 0, 1);
        String found = "Between " + blocks + " time blocks the difference varies " + Figures.number(ofDifference)
                + " times as much as independent observations would make it (" + Figures.pValue(pValue()) + ")";
        return new Diagnostic(Diagnostic.Name.OVERDISPERSION, flagged, flagged
                ? found + ": the standard error is nearer " + Figures.number(scaledStandardError()) + " than "
                        + Figures.number(modelStandardError) + ", so observations are not independent and need unit clusters."
                : found + ", which chance explains.");
    }
}
