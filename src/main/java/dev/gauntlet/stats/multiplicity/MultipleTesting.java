package dev.gauntlet.stats.multiplicity;

import dev.gauntlet.stats.Arguments;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * P-values adjusted for testing several hypotheses at once. An adjusted p-value is the smallest error rate at which the
 * procedure rejects that hypothesis. Always-valid p-values stay always valid under the procedures that hold under any
 * dependence (Bonferroni, Holm, Benjamini-Yekutieli). All methods keep the order of the p-values, take any number of them, also
 * none, and refuse what is no probability.
 */
public final class MultipleTesting {

    private MultipleTesting() {
    }

    /** Bonferroni: p times the number of hypotheses, at most 1. Controls the probability of any false rejection. */
    public static List<Double> bonferroni(List<Double> pValues) {
        return each(pValues, p -> Math.min(1, p * pValues.size()));
    }

    /** Sidak 1967: {@code 1 - (1-p)^m}; controls the probability of any false rejection of independent hypotheses. */
    public static List<Double> sidak(List<Double> pValues) {
        return each(pValues, p -> -Math.expm1(pValues.size() * Math.log1p(-p)));
    }

    /** Holm 1979: step-down, rejects whatever Bonferroni does and more, with the same guarantee. */
    public static List<Double> holm(List<Double> pValues) {
        check(pValues);
        List<Integer> order = ascending(pValues);
        Double[] adjusted = new Double[pValues.size()];
        double largest = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            largest = Math.max(largest, Math.min(1, (order.size() - rank) * pValues.get(order.get(rank))));
            adjusted[order.get(rank)] = largest;
        }
        return List.of(adjusted);
    }

    /**
     * Hochberg 1988: step-up, rejects whatever Holm does and more. Controls the probability of any false rejection when the
     * p-values are independent or positively dependent.
     */
    public static List<Double> hochberg(List<Double> pValues) {
        return stepUp(pValues, rank -> pValues.size() - rank + 1);
    }

    /**
     * Hommel 1988: closed testing with Simes' test; rejects whatever Hochberg does and more under the same condition. A
     * hypothesis counts as rejected when each set of hypotheses that holds it is: the sets that matter are, for each size, the
     * ones with the largest other p-values.
     */
    public static List<Double> hommel(List<Double> pValues) {
        check(pValues);
        int m = pValues.size();
        List<Integer> order = ascending(pValues);
        double[] p = order.stream().mapToDouble(pValues::get).toArray();
        double[] sorted = p.clone();
        for (int size = m; size >= 2; size--) {
            double simes = Double.POSITIVE_INFINITY;
            for (int rank = 2; rank <= size; rank++) {
                simes = Math.min(simes, size * p[m - size + rank - 1] / rank);
            }
            for (int i = 0; i < m; i++) {
                // Among the largest p-values of a set of this size, or added to them as its smallest.
                double bound = i >= m - size + 1 ? simes : Math.min(size * p[i], simes);
                sorted[i] = Math.max(sorted[i], bound);
            }
        }
        Double[] adjusted = new Double[m];
        for (int i = 0; i < m; i++) {
            adjusted[order.get(i)] = Math.min(1, sorted[i]);
        }
        return List.of(adjusted);
    }

    /**
     * Benjamini and Hochberg 1995: step-up, controls the expected share of false ones among the rejections when the p-values are
     * independent or positively dependent.
     */
    public static List<Double> benjaminiHochberg(List<Double> pValues) {
        return stepUp(pValues, rank -> (double) pValues.size() / rank);
    }

    /** Benjamini and Yekutieli 2001: the same under any dependence, at the price of a factor {@code 1 + 1/2 + ... + 1/m}. */
    public static List<Double> benjaminiYekutieli(List<Double> pValues) {
        double harmonic = IntStream.rangeClosed(1, pValues.size()).mapToDouble(i -> 1.0 / i).sum();
        return stepUp(pValues, rank -> harmonic * pValues.size() / rank);
    }

    /** From the largest p-value down, the smallest product of p-value and factor so far, at most 1. */
    private static List<Double> stepUp(List<Double> pValues, IntToDoubleFunction factorOfRank) {
        check(pValues);
        List<Integer> order = ascending(pValues);
        Double[] adjusted = new Double[pValues.size()];
        double smallest = 1;
        for (int rank = order.size(); rank >= 1; rank--) {
            int index = order.get(rank - 1);
            smallest = Math.min(smallest, pValues.get(index) * factorOfRank.applyAsDouble(rank));
            adjusted[index] = smallest;
        }
        return List.of(adjusted);
    }

    private static List<Double> each(List<Double> pValues, DoubleUnaryOperator adjustment) {
        check(pValues);
        return pValues.stream().map(adjustment::applyAsDouble).toList();
    }

    private static List<Integer> ascending(List<Double> pValues) {
        return IntStream.range(0, pValues.size()).boxed().sorted(Comparator.comparing(pValues::get)).toList();
    }

    private static void check(List<Double> pValues) {
        pValues.forEach(p -> Arguments.probability("pValues", p));
    }
}
