package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares of the values above a bucket bound, which buckets know exactly: a proportion without interpolation. {@link #strata}
 * hands the counts to the always-valid methods for proportions; the record itself is the comparison at one look.
 *
 * @param challenger the challenger's share, in [0, 1]
 * @param champion the champion's share, in [0, 1]
 * @param difference challenger minus champion
 * @param standardError of the difference, with each arm's own variance; not negative
 * @param z difference over its standard error; empty when that is 0
 */
public record ShareAbove(
        double challenger, double champion, double difference, double standardError, OptionalDouble z) {

    /**
     * Shares at one look at independent values.
     *
     * @param histograms the values of both arms
     * @param bound one of the bucket bounds
     * @return the shares; empty when an arm has no values
     * @throws IllegalArgumentException when {@code bound} is no bound of the histograms
     */
    public static Optional<ShareAbove> of(TwoArmHistograms histograms, double bound) {
        TwoArmCounts counts = counts(histograms, bound);
        if (!counts.isComparable()) {
            return Optional.empty();
        }
        double challenger = counts.challenger().rate();
        double champion = counts.champion().rate();
        double standardError = Math.sqrt(challenger * (1 - challenger) / counts.challenger().trials()
                + champion * (1 - champion) / counts.champion().trials());
        double difference = challenger - champion;
        return Optional.of(new ShareAbove(challenger, champion, difference, standardError,
                standardError == 0 ? OptionalDouble.empty() : OptionalDouble.of(difference / standardError)));
    }

    /**
     * The values above a bound as successes among all values, stratum by stratum and cluster by cluster.
     *
     * @param strata epochs of constant traffic weights
     * @param bound one of the bucket bounds
     * @throws IllegalArgumentException when {@code bound} is no bound of a stratum
     */
    public static List<ProportionStratum> strata(List<HistogramStratum> strata, double bound) {
        return strata.stream().map(stratum -> stratum(stratum, bound)).toList();
    }

    private static ProportionStratum stratum(HistogramStratum stratum, double bound) {
        SortedMap<String, TwoArmCounts> clusters = new TreeMap<>();
        stratum.clusters().forEach((name, histograms) -> clusters.put(name, counts(histograms, bound)));
        return new ProportionStratum(counts(stratum.totals(), bound), clusters);
    }

    private static TwoArmCounts counts(TwoArmHistograms histograms, double bound) {
        return new TwoArmCounts(above(histograms.challenger(), bound), above(histograms.champion(), bound));
    }

    private static BinomialCounts above(Histogram histogram, double bound) {
        int bucket = histogram.upperBounds().indexOf(bound);
        if (bucket < 0) {
            throw new IllegalArgumentException("bound must be one of " + histogram.upperBounds() + " but is " + bound);
        }
        return new BinomialCounts(histogram.count(), histogram.count() - histogram.cumulative().get(bucket));
    }
}
