package dev.gauntlet.stats;

/**
 * The mixture over effects |N(0, 1/rho)| above the hypothesis:
 * {@code log E = log(4 rho/(I+rho))/2 + S^2/(2(I+rho)) + log Phi(S/sqrt(I+rho))}. It tests "the effect is at most the hypothesis".
 *
 * @param rho precision of the mixing law, positive
 */
public record OneSidedMixture(double rho) implements NormalMixture {

    private static final int MAX_STEPS = 100;

    /**
     * @throws IllegalArgumentException when rho is not a positive finite number
     */
    public OneSidedMixture {
        Arguments.positive("rho", rho);
    }

    /**
     * The mixture tuned at the planned information: as the two-sided one at twice the error rate.
     *
     * @param plannedInformation positive
     * @param alpha error rate, strictly between 0 and 0.5
     */
    public static OneSidedMixture tunedAt(double plannedInformation, double alpha) {
        Arguments.positive("plannedInformation", plannedInformation);
        Arguments.between("alpha", alpha, 0, 0.5);
        return new OneSidedMixture(plannedInformation * TwoSidedMixture.tuning(2 * alpha));
    }

    @Override
    public double logEValue(double z, double information) {
        Arguments.finite("z", z);
        Arguments.positive("information", information);
        return -0.5 * Math.log1p(information / rho) + Math.log(2)
                + StandardNormal.logScaledCdf(z / Math.sqrt(1 + rho / information));
    }

    @Override
    public double criticalZ(double information, double level) {
        Arguments.positive("information", information);
        Arguments.positive("level", level);
        double target = 0.5 * Math.log1p(information / rho) - Math.log(2) - Math.log(level);
        return solve(target) * Math.sqrt(1 + rho / information);
    }

    /** Solves {@code u^2/2 + log Phi(u) = target}. */
    private static double solve(double target) {
        if (target == Double.POSITIVE_INFINITY) {
            return target;
        }
        // Above 0 the left side is nearly u^2/2, below 0 nearly -log(-u sqrt(2 pi)): convex and concave, Newton settles in both.
        double u = target > 0 ? Math.sqrt(2 * target) : target > -1 ? 0 : -Math.exp(-target) / Math.sqrt(2 * Math.PI);
        for (int step = 0; step < MAX_STEPS; step++) {
            double scaled = StandardNormal.logScaledCdf(u);
            // phi/Phi, written by the scaled value so that it survives the underflow of both.
            double slope = u + Math.exp(-scaled) / Math.sqrt(2 * Math.PI);
            double next = u - (scaled - target) / slope;
            if (Math.abs(next - u) <= 1e-15 * Math.max(1, Math.abs(u))) {
                return next;
            }
            u = next;
        }
        return u;
    }
}
