package dev.gauntlet.stats;

/** Band around an empirical distribution function that holds the true one everywhere at all looks. */
public final class DistributionBand {

    private DistributionBand() {
    }

    /**
     * Half width of the band, {@code 0.85 sqrt((log log(e n) + 0.8 log(1612/alpha))/n)} (Howard, Ramdas 2022, corollary 2). Wide in the
     * tails: 2.8 points at n = 10000.
     *
     * @param n number of independent observations, at least 1
     * @param alpha error rate over all looks, strictly between 0 and 1
     * @return positive; above 1 the band says nothing
     */
    public static double halfWidth(double n, double alpha) {
        Arguments.between("alpha", alpha, 0, 1);
        if (!(Arguments.finite("n", n) >= 1)) {
            throw new IllegalArgumentException("n must be at least 1 but is " + n);
        }
        return 0.85 * Math.sqrt((Math.log1p(Math.log(n)) + 0.8 * Math.log(1612 / alpha)) / n);
    }
}
