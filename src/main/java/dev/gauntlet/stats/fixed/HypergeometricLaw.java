package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.TwoArmCounts;

/**
 * Law of the challenger's successes given both margins of the two-by-two table, when the arms do not differ. Its probabilities
 * are quotients of binomial ones at the pooled rate, which keeps the saddle-point accuracy of {@link BinomialLaw}.
 *
 * @param challenger trials of the challenger, at least 1
 * @param champion trials of the champion, at least 1
 * @param successes successes of both arms, strictly between 0 and all trials
 */
record HypergeometricLaw(long challenger, long champion, long successes) implements CountLaw {

    static HypergeometricLaw of(TwoArmCounts counts) {
        return new HypergeometricLaw(counts.challenger().trials(), counts.champion().trials(),
                counts.challenger().successes() + counts.champion().successes());
    }

    @Override
    public long smallest() {
        return Math.max(0, successes - champion);
    }

    @Override
    public long largest() {
        return Math.min(challenger, successes);
    }

    @Override
    public long mode() {
        double mode = Math.floor((challenger + 1.0) * ((successes + 1.0) / (challenger + champion + 2.0)));
        return (long) Math.max(smallest(), Math.min(largest(), mode));
    }

    @Override
    public double logProbability(long k) {
        double total = (double) challenger + champion;
        double success = successes / total;
        double failure = (total - successes) / total;
        return BinomialLaw.logProbability(k, challenger, success, failure)
                + BinomialLaw.logProbability(successes - k, champion, success, failure)
                - BinomialLaw.logProbability(successes, challenger + champion, success, failure);
    }

    @Override
    public double ratio(long k) {
        return (double) (challenger - k) / (k + 1) * ((double) (successes - k) / (champion - successes + k + 1));
    }
}
