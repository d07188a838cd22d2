package dev.gauntlet.stats;

/**
 * Normal mixture of likelihood ratios for an estimate with information I whose deviate from the hypothesis is z = S/sqrt(I):
 * an e-process, so {@code P(E ever reaches 1/a) <= a} under the hypothesis (Robbins 1970; Howard, Ramdas, McAuliffe, Sekhon 2021,
 * propositions 4 and 5; in its asymptotic form Waudby-Smith et al. 2024).
 */
public sealed interface NormalMixture permits TwoSidedMixture, OneSidedMixture {

    /** Precision of the mixing law, in units of information; positive. */
    double rho();

    /**
     * Logarithm of the e-value against the hypothesis.
     *
     * @param z deviate of the estimate from the hypothesis, finite
     * @param information positive
     */
    double logEValue(double z, double information);

    /**
     * The deviate at which the e-value reaches {@code 1/level}; 0 when a two-sided e-value is at least that large everywhere.
     *
     * @param information positive
     * @param level positive; a level above the error rate is meant for closed horizons
     */
    double criticalZ(double information, double level);

    /**
     * Always-valid p-value of an open-ended watch: {@code min(1, 1/E)}.
     *
     * @param z deviate of the estimate from the hypothesis, finite
     * @param information positive
     */
    default double pValue(double z, double information) {
        return Math.min(1, Math.exp(-logEValue(z, information)));
    }
}
