package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.ArmSums;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Spread of one arm between time blocks against that of independent observations at one common level; a base level that moves
 * counts as spread.
 *
 * @param level rate, mean or events per exposure over all blocks
 * @param pearsonDispersion {@code sum (x - n level)^2/(n v) / (B-1)} with the variance v of one observation
 * @param modelStandardError standard error of the level for independent observations
 * @param clusterStandardError standard error with the blocks as clusters, factor B/(B-1)
 * @param designEffect square of their ratio
 * @param correlation correlation of two observations of one block, by analysis of variance: {@code (MSB-MSW)/(MSB+(n'-1)MSW)};
 *     empty for an event rate and when blocks hold single observations
 */
public record ArmDispersion(double level, double pearsonDispersion, double modelStandardError, double clusterStandardError,
        double designEffect, OptionalDouble correlation) {

    /**
     * From the sums of each block.
     *
     * @param blocks not empty ones
     * @return empty with fewer than two blocks, or when an observation's variance is unknown or 0
     */
    static Optional<ArmDispersion> of(List<ArmSums> blocks, ObservationModel model) {
        if (blocks.size() < 2) {
            return Optional.empty();
        }
        ArmSums all = blocks.stream().reduce(ArmSums.NONE, ArmSums::plus);
        OptionalDouble variance = model.varianceOf(all);
        if (variance.isEmpty() || !(variance.getAsDouble() > 0)) {
            return Optional.empty();
        }
        double level = all.ratio();
        double squares = 0;
        double scaled = 0;
        for (ArmSums block : blocks) {
            double deviation = block.numerator() - level * block.denominator();
            squares += deviation * deviation;
            scaled += deviation * deviation / block.denominator();
        }
        double count = blocks.size();
        double between = scaled / (count - 1);
        double modelError = Math.sqrt(variance.getAsDouble() / all.denominator());
        double clusterError = Math.sqrt(count / (count - 1) * squares) / all.denominator();
        double designEffect = clusterError / modelError * (clusterError / modelError);
        return Optional.of(new ArmDispersion(level, between / variance.getAsDouble(), modelError, clusterError, designEffect,
                model == ObservationModel.EVENT_RATE ? OptionalDouble.empty() : correlation(blocks, model, all, between)));
    }

    private static OptionalDouble correlation(List<ArmSums> blocks, ObservationModel model, ArmSums all, double between) {
        double withinSquares = 0;
        double squaredSizes = 0;
        for (ArmSums block : blocks) {
            withinSquares += block.denominator() * model.varianceOf(block).orElse(0);
            squaredSizes += block.denominator() * block.denominator();
        }
        double inner = all.denominator() - blocks.size();
        if (!(inner > 0)) {
            return OptionalDouble.empty();
        }
        double within = withinSquares / inner;
        double size = (all.denominator() - squaredSizes / all.denominator()) / (blocks.size() - 1);
        double total = between + (size - 1) * within;
        return total > 0 ? OptionalDouble.of((between - within) / total) : OptionalDouble.empty();
    }
}
