package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import java.util.Objects;

/**
 * The effect by one method, for one look at the data.
 *
 * @param method which one
 * @param effect challenger minus champion
 * @param lower lower end of its interval, possibly negative infinity
 * @param upper upper end, possibly infinity
 * @param pValue two-sided p-value of "no difference"
 */
public record MethodResult(Method method, double effect, double lower, double upper, double pValue) {

    /** The methods of a robustness check. */
    public enum Method {

        /** All observations of each arm together, whatever the traffic weights were. */
        POOLED("the z-test that pools all traffic steps",
                "it mixes the variants with the hours in which they got traffic"),

        /** Differences within strata, weights {@code n1 n0/(n1+n0)}, variance of independent observations. */
        MANTEL_HAENSZEL("the stratified z-test", "it takes observations for independent"),

        /** Differences within strata, weights 1/variance. */
        INVERSE_VARIANCE("the mean of the traffic steps by inverse variance", "its weights depend on the outcomes"),

        /** Differences within strata, variance between clusters of units, Student's t. */
        UNIT_CLUSTERS("the stratified test with unit clusters", "it needs many clusters"),

        /** Differences within time blocks, variance between blocks (HC1), Student's t. */
        TIME_BLOCKS("the test between time blocks", "it misses units that come back in other blocks"),

        /**
         * Median of the differences within time blocks, exact sign test: needs no variance at all, but half as
         * many data again for the same power, so it contradicts by its direction only.
         */
        BLOCK_MEDIAN("the sign test between time blocks", "it counts all blocks the same, however much traffic they had");

        private final String description;
        private final String caveat;

        Method(String description, String caveat) {
            this.description = description;
            this.caveat = caveat;
        }

        /** What the method is, for a sentence. */
        public String description() {
            return description;
        }

        /** What it does not see, for a sentence. */
        public String caveat() {
            return caveat;
        }
    }

    /** How a method stands to the deciding interval. */
    public enum Agreement {

        /** Same conclusion. */
        AGREES,

        /** Significant the other way round. */
        OPPOSITE,

        /** Not significant where the deciding interval is. */
        WEAKER,

        /**
         * Significant where the deciding interval is not yet. Methods for one look always are so first when the deciding one
         * may be looked at any time; on its own this proves nothing.
         */
        EARLIER
    }

    /**
     * @throws IllegalArgumentException when the ends are no interval, the effect is not finite or the p-value no probability
     */
    public MethodResult {
        Objects.requireNonNull(method, "method");
        Arguments.finite("effect", effect);
        Arguments.probability("pValue", pValue);
        if (Double.isNaN(lower) || !(upper >= lower)) {
            throw new IllegalArgumentException("lower and upper must form an interval but are " + lower + " and " + upper);
        }
    }

    /** How this result stands to the interval that decides. */
    public Agreement against(Interval deciding) {
        int wanted = sign(deciding.lower(), deciding.upper());
        int found = sign(lower, upper);
        if (wanted == found) {
            return Agreement.AGREES;
        }
        if (wanted == 0) {
            return Agreement.EARLIER;
        }
        return found == 0 ? Agreement.WEAKER : Agreement.OPPOSITE;
    }

    /**
     * True when this result speaks against a decision that the interval supports: significant the other way round, not
     * significant by a method that should be, or an effect of the other sign.
     */
    public boolean contradicts(Interval deciding) {
        return switch (against(deciding)) {
            case OPPOSITE -> true;
            case WEAKER -> method != Method.BLOCK_MEDIAN || effect * sign(deciding.lower(), deciding.upper()) < 0;
            case AGREES, EARLIER -> false;
        };
    }

    private static int sign(double lower, double upper) {
        return lower > 0 ? 1 : upper < 0 ? -1 : 0;
    }
}
