package dev.gauntlet.bench;

import dev.gauntlet.decision.MetricData;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmCounts;
import dev.gauntlet.stats.TwoArmSums;
import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.HistogramStratum;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Made-up counts of any size: strata of clusters whose sizes and levels differ by a fixed pattern, the challenger some percent better.
 *
 * @param samples samples of each variant over all strata
 * @param strata number of strata
 * @param clusters clusters in each stratum; 0 for independent samples
 */
record Samples(long samples, int strata, int clusters) {

    private static final double RATE = 0.1;
    private static final double LIFT = 0.03;
    private static final List<Double> BOUNDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, Double.POSITIVE_INFINITY);
    private static final double SCALE = 0.08;

    MetricData proportions() {
        return new MetricData.Proportions(clusters == 0
                ? each(strata, s -> ProportionStratum.unclustered(binomial(s, 0, LIFT), binomial(s, 0, 0)))
                : each(strata, s -> ProportionStratum.clustered(
                        byCluster(b -> new TwoArmCounts(binomial(s, b, LIFT), binomial(s, b, 0))))));
    }

    MetricData sums() {
        return new MetricData.Sums(clusters == 0
                ? each(strata, s -> SumsStratum.unclustered(sums(s, 0, LIFT), sums(s, 0, 0)))
                : each(strata, s -> SumsStratum.clustered(byCluster(b -> new TwoArmSums(sums(s, b, LIFT), sums(s, b, 0))))));
    }

    MetricData histograms() {
        return new MetricData.Histograms(clusters == 0
                ? each(strata, s -> HistogramStratum.unclustered(histogram(s, 0, LIFT), histogram(s, 0, 0)))
                : each(strata, s -> {
                    SortedMap<String, TwoArmHistograms> parts =
                            byCluster(b -> new TwoArmHistograms(histogram(s, b, LIFT), histogram(s, b, 0)));
                    return new HistogramStratum(parts.values().stream().reduce(TwoArmHistograms::plus).orElseThrow(), parts);
                }));
    }

    private BinomialCounts binomial(int stratum, int cluster, double lift) {
        long n = size(stratum, cluster);
        return new BinomialCounts(n, Math.round(n * level(stratum, cluster, lift) * RATE * (1 + lift)));
    }

    private ArmSums sums(int stratum, int cluster, double lift) {
        double n = size(stratum, cluster);
        double mean = level(stratum, cluster, lift) * (1 + lift);
        return ArmSums.of(n, n * mean, n * (mean * mean + 1));
    }

    /** Exponential values. */
    private Histogram histogram(int stratum, int cluster, double lift) {
        long n = size(stratum, cluster);
        double scale = SCALE * level(stratum, cluster, lift) * (1 - lift);
        return new Histogram(BOUNDS, BOUNDS.stream().map(bound -> Math.round(n * -Math.expm1(-bound / scale))).toList());
    }

    private long size(int stratum, int cluster) {
        double even = (double) samples / strata / Math.max(1, clusters);
        return Math.max(1, Math.round(even * (1 + 0.3 * Math.sin(stratum + 2.0 * cluster))));
    }

    /** The arms of a cluster differ by more than the lift, as units do. */
    private double level(int stratum, int cluster, double lift) {
        return (1 + 0.2 * Math.cos(3.0 * cluster)) * (1 + 0.1 * Math.sin(stratum + 5.0 * cluster + 100 * lift));
    }

    private <T> SortedMap<String, T> byCluster(IntFunction<T> one) {
        SortedMap<String, T> all = new TreeMap<>();
        IntStream.range(0, clusters).forEach(b -> all.put("bucket-" + b, one.apply(b)));
        return all;
    }

    private static <T> List<T> each(int count, IntFunction<T> one) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(one).toList());
    }
}
