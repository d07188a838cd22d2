package dev.gauntlet.stats.fixed;

/**
 * Tails of a law of counts on the log scale. A tail is the probability at its inner end times a sum of products of ratios, so
 * it keeps its relative accuracy however small it is. The work grows with the standard deviation: some 10^7 additions for 10^12
 * trials split evenly.
 *
 * @param law the law
 */
record CountTails(CountLaw law) {

    /** Terms below this share of the sum no longer change it, since ratios fall outwards. */
    private static final double NEGLIGIBLE = 1e-18;

    /** Outcomes this much likelier than the observed one still count as equally likely, against rounding. */
    private static final double LOG_SLACK = Math.log1p(1e-7);

    private static final double LOG_2 = Math.log(2);

    /** Logarithm of P(X &gt;= k); 0 from the smallest count down, negative infinity above the largest. */
    double logAtLeast(long k) {
        if (k <= law.smallest()) {
            return 0;
        }
        if (k > law.largest()) {
            return Double.NEGATIVE_INFINITY;
        }
        return Math.min(0, k > law.mode() ? logOuterTail(k, 1) : logComplement(logOuterTail(k - 1, -1)));
    }

    /** Logarithm of P(X &lt;= k); 0 from the largest count up, negative infinity below the smallest. */
    double logAtMost(long k) {
        if (k >= law.largest()) {
            return 0;
        }
        if (k < law.smallest()) {
            return Double.NEGATIVE_INFINITY;
        }
        return Math.min(0, k < law.mode() ? logOuterTail(k, -1) : logComplement(logOuterTail(k + 1, 1)));
    }

    /** Logarithm of P(X &gt; k) + P(X = k)/2. */
    double logMidAtLeast(long k) {
        return Math.min(0, logSum(logAtLeast(k + 1), law.logProbability(k) - LOG_2));
    }

    /** Logarithm of P(X &lt; k) + P(X = k)/2. */
    double logMidAtMost(long k) {
        return Math.min(0, logSum(logAtMost(k - 1), law.logProbability(k) - LOG_2));
    }

    /** Logarithm of the sum of all probabilities: 0 unless the law still has to be normed. */
    double logTotal() {
        double upper = logOuterTail(law.mode(), 1);
        return law.mode() == law.smallest() ? upper : logSum(upper, logOuterTail(law.mode() - 1, -1));
    }

    /** Logarithm of the probability of all outcomes that are not likelier than {@code k}. */
    double logNoLikelierThan(long k) {
        double bar = law.logProbability(k) + LOG_SLACK;
        if (law.logProbability(law.mode()) <= bar) {
            return 0;
        }
        return Math.min(0, logSum(logAtMost(lastNoLikelierBelow(bar)), logAtLeast(firstNoLikelierAbove(bar))));
    }

    private double logOuterTail(long k, int direction) {
        double sum = 1;
        double term = 1;
        for (long i = k; term > NEGLIGIBLE * sum && i != (direction > 0 ? law.largest() : law.smallest()); i += direction) {
            term *= direction > 0 ? law.ratio(i) : 1 / law.ratio(i - 1);
            sum += term;
        }
        return law.logProbability(k) + Math.log(sum);
    }

    private long lastNoLikelierBelow(double bar) {
        long outside = law.smallest() - 1;
        long inside = law.mode();
        while (inside - outside > 1) {
            long middle = outside + (inside - outside) / 2;
            if (law.logProbability(middle) <= bar) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return outside;
    }

    private long firstNoLikelierAbove(double bar) {
        long inside = law.mode();
        long outside = law.largest() + 1;
        while (outside - inside > 1) {
            long middle = inside + (outside - inside) / 2;
            if (law.logProbability(middle) <= bar) {
                outside = middle;
            } else {
                inside = middle;
            }
        }
        return outside;
    }

    /** Logarithm of 1 - exp(log). */
    private static double logComplement(double log) {
        return log > -1 ? Math.log(-Math.expm1(log)) : Math.log1p(-Math.exp(log));
    }

    private static double logSum(double one, double other) {
        double larger = Math.max(one, other);
        return larger == Double.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(one, other) - larger));
    }
}
