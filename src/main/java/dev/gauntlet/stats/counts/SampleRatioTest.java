package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Always-valid test that every arm gets its share of the traffic, under weights that change from epoch to epoch. Each arm is
 * compared with all others together; under the alternative the log odds of its share lie a common tilt N(0, tau^2) above the
 * expected ones in all epochs. The mean of the arms' e-values is the e-value of the test.
 *
 * <p>Weights must be those that were in force when the requests came. Epochs in which an arm has no weight hardly test that arm:
 * strays of up to one in ten thousand are allowed it.
 *
 * @param tau standard deviation of the tilt, positive; 0.1 looks for splits like 52.5 to 47.5 percent
 */
public record SampleRatioTest(double tau) {

    /** The usual tuning. */
    public static final SampleRatioTest USUAL = new SampleRatioTest(0.1);

    /**
     * @throws IllegalArgumentException when tau is not a positive finite number
     */
    public SampleRatioTest {
        Arguments.positive("tau", tau);
    }

    /**
     * Tests requests whose arms are drawn one by one, exactly: the tilted binomial mixture ({@link TiltedBinomial}). Requests of
     * clients that keep their arm raise false alarms here.
     *
     * @param epochs cumulative requests by epoch of constant weights, arms in the same order
     * @return empty when there is no request
     * @throws IllegalArgumentException when epochs differ in their number of arms
     */
    public Optional<SampleRatio> ofRequests(List<TrafficEpoch> epochs) {
        return result(epochs, arm -> TiltedBinomial.logEValue(epochs.stream()
                .map(epoch -> new EventSplit(epoch.requests().get(arm), epoch.total(), epoch.toleratedShare(arm)))
                .toList(), tau));
    }

    /**
     * Tests requests of units that keep their arm, by the spread between clusters of units ({@link ClusteredSplit}).
     *
     * @param epochs cumulative requests by epoch of constant weights, arms in the same order, split by the same clusters of units
     * @return empty when there is no request, or fewer than two clusters carry the requests
     * @throws IllegalArgumentException when epochs differ in their number of arms or one with requests has no clusters
     */
    public Optional<SampleRatio> ofUnits(List<TrafficEpoch> epochs) {
        epochs.forEach(epoch -> {
            if (epoch.clusters().isEmpty() && epoch.total() > 0) {
                throw new IllegalArgumentException("epochs must all be split by clusters of units but one is not");
            }
        });
        if (epochs.isEmpty()) {
            return Optional.empty();
        }
        List<ClusteredSplit> splits = IntStream.range(0, arms(epochs)).mapToObj(arm -> ClusteredSplit.of(epochs, arm)).toList();
        return splits.stream().noneMatch(ClusteredSplit::areEnough)
                ? Optional.empty() : result(epochs, arm -> splits.get(arm).logEValue(tau));
    }

    private static Optional<SampleRatio> result(List<TrafficEpoch> epochs, IntToDoubleFunction logEValueOfArm) {
        double total = epochs.stream().mapToDouble(TrafficEpoch::total).sum();
        if (total == 0) {
            return Optional.empty();
        }
        int arms = arms(epochs);
        double[] logEValues = IntStream.range(0, arms).mapToDouble(logEValueOfArm).toArray();
        return Optional.of(new SampleRatio(logMean(logEValues),
                shares(arms, total, arm -> epochs.stream().mapToDouble(epoch -> epoch.share(arm) * epoch.total()).sum()),
                shares(arms, total, arm -> epochs.stream().mapToDouble(epoch -> epoch.requests().get(arm)).sum())));
    }

    private static int arms(List<TrafficEpoch> epochs) {
        int arms = epochs.get(0).weights().size();
        epochs.forEach(epoch -> {
            if (epoch.weights().size() != arms) {
                throw new IllegalArgumentException("epochs must all have " + arms + " arms but one has "
                        + epoch.weights().size());
            }
        });
        return arms;
    }

    private static List<Double> shares(int arms, double total, IntToDoubleFunction requests) {
        return IntStream.range(0, arms).mapToObj(arm -> requests.applyAsDouble(arm) / total).toList();
    }

    private static double logMean(double[] logValues) {
        double largest = Arrays.stream(logValues).max().orElseThrow();
        return largest + Math.log(Arrays.stream(logValues).map(value -> Math.exp(value - largest)).average().orElseThrow());
    }
}
