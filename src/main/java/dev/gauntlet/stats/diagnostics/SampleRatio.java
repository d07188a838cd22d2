package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import java.util.List;
import java.util.Objects;

/**
 * Whether the variants got the shares of the traffic that their weights say, in words. The p-value comes from a test of the
 * split; a controller that looks again and again takes an anytime-valid one.
 *
 * @param shares what each variant got and should have got over the whole run
 * @param pValue p-value of "the split is as the weights say"
 */
public record SampleRatio(List<Share> shares, double pValue) {

    /**
     * Counts of one variant.
     *
     * @param variant its name
     * @param observed units or requests it got, at least 0
     * @param expected what the weights in force give it, summed over the steps of a ramp, at least 0
     */
    public record Share(String variant, double observed, double expected) {

        /**
         * @throws IllegalArgumentException naming the number that is out of range
         */
        public Share {
            Objects.requireNonNull(variant, "variant");
            Arguments.nonNegative("observed", observed);
            Arguments.nonNegative("expected", expected);
        }

        private double deviation() {
            return Math.abs(observed - expected);
        }
    }

    /**
     * @throws IllegalArgumentException when there is no variant or the p-value is no probability
     */
    public SampleRatio {
        shares = List.copyOf(shares);
        Arguments.probability("pValue", pValue);
        if (shares.isEmpty()) {
            throw new IllegalArgumentException("shares must hold at least one");
        }
    }

    /**
     * The check in words.
     *
     * @param alpha probability of a false alarm, strictly between 0 and 1, for instance 0.001
     */
    public Diagnostic diagnostic(double alpha) {
        boolean flagged = pValue < Arguments.between("alpha", alpha, 0, 1);
        double observed = shares.stream().mapToDouble(Share::observed).sum();
        double expected = shares.stream().mapToDouble(Share::expected).sum();
        if (observed == 0 || expected == 0) {
            return new Diagnostic(Diagnostic.Name.SAMPLE_RATIO, flagged, "No traffic was counted yet.");
        }
        Share worst = shares.stream().reduce((a, b) -> b.deviation() > a.deviation() ? b : a).orElseThrow();
        String found = worst.variant() + " got " + Figures.percent(worst.observed() / observed)
                + " of the traffic where its weight says " + Figures.percent(worst.expected() / expected)
                + " (" + Figures.pValue(pValue) + ")";
        return new Diagnostic(Diagnostic.Name.SAMPLE_RATIO, flagged, flagged
                ? found + ": something else than the weights decides who sees which variant, so no result can be trusted."
                : found + ", which chance explains.");
    }
}
