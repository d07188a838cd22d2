package dev.gauntlet.stats.multiplicity;

import dev.gauntlet.stats.Arguments;
import java.util.List;
import java.util.function.UnaryOperator;

/** A way to adjust p-values, and what it rejects. */
public enum Adjustment {

    /** Leaves p-values as they are: each hypothesis errs at the full rate. */
    NONE(p -> {
        p.forEach(value -> Arguments.probability("pValues", value));
        return List.copyOf(p);
    }),
    /** {@link MultipleTesting#bonferroni}. */
    BONFERRONI(MultipleTesting::bonferroni),
    /** {@link MultipleTesting#sidak}. */
    SIDAK(MultipleTesting::sidak),
    /** {@link MultipleTesting#holm}. */
    HOLM(MultipleTesting::holm),
    /** {@link MultipleTesting#hochberg}. */
    HOCHBERG(MultipleTesting::hochberg),
    /** {@link MultipleTesting#hommel}. */
    HOMMEL(MultipleTesting::hommel),
    /** {@link MultipleTesting#benjaminiHochberg}. */
    BENJAMINI_HOCHBERG(MultipleTesting::benjaminiHochberg),
    /** {@link MultipleTesting#benjaminiYekutieli}. */
    BENJAMINI_YEKUTIELI(MultipleTesting::benjaminiYekutieli);

    private final UnaryOperator<List<Double>> adjust;

    Adjustment(UnaryOperator<List<Double>> adjust) {
        this.adjust = adjust;
    }

    /**
     * Adjusted p-values, in the order given.
     *
     * @param pValues probabilities
     * @throws IllegalArgumentException when one is no probability
     */
    public List<Double> adjust(List<Double> pValues) {
        return adjust.apply(pValues);
    }

    /**
     * Which hypotheses are rejected: those with an adjusted p-value of at most alpha. Sidak's, the only ones that are rounded
     * powers, must lie below alpha, so that no tie is decided by rounding.
     *
     * @param pValues probabilities
     * @param alpha error rate, strictly between 0 and 1
     */
    public List<Boolean> rejects(List<Double> pValues, double alpha) {
        Arguments.between("alpha", alpha, 0, 1);
        return adjust(pValues).stream().map(p -> this == SIDAK ? p < alpha : p <= alpha).toList();
    }
}
