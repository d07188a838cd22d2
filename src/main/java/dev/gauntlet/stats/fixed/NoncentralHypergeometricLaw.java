package dev.gauntlet.stats.fixed;

/**
 * Law of the challenger's successes given both margins of the two-by-two table, when the odds differ by a factor: the central
 * law times {@code odds^k}, normed (Fisher 1935).
 *
 * @param central the law without a difference
 * @param logOdds logarithm of the odds ratio, challenger over champion, finite
 * @param mode the most probable count
 * @param logNorm logarithm of the sum of the central probabilities times {@code odds^k}
 */
record NoncentralHypergeometricLaw(HypergeometricLaw central, double logOdds, long mode, double logNorm) implements CountLaw {

    /** Norms the law by a sum outwards from its mode. */
    static NoncentralHypergeometricLaw of(HypergeometricLaw central, double logOdds) {
        long mode = mode(central, logOdds);
        NoncentralHypergeometricLaw unnormed = new NoncentralHypergeometricLaw(central, logOdds, mode, 0);
        return new NoncentralHypergeometricLaw(central, logOdds, mode, new CountTails(unnormed).logTotal());
    }

    @Override
    public long smallest() {
        return central.smallest();
    }

    @Override
    public long largest() {
        return central.largest();
    }

    @Override
    public double logProbability(long k) {
        return central.logProbability(k) + k * logOdds - logNorm;
    }

    @Override
    public double ratio(long k) {
        return central.ratio(k) * Math.exp(logOdds);
    }

    /** The first count whose successor is no likelier; ratios fall. */
    private static long mode(HypergeometricLaw central, double logOdds) {
        long low = central.smallest();
        long high = central.largest();
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (Math.log(central.ratio(middle)) + logOdds > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
