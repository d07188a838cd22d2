package dev.gauntlet.stats;

/** The convex function behind likelihood ratios of counts. */
public final class RelativeEntropy {

    private static final double SERIES_LIMIT = 0.05;
    private static final int SERIES_TERMS = 14;

    private RelativeEntropy() {
    }

    /**
     * {@code (1+u) log(1+u) - u}: how much larger a likelihood is at a count 1+u times the expected one, per expected event. By its series
     * near 0, where the terms cancel.
     *
     * @param u relative deviation, at least -1; less counts as -1
     * @return not negative
     */
    public static double excess(double u) {
        if (u <= -1) {
            return 1;
        }
        if (Math.abs(u) > SERIES_LIMIT) {
            return (1 + u) * Math.log1p(u) - u;
        }
        double sum = 0;
        double power = u * u;
        for (int n = 2; n < SERIES_TERMS; n++) {
            sum += power / (n * (n - 1.0));
            power *= -u;
        }
        return sum;
    }
}
