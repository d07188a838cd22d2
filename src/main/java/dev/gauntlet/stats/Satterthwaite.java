package dev.gauntlet.stats;

import java.util.ArrayList;
import java.util.List;

/** Sum of independent estimated variances and the degrees of freedom to use for it (Satterthwaite 1946, Welch 1947). */
public final class Satterthwaite {

    private final List<Double> variances = new ArrayList<>();
    private final List<Double> degreesOfFreedom = new ArrayList<>();

    /**
     * Adds a variance.
     *
     * @param variance finite, at least 0
     * @param degrees its degrees of freedom, positive
     * @return this
     */
    public Satterthwaite add(double variance, double degrees) {
        variances.add(Arguments.nonNegative("variance", variance));
        degreesOfFreedom.add(Arguments.positive("degrees", degrees));
        return this;
    }

    /** Sum of the variances. */
    public double sum() {
        return variances.stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * {@code (sum v_i)^2 / sum (v_i^2/df_i)}, between the smallest and the sum of the degrees of freedom; infinite when every
     * variance is 0.
     */
    public double degreesOfFreedom() {
        double sum = sum();
        double squares = 0;
        for (int i = 0; i < variances.size(); i++) {
            double part = sum == 0 ? 0 : variances.get(i) / sum;
            squares += part * part / degreesOfFreedom.get(i);
        }
        return 1 / squares;
    }
}
