package dev.gauntlet.decision;

import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.counts.BernoulliConfidenceSequence;
import java.util.Locale;

/**
 * How often a challenger in shadow answers otherwise than the champion, over pairs of answers to the same requests.
 *
 * @param challenger the challenger
 * @param pairs pairs of answers that could be compared
 * @param divergent pairs that did not agree
 * @param lower lower end of the confidence sequence of the divergence, 0 to 1
 * @param upper upper end
 * @param maximum largest divergence that is accepted, 0 to 1
 * @param minimumPairs pairs asked for before the comparison may let the step end
 */
public record ShadowComparison(String challenger, long pairs, long divergent, double lower, double upper, double maximum,
        long minimumPairs) {

    /** The mixing law of Krichevsky and Trofimov, which loses least over all probabilities. */
    private static final BernoulliConfidenceSequence SEQUENCE = new BernoulliConfidenceSequence(0.5, 0.5);

    /** What is known of the divergence. */
    public enum Verdict {
        /** It is proven to be at most the maximum. */
        Agrees,
        /** It is proven to be above the maximum. */
        Diverges,
        /** Neither, or there are fewer pairs than asked for. */
        Undecided
    }

    /**
     * Judges counts. The interval is a confidence sequence (Robbins 1970), so the error rate holds however often it is looked at.
     *
     * @param alpha error rate over all looks, strictly between 0 and 1
     * @throws IllegalArgumentException if there are more divergent pairs than pairs, or the error rate is out of range
     */
    public static ShadowComparison of(String challenger, long pairs, long divergent, double maximum, long minimumPairs, double alpha) {
        Interval interval = SEQUENCE.interval(divergent, pairs, alpha);
        return new ShadowComparison(challenger, pairs, divergent, interval.lower(), interval.upper(), maximum, minimumPairs);
    }

    /** What is known of the divergence; that it is too large is known before all pairs asked for are there. */
    public Verdict verdict() {
        if (lower > maximum) {
            return Verdict.Diverges;
        }
        return pairs >= minimumPairs && upper <= maximum ? Verdict.Agrees : Verdict.Undecided;
    }

    /** One sentence for people. */
    String sentence() {
        return pairs == 0 ? "no answers of " + challenger + " could be compared with the champion's yet"
                : challenger + " answers otherwise than the champion in " + percent((double) divergent / pairs) + " of " + pairs
                        + " pairs (" + percent(lower) + " to " + percent(upper) + ", at most " + percent(maximum) + " accepted)";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}
