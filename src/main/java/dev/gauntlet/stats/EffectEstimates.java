package dev.gauntlet.stats;

import java.util.Optional;

/**
 * One effect on both scales, from the same sums.
 *
 * @param absolute the difference; empty when it cannot be estimated
 * @param relative the lift; empty when it cannot be estimated
 */
public record EffectEstimates(Optional<EffectEstimate> absolute, Optional<EffectEstimate> relative) {

    /** No estimate on either scale. */
    public static final EffectEstimates NONE = new EffectEstimates(Optional.empty(), Optional.empty());

    /** The estimate on a scale. */
    public Optional<EffectEstimate> on(EffectScale scale) {
        return scale == EffectScale.RELATIVE ? relative : absolute;
    }
}
