package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.TwoArmSums;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Effect within one group, for instance a traffic step, a segment, or the units that saw the champion first.
 *
 * @param group what the group is called
 * @param effect challenger against champion, finite
 * @param variance variance of the effect, positive
 */
public record GroupEffect(String group, double effect, double variance) implements EstimatedEffect {

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public GroupEffect {
        Objects.requireNonNull(group, "group");
        Arguments.finite("effect", effect);
        Arguments.positive("variance", variance);
    }

    /**
     * The difference of both arms within a group, with the variance of independent observations, each arm's own or, where that
     * is 0, both arms' together.
     *
     * @param dispersion factor on the variance, for instance a design effect, positive
     * @return empty when an arm is empty or the sums tell no variance
     */
    public static Optional<GroupEffect> of(String group, TwoArmSums sums, ObservationModel model, double dispersion) {
        Arguments.positive("dispersion", dispersion);
        if (!sums.isComparable()) {
            return Optional.empty();
        }
        OptionalDouble own = model.ownVariance(sums);
        OptionalDouble variance = own.isPresent() && own.getAsDouble() > 0 ? own : model.pooledVariance(sums);
        return variance.isEmpty()
                ? Optional.empty()
                : Optional.of(new GroupEffect(group, sums.challenger().ratio() - sums.champion().ratio(),
                        dispersion * variance.getAsDouble()));
    }
}
