package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Mann-Whitney test and Hodges-Lehmann shift of two samples of single values, for instance medians of time blocks. For one look.
 *
 * @param normal the test by the normal law with tie-corrected variance
 * @param zContinuityCorrected z with the statistic moved half a pair towards its mean; empty when all values are tied
 * @param pValueTwoSidedContinuityCorrected p-value of it
 * @param pValueGreaterContinuityCorrected of "the challenger's values are not larger", the statistic lowered by half a pair
 * @param pValueTwoSidedExact exact p-value; empty with ties and beyond {@link #MOST_EXACT_PAIRS} pairs
 * @param pValueGreaterExact exact p-value of "the challenger's values are not larger"; empty with it
 * @param hodgesLehmann median of all differences challenger minus champion
 * @param hodgesLehmannInterval exact confidence interval of the shift; empty with the exact p-values
 */
public record RankTest(
        MannWhitney normal,
        OptionalDouble zContinuityCorrected,
        OptionalDouble pValueTwoSidedContinuityCorrected,
        OptionalDouble pValueGreaterContinuityCorrected,
        OptionalDouble pValueTwoSidedExact,
        OptionalDouble pValueGreaterExact,
        double hodgesLehmann,
        Optional<Interval> hodgesLehmannInterval) {

    /** Pairs of values up to which the exact law is computed, in some tenths of a second. */
    public static final long MOST_EXACT_PAIRS = 10_000;

    /** Pairs of values up to which differences are listed. */
    public static final long MOST_PAIRS = 10_000_000;

    /**
     * Compares two samples.
     *
     * @param challenger finite values, at least one
     * @param champion finite values, at least one
     * @param confidence confidence level of the interval, strictly between 0 and 1
     * @throws IllegalArgumentException when a sample is empty, holds a value that is not finite, or there are more than {@link
     *     #MOST_PAIRS} pairs
     */
    public static RankTest of(double[] challenger, double[] champion, double confidence) {
        check("challenger", challenger);
        check("champion", champion);
        Arguments.between("confidence", confidence, 0, 1);
        long pairs = (long) challenger.length * champion.length;
        if (pairs > MOST_PAIRS) {
            throw new IllegalArgumentException(
                    "challenger and champion must make at most " + MOST_PAIRS + " pairs but make " + pairs);
        }
        TiedValues values = TiedValues.of(challenger, champion);
        MannWhitney normal = MannWhitney.of(values.one(), values.zero()).orElseThrow();
        boolean exact = !values.haveTies() && pairs <= MOST_EXACT_PAIRS;
        double[] differences = differences(challenger, champion);
        double excess = normal.u() - 0.5 * pairs;
        double towardsMean = Math.copySign(Math.max(0, Math.abs(excess) - 0.5), excess);
        double deviation = Math.sqrt(MannWhitney.variance(values.one(), values.zero()));
        OptionalDouble two = deviation > 0 ? OptionalDouble.of(towardsMean / deviation) : OptionalDouble.empty();
        OptionalDouble greater = deviation > 0 ? OptionalDouble.of((excess - 0.5) / deviation) : OptionalDouble.empty();
        return new RankTest(
                normal,
                two,
                two.isEmpty() ? two : OptionalDouble.of(2 * StandardNormal.survival(Math.abs(two.getAsDouble()))),
                greater.isEmpty() ? greater : OptionalDouble.of(StandardNormal.survival(greater.getAsDouble())),
                exact ? exact(challenger, champion, AlternativeHypothesis.TWO_SIDED) : OptionalDouble.empty(),
                exact ? exact(challenger, champion, AlternativeHypothesis.GREATER_THAN) : OptionalDouble.empty(),
                median(differences),
                exact ? Optional.of(interval(differences, challenger.length, champion.length, confidence)) : Optional.empty());
    }

    private static OptionalDouble exact(double[] challenger, double[] champion, AlternativeHypothesis alternative) {
        return OptionalDouble.of(MannWhitneyUTest.withDefaults().with(PValueMethod.EXACT).with(alternative)
                .test(challenger, champion).getPValue());
    }

    private static double[] differences(double[] challenger, double[] champion) {
        double[] differences = new double[challenger.length * champion.length];
        for (int i = 0; i < challenger.length; i++) {
            for (int j = 0; j < champion.length; j++) {
                differences[i * champion.length + j] = challenger[i] - champion[j];
            }
        }
        Arrays.sort(differences);
        return differences;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] + 0.5 * (sorted[middle] - sorted[middle - 1]);
    }

    /** The differences of rank q and pairs + 1 - q, q the alpha/2 quantile of the exact law (at least 1). */
    private static Interval interval(double[] sorted, int challengers, int champions, double confidence) {
        int rank = Math.max(1, RankSumLaw.quantile(challengers, champions, (1 - confidence) / 2));
        return new Interval(sorted[rank - 1], sorted[sorted.length - rank], confidence);
    }

    private static void check(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            Arguments.finite(name + "[" + i + "]", values[i]);
        }
        if (values.length == 0) {
            throw new IllegalArgumentException(name + " must hold a value but is empty");
        }
    }
}
