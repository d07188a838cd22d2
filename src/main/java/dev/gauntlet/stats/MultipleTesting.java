package dev.gauntlet.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** P-values adjusted for testing several hypotheses at once; always-valid p-values stay always valid. */
public final class MultipleTesting {

    private MultipleTesting() {
    }

    /**
     * Bonferroni: p times the number of hypotheses, at most 1. Controls the probability of any false rejection.
     *
     * @param pValues p-values; the result keeps their order
     */
    public static List<Double> bonferroni(List<Double> pValues) {
        check(pValues);
        return pValues.stream().map(p -> Math.min(1, p * pValues.size())).toList();
    }

    /**
     * Holm 1979: step-down, rejects whatever Bonferroni does and more, with the same guarantee.
     *
     * @param pValues p-values; the result keeps their order
     */
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
     * Benjamini and Hochberg 1995: step-up, controls the expected share of false ones among the rejections.
     *
     * @param pValues p-values, independent or positively dependent; the result keeps their order
     */
    public static List<Double> benjaminiHochberg(List<Double> pValues) {
        check(pValues);
        List<Integer> order = ascending(pValues);
        Double[] adjusted = new Double[pValues.size()];
        double smallest = 1;
        for (int rank = order.size(); rank >= 1; rank--) {
            int index = order.get(rank - 1);
            smallest = Math.min(smallest, pValues.get(index) * order.size() / rank);
            adjusted[index] = smallest;
        }
        return List.of(adjusted);
    }

    private static List<Integer> ascending(List<Double> pValues) {
        return IntStream.range(0, pValues.size()).boxed().sorted(Comparator.comparing(pValues::get)).toList();
    }

    private static void check(List<Double> pValues) {
        pValues.forEach(p -> Arguments.probability("pValues", p));
    }
}
