package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.TwoArmCounts;

/**
 * Fisher's noncentral hypergeometric law of the challenger's successes in one block, given the trials of both arms and the
 * successes of both together. It is the law of a binary outcome whose odds differ between the arms by a common factor, whatever
 * the base rate.
 *
 * <p>Sums over the support start at the mode and stop when the terms no longer count, so that the work grows with the standard
 * deviation of the block and the distance between the modes, not with its trials.
 */
final class TiltedHypergeometric {

    /** Blocks beyond would take seconds. */
    private static final long LARGEST_BLOCK = 100_000_000;
    private static final double NEGLIGIBLE = 1e-20;
    private static final double RESCALE = 1e250;

    private final double challengerTrials;
    private final double championTrials;
    private final double successes;
    private final double challengerSuccesses;
    private final double centralMode;
    private final double logCentralSum;

    /**
     * @throws IllegalArgumentException when the block holds more than a hundred million trials
     */
    TiltedHypergeometric(TwoArmCounts block) {
        long trials = Math.addExact(block.challenger().trials(), block.champion().trials());
        if (trials > LARGEST_BLOCK) {
            throw new IllegalArgumentException("block must hold at most " + LARGEST_BLOCK + " trials but holds " + trials);
        }
        challengerTrials = block.challenger().trials();
        championTrials = block.champion().trials();
        challengerSuccesses = block.challenger().successes();
        successes = challengerSuccesses + block.champion().successes();
        centralMode = Math.max(smallest(), Math.min(largest(),
                Math.floor((successes + 1) * (challengerTrials + 1) / (trials + 2))));
        logCentralSum = Math.log(sumFromMode(centralMode, 0));
    }

    /** Log probability of the challenger's successes under a log odds ratio, minus that under none. */
    double logRatio(double tilt) {
        double factor = Math.exp(tilt);
        double mode = centralMode;
        // log(p0(mode)/p0(centralMode)), collected as a product to spare logarithms.
        double logRelative = 0;
        double product = 1;
        while (mode < largest() && ratio(mode) * factor > 1) {
            product *= ratio(mode++);
            if (product < 1 / RESCALE) {
                logRelative += Math.log(product);
                product = 1;
            }
        }
        while (mode > smallest() && ratio(mode - 1) * factor < 1) {
            product /= ratio(--mode);
            if (product < 1 / RESCALE) {
                logRelative += Math.log(product);
                product = 1;
            }
        }
        logRelative += Math.log(product);
        double logMean = logRelative + Math.log(sumFromMode(mode, tilt)) - logCentralSum;
        return tilt * (challengerSuccesses - mode) - logMean;
    }

    /** Sum over the support of the tilted probabilities relative to the one at the mode. */
    private double sumFromMode(double mode, double tilt) {
        double factor = Math.exp(tilt);
        double sum = 1;
        double term = 1;
        for (double x = mode; x < largest() && term > NEGLIGIBLE * sum; x++) {
            term *= ratio(x) * factor;
            sum += term;
        }
        term = 1;
        for (double x = mode; x > smallest() && term > NEGLIGIBLE * sum; x--) {
            term /= ratio(x - 1) * factor;
            sum += term;
        }
        return sum;
    }

    /** p0(x+1)/p0(x). */
    private double ratio(double x) {
        return (challengerTrials - x) / (x + 1) * ((successes - x) / (championTrials - successes + x + 1));
    }

    private double smallest() {
        return Math.max(0, successes - championTrials);
    }

    private double largest() {
        return Math.min(challengerTrials, successes);
    }
}
