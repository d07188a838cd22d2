package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;

/**
 * What a look must leave behind so that the next one can be taken; all numbers are finite. z counts effects towards the
 * alternative as positive, in a two-sided test those towards the target of the futility rule or else those above the null
 * effect.
 *
 * @param fraction share of the clock that had passed, in (0, 1]; 1 at the last look
 * @param information information of the estimate, positive
 * @param z deviate of the estimate from the null effect
 * @param spent error of one tail spent up to and with this look, in [0, 1)
 * @param bound z at which the null effect is rejected (in a two-sided test also at its negative); {@link #NEVER} when nothing
 *     was spent
 * @param futilitySpent beta spent up to and with this look, 0 without a futility rule
 * @param futilityBound z at or below which the test is futile, minus {@link #NEVER} without a futility rule
 */
public record Look(
        double fraction,
        double information,
        double z,
        double spent,
        double bound,
        double futilitySpent,
        double futilityBound) {

    /** No double tail probability lies beyond this z (38.47). */
    public static final double NEVER = StandardNormal.upperQuantile(Double.MIN_VALUE);

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public Look {
        Arguments.positive("fraction", fraction);
        Arguments.probability("fraction", fraction);
        Arguments.positive("information", information);
        Arguments.finite("z", z);
        Arguments.probability("spent", spent);
        Arguments.finite("bound", bound);
        Arguments.probability("futilitySpent", futilitySpent);
        if (!(Arguments.finite("futilityBound", futilityBound) <= bound)) {
            throw new IllegalArgumentException("futilityBound must not exceed the bound " + bound + " but is " + futilityBound);
        }
    }

    /** True when the clock has run out. */
    public boolean endsTheClock() {
        return fraction == 1;
    }
}
