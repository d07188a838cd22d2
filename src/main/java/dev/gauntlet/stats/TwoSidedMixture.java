package dev.gauntlet.stats;

/**
 * The mixture over effects N(0, 1/rho) on both sides of the hypothesis:
 * {@code log E = log(rho/(I+rho))/2 + S^2/(2(I+rho))}.
 *
 * @param rho precision of the mixing law, positive
 */
public record TwoSidedMixture(double rho) implements NormalMixture {

    /**
     * @throws IllegalArgumentException when rho is not a positive finite number
     */
    public TwoSidedMixture {
        Arguments.positive("rho", rho);
    }

    /**
     * The mixture whose bound is narrowest at the planned information:
     * {@code rho = I / (-W_{-1}(-alpha^2/e) - 1)} (Howard et al. 2021, section 3.5).
     *
     * @param plannedInformation positive
     * @param alpha error rate, strictly between 0 and 1
     */
    public static TwoSidedMixture tunedAt(double plannedInformation, double alpha) {
        Arguments.positive("plannedInformation", plannedInformation);
        Arguments.between("alpha", alpha, 0, 1);
        return new TwoSidedMixture(plannedInformation * tuning(alpha));
    }

    /**
     * The mixture of {@link #tunedAt} by the closed-form approximation {@code rho = I / (2 log(1/alpha) + log(2 log(1/alpha) + 1))}
     * (Waudby-Smith et al. 2024, who write 1/rho for it): to agree with published results; its bound is 0.003 % wider at 0.05.
     *
     * @param plannedInformation positive
     * @param alpha error rate, strictly between 0 and 1
     */
    public static TwoSidedMixture tunedInClosedFormAt(double plannedInformation, double alpha) {
        Arguments.positive("plannedInformation", plannedInformation);
        double evidence = -2 * Math.log(Arguments.between("alpha", alpha, 0, 1));
        return new TwoSidedMixture(plannedInformation / (evidence + Math.log1p(evidence)));
    }

    /** rho over the information at which the bound for {@code alpha} is narrowest. */
    static double tuning(double alpha) {
        return 1 / (LambertW.minusBranchNegated(1 - 2 * Math.log(alpha)) - 1);
    }

    @Override
    public double logEValue(double z, double information) {
        Arguments.finite("z", z);
        Arguments.positive("information", information);
        return -0.5 * Math.log1p(information / rho) + 0.5 * z * z / (1 + rho / information);
    }

    @Override
    public double criticalZ(double information, double level) {
        Arguments.positive("information", information);
        Arguments.positive("level", level);
        double square = Math.log1p(information / rho) - 2 * Math.log(level);
        return square > 0 ? Math.sqrt((1 + rho / information) * square) : 0;
    }
}
