package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Planning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * A one-sided design that spends alpha for efficacy and beta for futility (Pampallona, Tsiatis, Kim 2001): under the drift it
 * stops for futility exactly with the probability beta.
 *
 * @param bounds futility bounds as the lower and efficacy bounds as the upper ones; the last two are equal
 * @param drift mean of z at the full information at which both errors are met
 */
public record FutilityDesign(GroupSequentialDesign bounds, double drift) {

    private static final double DRIFT_ACCURACY = 1e-13;
    private static final double GROWTH = 1.15;

    /**
     * The design.
     *
     * @param spending spending function of alpha
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @param futilitySpending spending function of beta
     * @param beta probability to miss the alternative, strictly between 0 and 1 - alpha
     * @param binding true when the efficacy bounds count on futility stops being obeyed; false keeps the error rate also when
     *     they are overruled
     * @param fractions information at the looks over the full information, in (0, 1], increasing, the last one 1
     */
    public static FutilityDesign of(
            SpendingFunction spending,
            double alpha,
            SpendingFunction futilitySpending,
            double beta,
            boolean binding,
            double... fractions) {
        double[] alphas = increments(spending, GroupSequentialDesign.tail(alpha, 1), fractions);
        Arguments.between("beta", beta, 0, 1 - alpha);
        double[] betas = increments(futilitySpending, beta, fractions);
        if (fractions.length == 0 || fractions[fractions.length - 1] != 1) {
            throw new IllegalArgumentException("fractions must end with 1 but are " + Arrays.toString(fractions));
        }
        Sketch sketch = new Sketch(alphas, betas, binding, fractions);
        // No design finds more with the same error than a fixed sample, and one that spends nothing early finds as much.
        double low = Math.sqrt(Planning.information(alpha, 1, beta, 1));
        double high = low * GROWTH;
        if (fractions.length == 1 || sketch.at(low).excess() <= 0) {
            return new FutilityDesign(sketch.at(low).bounds(fractions), low);
        }
        while (sketch.at(high).excess() > 0) {
            low = high;
            high *= GROWTH;
        }
        double drift = new BrentSolver(DRIFT_ACCURACY, DRIFT_ACCURACY, 1e-16)
                .findRoot(candidate -> sketch.at(candidate).excess(), low, high);
        return new FutilityDesign(sketch.at(drift).bounds(fractions), drift);
    }

    private static double[] increments(SpendingFunction spending, double error, double[] fractions) {
        double[] increments = new double[fractions.length];
        double before = 0;
        for (int k = 0; k < fractions.length; k++) {
            double spent = spending.spent(error, fractions[k]);
            increments[k] = spent - before;
            before = spent;
        }
        return increments;
    }

    /** The spending plan, to be tried with several drifts. */
    private record Sketch(double[] alphas, double[] betas, boolean binding, double[] fractions) {

        Trial at(double drift) {
            int last = fractions.length - 1;
            List<Double> lower = new ArrayList<>();
            List<Double> upper = new ArrayList<>();
            ErrorSpending looks = ErrorSpending.start(false, binding, drift);
            for (int k = 0; k < last; k++) {
                ErrorSpending.Bounds bounds = looks.next(fractions[k], alphas[k], betas[k]);
                lower.add(bounds.futility());
                upper.add(bounds.upper());
                looks = looks.passed(fractions[k], bounds, fractions[k + 1]);
            }
            double end = looks.next(fractions[last], alphas[last], 0).upper();
            lower.add(end);
            upper.add(end);
            return new Trial(lower, upper, looks.missedAtLast(fractions[last], end) - betas[last]);
        }
    }

    /**
     * @param excess beta at the last look beyond what is left for it; falls with the drift
     */
    private record Trial(List<Double> lower, List<Double> upper, double excess) {

        GroupSequentialDesign bounds(double[] fractions) {
            return new GroupSequentialDesign(Arrays.stream(fractions).boxed().toList(), lower, upper);
        }
    }
}
