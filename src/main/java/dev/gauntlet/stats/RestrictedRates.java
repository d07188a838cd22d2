package dev.gauntlet.stats;

/**
 * Maximum-likelihood rates of two binomial arms under a fixed difference or ratio: Miettinen and Nurminen 1985 (Statistics in
 * Medicine 4, appendix I), Farrington and Manning 1990.
 *
 * @param challenger the challenger's rate
 * @param champion the champion's rate
 */
public record RestrictedRates(double challenger, double champion) {

    private static final int MAX_STEPS = 100;

    /**
     * The rates that maximise the likelihood among those with {@code challenger - champion == difference}.
     *
     * @param difference between -1 and 1
     */
    public static RestrictedRates underDifference(TwoArmCounts counts, double difference) {
        double low = Math.max(0, -difference);
        double high = Math.min(1, 1 - difference);
        double champion = rootOfScore(counts, difference, low, high);
        return new RestrictedRates(clamp(champion + difference), champion);
    }

    /**
     * The rates that maximise the likelihood among those with {@code challenger == ratio * champion}. The smaller root of
     * {@code A r^2 + B r + C} with A = N ratio, B = -(n1 ratio + x1 + n0 + x0 ratio), C = x1 + x0, written without cancellation.
     *
     * @param ratio at least 0
     */
    public static RestrictedRates underRatio(TwoArmCounts counts, double ratio) {
        double n1 = counts.challenger().trials();
        double x1 = counts.challenger().successes();
        double n0 = counts.champion().trials();
        double x0 = counts.champion().successes();
        double a = (n1 + n0) * ratio;
        double b = n1 * ratio + x1 + n0 + x0 * ratio;
        double c = x1 + x0;
        double discriminant = Math.max(0, b * b - 4 * a * c);
        double champion = Math.min(clamp(2 * c / (b + Math.sqrt(discriminant))), ratio > 1 ? 1 / ratio : 1);
        return new RestrictedRates(clamp(ratio * champion), champion);
    }

    /**
     * Newton steps on the derivative of the log-likelihood, which falls strictly from one end to the other, kept inside a shrinking
     * bracket. The closed form (a cubic solved by an arc cosine) loses half of the digits for rare events.
     */
    private static double rootOfScore(TwoArmCounts counts, double difference, double low, double high) {
        if (!(score(counts, low, difference) > 0)) {
            return low;
        }
        if (!(score(counts, high, difference) < 0)) {
            return high;
        }
        double left = low;
        double right = high;
        double rate = start(counts, difference, low, high);
        for (int step = 0; step < MAX_STEPS; step++) {
            double value = score(counts, rate, difference);
            if (value > 0) {
                left = rate;
            } else {
                right = rate;
            }
            double next = rate + value / information(counts, rate, difference);
            if (!(next > left && next < right)) {
                next = 0.5 * (left + right);
            }
            if (Math.abs(next - rate) <= 1e-15 * rate || next == left || next == right) {
                return next;
            }
            rate = next;
        }
        return rate;
    }

    private static double start(TwoArmCounts counts, double difference, double low, double high) {
        double n1 = counts.challenger().trials();
        double n0 = counts.champion().trials();
        double pooled = (counts.challenger().successes() + counts.champion().successes() - n1 * difference) / (n1 + n0);
        return pooled > low && pooled < high ? pooled : 0.5 * (low + high);
    }

    private static double score(TwoArmCounts counts, double champion, double difference) {
        BinomialCounts one = counts.challenger();
        BinomialCounts zero = counts.champion();
        double challenger = champion + difference;
        return quotient(one.successes(), challenger) - quotient(one.trials() - one.successes(), 1 - challenger)
                + quotient(zero.successes(), champion) - quotient(zero.trials() - zero.successes(), 1 - champion);
    }

    /** Minus the derivative of the score by the champion's rate, inside the bracket. */
    private static double information(TwoArmCounts counts, double champion, double difference) {
        BinomialCounts one = counts.challenger();
        BinomialCounts zero = counts.champion();
        double challenger = champion + difference;
        return squareQuotient(one.successes(), challenger)
                + squareQuotient(one.trials() - one.successes(), 1 - challenger)
                + squareQuotient(zero.successes(), champion)
                + squareQuotient(zero.trials() - zero.successes(), 1 - champion);
    }

    /** A count over its probability; a count of zero contributes nothing, also at probability zero. */
    private static double quotient(double count, double probability) {
        return count == 0 ? 0 : count / Math.max(probability, 0);
    }

    private static double squareQuotient(double count, double probability) {
        return count == 0 ? 0 : count / (probability * probability);
    }

    private static double clamp(double rate) {
        return Math.max(0, Math.min(1, rate));
    }
}
