package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.EffectScale;

/**
 * The effects that still count as no worse: those above {@code lower} when higher is better, those below {@code upper} when
 * lower is better, those between them as equivalent.
 *
 * @param lower lower margin as an effect, usually negative; above -1 on the relative scale
 * @param upper upper margin as an effect, above {@code lower}
 * @param scale difference, or lift as a share of the champion's value
 */
public record Margins(double lower, double upper, EffectScale scale) {

    /**
     * @throws IllegalArgumentException naming the margin that is not finite, out of order or no possible lift
     */
    public Margins {
        Arguments.finite("lower", lower);
        Arguments.finite("upper", upper);
        if (!(upper > lower)) {
            throw new IllegalArgumentException("upper must lie above lower " + lower + " but is " + upper);
        }
        if (scale == EffectScale.RELATIVE && !(lower > -1)) {
            throw new IllegalArgumentException("lower must lie above -1 on the relative scale but is " + lower);
        }
    }

    /** Differences from -margin to margin; {@code margin} is positive. */
    public static Margins absolute(double margin) {
        Arguments.positive("margin", margin);
        return new Margins(-margin, margin, EffectScale.ABSOLUTE);
    }

    /** Lifts from -margin to margin; {@code margin} lies strictly between 0 and 1. */
    public static Margins relative(double margin) {
        Arguments.between("margin", margin, 0, 1);
        return new Margins(-margin, margin, EffectScale.RELATIVE);
    }

    /** Ratios from {@code ratio} to {@code 1/ratio}, symmetric on the log scale; {@code ratio} lies strictly between 0 and 1. */
    public static Margins ofRatio(double ratio) {
        Arguments.between("ratio", ratio, 0, 1);
        return new Margins(ratio - 1, 1 / ratio - 1, EffectScale.RELATIVE);
    }

    /** The lower margin as a ratio of challenger to champion; for the relative scale. */
    double lowerRatio() {
        return 1 + lower;
    }

    /** The upper margin as a ratio of challenger to champion; for the relative scale. */
    double upperRatio() {
        return 1 + upper;
    }
}
