package dev.gauntlet.stats.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Explicit bounds at which the cumulative counts of several native histograms are known exactly, whatever their resolutions and
 * zero thresholds: the coarsest schema among them, and a zero bucket as wide as the widest, widened to the next bound where it
 * would cut a bucket that another histogram fills. Only bounds of filled buckets are listed: in between nothing changes in any of
 * them.
 *
 * <p>Buckets of the negative side contain their lower bound and not their upper one. "At most" is then known just below each
 * bound, so the largest number below it is listed instead.
 *
 * @param schema the common schema
 * @param zeroThreshold the common zero threshold
 * @param upperBounds increasing, ending with positive infinity
 */
public record NativeLayout(int schema, double zeroThreshold, List<Double> upperBounds) {

    /** Copies the bounds. */
    public NativeLayout {
        upperBounds = List.copyOf(upperBounds);
    }

    /**
     * The layout for all histograms that are to be compared or added.
     *
     * @param histograms at least one
     * @throws IllegalArgumentException when there is none
     */
    public static NativeLayout common(List<NativeHistogram> histograms) {
        if (histograms.isEmpty()) {
            throw new IllegalArgumentException("histograms must not be empty");
        }
        int schema = histograms.stream().mapToInt(NativeHistogram::schema).min().orElseThrow();
        List<NativeHistogram> merged = histograms.stream().map(histogram -> histogram.at(schema)).toList();
        ExponentialScale scale = new ExponentialScale(schema);
        double threshold = threshold(merged, scale);
        SortedSet<Double> bounds = new TreeSet<>();
        bounds.add(threshold);
        bounds.add(Double.POSITIVE_INFINITY);
        for (NativeHistogram histogram : merged) {
            for (int index : histogram.positive().keySet()) {
                bounds.add(Math.max(threshold, scale.upperBound(index - 1)));
                bounds.add(Math.max(threshold, scale.upperBound(index)));
            }
            for (int index : histogram.negative().keySet()) {
                bounds.add(Math.nextDown(-Math.max(threshold, scale.upperBound(index - 1))));
                bounds.add(Math.nextDown(-Math.max(threshold, scale.upperBound(index))));
                bounds.add(Math.nextDown(-threshold));
            }
        }
        bounds.remove(Double.NEGATIVE_INFINITY);
        return new NativeLayout(schema, threshold, new ArrayList<>(bounds));
    }

    /** Both arms' histograms with the bounds that they have in common. */
    public static TwoArmHistograms compare(NativeHistogram challenger, NativeHistogram champion) {
        NativeLayout layout = common(List.of(challenger, champion));
        return new TwoArmHistograms(layout.histogram(challenger), layout.histogram(champion));
    }

    /**
     * The values of a histogram in these bounds.
     *
     * @param histogram one of those that the layout was made for
     * @throws IllegalArgumentException when the histogram has a coarser schema, a wider zero bucket or a filled bucket that a
     *     bound cuts
     */
    public Histogram histogram(NativeHistogram histogram) {
        NativeHistogram merged = histogram.at(schema);
        ExponentialScale scale = new ExponentialScale(schema);
        long[] counts = new long[upperBounds.size()];
        if (histogram.zeroThreshold() > zeroThreshold) {
            throw new IllegalArgumentException("histogram must have a zero threshold of at most " + zeroThreshold + " but has "
                    + histogram.zeroThreshold());
        }
        file(counts, Math.nextDown(-histogram.zeroThreshold()), histogram.zeroThreshold(), histogram.zeroCount());
        for (Map.Entry<Integer, Long> bucket : merged.positive().entrySet()) {
            file(counts, Math.max(histogram.zeroThreshold(), scale.upperBound(bucket.getKey() - 1)),
                    scale.upperBound(bucket.getKey()), bucket.getValue());
        }
        for (Map.Entry<Integer, Long> bucket : merged.negative().entrySet()) {
            file(counts, Math.nextDown(-scale.upperBound(bucket.getKey())),
                    Math.nextDown(-Math.max(histogram.zeroThreshold(), scale.upperBound(bucket.getKey() - 1))),
                    bucket.getValue());
        }
        Arrays.parallelPrefix(counts, Math::addExact);
        return new Histogram(upperBounds, Arrays.stream(counts).boxed().toList());
    }

    /** Files values in (lower, upper] under the bucket of the layout that holds them all. */
    private void file(long[] counts, double lower, double upper, long count) {
        if (count == 0) {
            return;
        }
        int bucket = 0;
        while (upperBounds.get(bucket) < upper) {
            bucket++;
        }
        if (bucket > 0 && upperBounds.get(bucket - 1) > lower) {
            throw new IllegalArgumentException("histogram must not have a bucket cut by the bound " + upperBounds.get(bucket - 1)
                    + " but has one from " + lower + " to " + upper);
        }
        counts[bucket] = Math.addExact(counts[bucket], count);
    }

    /** The widest zero threshold, widened until it cuts no bucket of a histogram with a narrower one. */
    private static double threshold(List<NativeHistogram> histograms, ExponentialScale scale) {
        double threshold = histograms.stream().mapToDouble(NativeHistogram::zeroThreshold).max().orElseThrow();
        boolean widened = true;
        while (widened) {
            double before = threshold;
            for (NativeHistogram histogram : histograms) {
                threshold = widened(threshold, histogram, histogram.positive(), scale);
                threshold = widened(threshold, histogram, histogram.negative(), scale);
            }
            widened = threshold > before;
        }
        return threshold;
    }

    private static double widened(
            double threshold, NativeHistogram histogram, SortedMap<Integer, Long> side, ExponentialScale scale) {
        double wide = threshold;
        for (int index : side.keySet()) {
            double lower = Math.max(histogram.zeroThreshold(), scale.upperBound(index - 1));
            if (lower < wide && wide < scale.upperBound(index)) {
                wide = scale.upperBound(index);
            }
        }
        return wide;
    }
}
