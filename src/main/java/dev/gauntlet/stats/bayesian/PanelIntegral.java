package dev.gauntlet.stats.bayesian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Integral over log odds of a function that is smooth between known points. */
final class PanelIntegral {

    private PanelIntegral() {
    }

    /**
     * The integral over a range.
     *
     * @param integrand smooth between the breaks
     * @param from lower end
     * @param to upper end; not above the lower one makes 0
     * @param breaks points between which the integrand is smooth, in any order; those outside of the range do not matter
     */
    static double of(DoubleUnaryOperator integrand, double from, double to, double... breaks) {
        if (!(to > from)) {
            return 0;
        }
        double[] ends = DoubleStream.concat(DoubleStream.of(from, to), Arrays.stream(breaks).filter(at -> at > from && at < to))
                .sorted().toArray();
        double sum = 0;
        for (int panel = 0; panel + 1 < ends.length; panel++) {
            double half = (ends[panel + 1] - ends[panel]) / 2;
            if (half > 0) {
                for (int j = 0; j < LegendrePanel.NODES; j++) {
                    sum += half * LegendrePanel.weight(j)
                            * integrand.applyAsDouble(ends[panel] + half * (1 + LegendrePanel.node(j)));
                }
            }
        }
        return sum;
    }

    /** The ends of all posteriors' panels. */
    static double[] breaks(Iterable<BetaPosterior> posteriors) {
        DoubleStream all = DoubleStream.empty();
        for (BetaPosterior posterior : posteriors) {
            all = DoubleStream.concat(all, Arrays.stream(posterior.ends()));
        }
        return all.toArray();
    }
}
