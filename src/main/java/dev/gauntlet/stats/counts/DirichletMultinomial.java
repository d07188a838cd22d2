package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.RelativeEntropy;
import dev.gauntlet.stats.StirlingError;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Always-valid test that counts of several cells follow constant expected shares: the probability of the counts under Dirichlet
 * distributed shares over that at the expected shares (Lindon, Malek 2022, multinomial test), {@code E = Gamma(A)/Gamma(A+n)
 * prod_i Gamma(a_i+n_i)/Gamma(a_i) theta_i^-n_i} with A the sum of the concentrations a_i. It holds at any look when every
 * observation is drawn on its own.
 *
 * @param expectedShares expected shares, positive, adding up to 1, at least two
 * @param concentration concentrations of the Dirichlet law, positive, as many as shares; in proportion to the shares and with a
 *     sum of 1000 they look for deviations of some percent
 */
public record DirichletMultinomial(List<Double> expectedShares, List<Double> concentration) {

    private static final double MASS_ROUNDING = 1e-9;

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public DirichletMultinomial {
        expectedShares = List.copyOf(expectedShares);
        concentration = List.copyOf(concentration);
        if (expectedShares.size() < 2 || concentration.size() != expectedShares.size()) {
            throw new IllegalArgumentException("concentration must be as many as expectedShares, at least 2, but are "
                    + concentration.size() + " for " + expectedShares.size());
        }
        expectedShares.forEach(share -> Arguments.positive("expectedShares", share));
        concentration.forEach(value -> Arguments.positive("concentration", value));
        double mass = expectedShares.stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(mass - 1) > MASS_ROUNDING) {
            throw new IllegalArgumentException("expectedShares must add up to 1 but make " + mass);
        }
    }

    /**
     * Log e-value against the expected shares.
     *
     * @param counts cumulative counts, not negative, as many as shares
     */
    public double logEValue(List<Long> counts) {
        requireCells(counts);
        return logEValue(counts.stream().mapToDouble(Long::doubleValue).toArray(),
                concentration.stream().mapToDouble(Double::doubleValue).toArray(),
                expectedShares.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * Confidence sequence of one cell's share: the shares that the same test of this cell against all others does not refute.
     *
     * @param counts cumulative counts, not negative, as many as shares
     * @param cell index of the cell
     * @param alpha error rate over all looks, strictly between 0 and 1
     * @return ends in [0, 1]
     */
    public Interval shareInterval(List<Long> counts, int cell, double alpha) {
        requireCells(counts);
        if (cell < 0 || cell >= counts.size()) {
            throw new IllegalArgumentException("cell must lie in [0, " + (counts.size() - 1) + "] but is " + cell);
        }
        long others = IntStream.range(0, counts.size()).filter(i -> i != cell).mapToLong(counts::get)
                .reduce(0, Math::addExact);
        double otherConcentration = IntStream.range(0, counts.size()).filter(i -> i != cell)
                .mapToDouble(concentration::get).sum();
        return new BernoulliConfidenceSequence(concentration.get(cell), otherConcentration)
                .interval(counts.get(cell), Math.addExact(counts.get(cell), others), alpha);
    }

    /**
     * The formula by Stirling's series, whose large terms are collected into A' sum_i theta_i h(u_i) with
     * {@code u_i = (a_i+n_i)/(A' theta_i) - 1}, {@code A' = A+n} and {@code h(u) = (1+u) log(1+u) - u}: no digits are lost to
     * cancellation, however large the counts.
     */
    static double logEValue(double[] counts, double[] concentration, double[] shares) {
        double prior = 0;
        double posterior = 0;
        for (int i = 0; i < counts.length; i++) {
            prior += concentration[i];
            posterior += concentration[i] + counts[i];
        }
        double divergence = 0;
        double rest = LogGamma.value(prior) + 0.5 * Math.log(posterior) - StirlingError.of(posterior)
                + 0.5 * (counts.length - 1) * Math.log(2 * Math.PI);
        for (int i = 0; i < counts.length; i++) {
            double cell = concentration[i] + counts[i];
            double expected = posterior * shares[i];
            divergence += expected * RelativeEntropy.excess((cell - expected) / expected);
            rest += concentration[i] * Math.log(shares[i]) - LogGamma.value(concentration[i]) - 0.5 * Math.log(cell)
                    + StirlingError.of(cell);
        }
        return divergence + rest;
    }

    private void requireCells(List<Long> counts) {
        if (counts.size() != expectedShares.size()) {
            throw new IllegalArgumentException("counts must be as many as the " + expectedShares.size() + " shares but are "
                    + counts.size());
        }
        counts.forEach(count -> Arguments.nonNegative("counts", (long) count));
    }
}
