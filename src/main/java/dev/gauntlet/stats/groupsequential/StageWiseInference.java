package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BoundaryRecursion;
import dev.gauntlet.stats.ExitProbabilities;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Inference after a group-sequential test has stopped, by the stage-wise ordering (Tsiatis, Rosner, Mehta 1984; Jennison,
 * Turnbull 2000, chapter 8): leaving upwards earlier is more extreme than leaving later, and at one look a larger z is more
 * extreme. Unlike the naive p-value and interval at the end these keep their error rates although the test could stop early.
 */
public final class StageWiseInference {

    private static final double ACCURACY = 1e-13;
    private static final int MAX_DOUBLINGS = 60;

    private final double[] information;
    private final double[] lower;
    private final double[] upper;

    /**
     * @param information information at the looks up to the one that stopped, positive and increasing
     * @param lower lower bounds of z at the looks before that one, possibly negative infinity; bounds of non-binding futility
     *     do not count
     * @param upper upper bounds of z at the looks before that one, possibly positive infinity
     * @param z z at the look that stopped, finite
     * @throws IllegalArgumentException when there is not one pair of bounds for each look but the last, or a value is out of
     *     order
     */
    public StageWiseInference(double[] information, double[] lower, double[] upper, double z) {
        int looks = information.length;
        if (looks == 0 || lower.length != looks - 1 || upper.length != looks - 1) {
            throw new IllegalArgumentException("lower and upper must have one bound for each look but the last");
        }
        Arguments.finite("z", z);
        this.information = information.clone();
        this.lower = append(lower, z);
        this.upper = append(upper, z);
        exits(0);
    }

    /**
     * Probability, under a given effect, of a result at least as much in favour of a large effect.
     *
     * @param effect the effect on the scale of {@code z / sqrt(information)}
     */
    public double pUpper(double effect) {
        return Math.min(1, exits(effect).totalAbove());
    }

    /** Probability, under a given effect, of a result at least as much in favour of a small effect. */
    public double pLower(double effect) {
        return Math.min(1, exits(effect).totalBelow());
    }

    /** Two-sided p-value of a given effect: twice the smaller tail. */
    public double pTwoSided(double effect) {
        ExitProbabilities exits = exits(effect);
        return Math.min(1, 2 * Math.min(exits.totalAbove(), exits.totalBelow()));
    }

    /** The effect that a result at least this large and one at least this small are equally likely under. */
    public double medianUnbiasedEstimate() {
        return effectWith(0.5, true);
    }

    /**
     * Confidence interval with equal tails, free of the bias of stopping early.
     *
     * @param level strictly between 0 and 1
     */
    public Interval interval(double level) {
        Arguments.between("level", level, 0, 1);
        return new Interval(effectWith((1 - level) / 2, true), effectWith((1 - level) / 2, false), level);
    }

    /**
     * Lower confidence bound: the effect under which a result at least this large has the probability {@code alpha}.
     *
     * @param alpha strictly between 0 and 1
     */
    public double lowerBound(double alpha) {
        return effectWith(Arguments.between("alpha", alpha, 0, 1), true);
    }

    private double effectWith(double probability, boolean ofUpperTail) {
        int last = information.length - 1;
        double unit = 1 / Math.sqrt(information[last]);
        double target = StandardNormal.upperQuantile(probability);
        // As a deviate the tail is nearly a straight line in the effect.
        DoubleUnaryOperator distance = units -> {
            double effect = units * unit;
            return ofUpperTail
                    ? target - deviate(pUpper(effect))
                    : deviate(pLower(effect)) - target;
        };
        double inside = upper[last] + (ofUpperTail ? -target : target);
        int direction = distance.applyAsDouble(inside) < 0 ? 1 : -1;
        double step = 1;
        double outside = inside + direction * step;
        for (int k = 0; k < MAX_DOUBLINGS && distance.applyAsDouble(outside) * direction < 0; k++) {
            inside = outside;
            step *= 2;
            outside = inside + direction * step;
        }
        return unit * new BrentSolver(ACCURACY, ACCURACY, ACCURACY)
                .findRoot(distance, Math.min(inside, outside), Math.max(inside, outside));
    }

    private static double deviate(double p) {
        return StandardNormal.upperQuantile(Math.max(Double.MIN_VALUE, Math.min(p, 1 - Math.ulp(0.5))));
    }

    private ExitProbabilities exits(double effect) {
        return BoundaryRecursion.exits(information, lower, upper, effect);
    }

    private static double[] append(double[] values, double last) {
        double[] longer = Arrays.copyOf(values, values.length + 1);
        longer[values.length] = last;
        return longer;
    }
}
