package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Effect of one stretch of time.
 *
 * @param time when, in any unit, finite
 * @param effect challenger against champion, finite
 * @param variance variance of the effect, positive
 */
public record TimedEffect(double time, double effect, double variance) implements EstimatedEffect {

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public TimedEffect {
        Arguments.finite("time", time);
        Arguments.finite("effect", effect);
        Arguments.positive("variance", variance);
    }

    /**
     * Differences of time blocks with the variance of independent observations; blocks that tell no variance are left out.
     *
     * @param blocks in any order
     * @param model kind of metric
     * @param dispersion factor on the variances, at least 1 (see {@link Overdispersion#ofDifference})
     * @return in order of time, which is the blocks' index
     */
    public static List<TimedEffect> ofBlocks(List<TimeBlock> blocks, ObservationModel model, double dispersion) {
        Arguments.positive("dispersion", dispersion);
        List<TimedEffect> effects = new ArrayList<>();
        for (TimeBlock block : TimeBlock.comparable(blocks)) {
            OptionalDouble variance = model.pooledVariance(block.sums());
            if (variance.isPresent()) {
                effects.add(new TimedEffect(block.index(), block.difference(), Math.max(1, dispersion) * variance.getAsDouble()));
            }
        }
        return List.copyOf(effects);
    }
}
