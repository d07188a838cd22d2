package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.BoundaryRecursion;
import dev.gauntlet.stats.ExitProbabilities;
import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.StandardNormal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Planned looks with their bounds of z, and what follows from them: error rates, power and expected size (Jennison, Turnbull
 * 2000). The drift is the mean of z at the full information (fraction 1).
 *
 * @param fractions information at the looks over the full information, in (0, 1], increasing
 * @param lower lower bounds of z, possibly negative infinity
 * @param upper upper bounds of z, possibly positive infinity, not below the lower ones
 */
public record GroupSequentialDesign(List<Double> fractions, List<Double> lower, List<Double> upper) {

    private static final double DRIFT_ACCURACY = 1e-13;
    private static final double PROBABILITY_ACCURACY = 1e-15;
    /** Keeps rounding from leaving the root outside its bracket. */
    private static final double BRACKET_SLACK = 1e-6;

    /**
     * @throws IllegalArgumentException when the lists differ in length, are empty, or a fraction lies outside (0, 1] or out
     *     of order
     */
    public GroupSequentialDesign {
        fractions = List.copyOf(fractions);
        lower = List.copyOf(lower);
        upper = List.copyOf(upper);
        if (fractions.isEmpty() || lower.size() != fractions.size() || upper.size() != fractions.size()) {
            throw new IllegalArgumentException("lower and upper must have one bound for each of at least one fraction");
        }
        double before = 0;
        for (double fraction : fractions) {
            if (!(fraction > before && fraction <= 1)) {
                throw new IllegalArgumentException(
                        "fractions must increase and lie in (0, 1] but hold " + fraction + " after " + before);
            }
            before = fraction;
        }
    }

    /**
     * The design that spends alpha by a spending function (Lan, DeMets 1983); takes some tens of milliseconds for 100 looks.
     *
     * @param spending the spending function
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 (upper bounds only) or 2 (symmetric, alpha/2 in each tail)
     * @param fractions information at the looks over the full information, in (0, 1], increasing
     */
    public static GroupSequentialDesign spending(
            SpendingFunction spending, double alpha, int sides, double... fractions) {
        double tail = tail(alpha, sides);
        double[] upper = new double[fractions.length];
        ErrorSpending looks = ErrorSpending.start(sides == 2);
        double before = 0;
        for (int k = 0; k < upper.length; k++) {
            double spent = spending.spent(tail, fractions[k]);
            ErrorSpending.Bounds bounds = looks.next(fractions[k], spent - before, 0);
            upper[k] = bounds.upper();
            before = spent;
            if (k + 1 < upper.length) {
                looks = looks.passed(fractions[k], bounds, fractions[k + 1]);
            }
        }
        return of(fractions, upper, sides);
    }

    /**
     * The design of Wang and Tsiatis 1987 with bounds {@code c t^(shape - 1/2)}: shape 0 is the classical O'Brien-Fleming
     * design, shape 1/2 Pocock's.
     *
     * @param shape finite
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 (upper bounds only) or 2 (symmetric)
     * @param fractions information at the looks over the full information, in (0, 1], increasing
     */
    public static GroupSequentialDesign wangTsiatis(double shape, double alpha, int sides, double... fractions) {
        Arguments.finite("shape", shape);
        double single = StandardNormal.upperQuantile(tail(alpha, sides));
        double enough = StandardNormal.upperQuantile(tail(alpha, sides) / fractions.length);
        double[] factors = Arrays.stream(fractions).map(t -> Math.pow(t, shape - 0.5)).toArray();
        // All looks err more often than one of them alone, and less often than all of them together would by Bonferroni.
        double least = Arrays.stream(factors).min().orElse(1);
        double low = single / least * (1 - BRACKET_SLACK);
        double high = enough / least * (1 + BRACKET_SLACK);
        double constant = fractions.length > 1
                ? new BrentSolver(DRIFT_ACCURACY, DRIFT_ACCURACY, PROBABILITY_ACCURACY).findRoot(
                        c -> of(fractions, scaled(factors, c), sides).exits(0).total() - alpha, low, high)
                : single / factors[0];
        return of(fractions, scaled(factors, constant), sides);
    }

    /** Number of looks. */
    public int looks() {
        return fractions.size();
    }

    /** Exit probabilities at each look; their information is the fraction. */
    public ExitProbabilities exits(double drift) {
        return BoundaryRecursion.exits(array(fractions), array(lower), array(upper), drift);
    }

    /** Probability to leave upwards, at any look. */
    public double power(double drift) {
        return exits(drift).totalAbove();
    }

    /** Expected fraction of the full information at the end, whatever ends the run. */
    public double meanFraction(double drift) {
        return exits(drift).meanInformation();
    }

    /**
     * The drift at which the design leaves upwards with the given probability.
     *
     * @param power above the probability under no effect, below 1
     */
    public double driftForPower(double power) {
        double least = power(0);
        Arguments.between("power", power, least, 1);
        double low = 0;
        double high = 1;
        while (power(high) < power) {
            low = high;
            high *= 2;
        }
        return new BrentSolver(DRIFT_ACCURACY, DRIFT_ACCURACY, PROBABILITY_ACCURACY)
                .findRoot(drift -> power(drift) - power, low, high);
    }

    /**
     * Full information of the design over the information of a fixed sample with the same error rate and power.
     *
     * @param drift drift at which the design has that power
     * @param alpha error rate, strictly between 0 and 0.5
     * @param sides 1 or 2
     * @param beta one minus the power
     */
    public static double inflation(double drift, double alpha, int sides, double beta) {
        return Arguments.finite("drift", drift) * drift / Planning.information(alpha, sides, beta, 1);
    }

    /** p-values of a single look at each upper bound. */
    public List<Double> nominalP(int sides) {
        return upper.stream().map(z -> sides * StandardNormal.survival(z)).toList();
    }

    /** Upper bounds of the score {@code z sqrt t}. */
    public List<Double> scoreBounds() {
        List<Double> bounds = new ArrayList<>();
        for (int k = 0; k < looks(); k++) {
            bounds.add(upper.get(k) * Math.sqrt(fractions.get(k)));
        }
        return List.copyOf(bounds);
    }

    /** Error rate of one tail; refuses other sides than 1 and 2. */
    static double tail(double alpha, int sides) {
        Arguments.between("alpha", alpha, 0, 0.5);
        if (sides != 1 && sides != 2) {
            throw new IllegalArgumentException("sides must be 1 or 2 but is " + sides);
        }
        return alpha / sides;
    }

    private static GroupSequentialDesign of(double[] fractions, double[] upper, int sides) {
        double[] lower = Arrays.stream(upper).map(z -> sides == 2 ? -z : Double.NEGATIVE_INFINITY).toArray();
        return new GroupSequentialDesign(list(fractions), list(lower), list(upper));
    }

    private static double[] scaled(double[] factors, double constant) {
        return Arrays.stream(factors).map(factor -> constant * factor).toArray();
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
