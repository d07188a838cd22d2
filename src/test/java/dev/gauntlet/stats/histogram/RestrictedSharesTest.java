package dev.gauntlet.stats.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestrictedSharesTest {

    @ParameterizedTest
    @CsvSource({"0.5, 30, 70", "0.99, 30, 70", "0.01, 30, 70", "0.9, 0, 100", "0.3, 100, 100", "0.999, 0, 0", "0.4, 50, 30"})
    void theMeanIsRightAndNoFeasibleNeighbourIsLikelier(double p, long first, long second) {
        double[] weights = {0.25, 0.75};
        List<Histogram> strata = List.of(histogram(first, 100), histogram(second, 100));
        double[] shares = RestrictedShares.at(p, weights, strata, 0);
        assertThat(weights[0] * shares[0] + weights[1] * shares[1]).isCloseTo(p, within(1e-14));
        double best = logLikelihood(shares[0], shares[1], first, second);
        for (double step : new double[] {1e-4, -1e-4}) {
            double one = shares[0] + step;
            double two = (p - weights[0] * one) / weights[1];
            if (one >= 0 && one <= 1 && two >= 0 && two <= 1) {
                assertThat(logLikelihood(one, two, first, second)).isLessThanOrEqualTo(best + 1e-9);
            }
        }
    }

    @Test
    void aSingleStratumHasTheHypothesisItself() {
        assertThat(RestrictedShares.at(0.99, new double[] {1}, List.of(histogram(3, 9)), 0)).containsExactly(0.99);
    }

    private static double logLikelihood(double one, double two, long first, long second) {
        return term(first, one) + term(100 - first, 1 - one) + term(second, two) + term(100 - second, 1 - two);
    }

    private static double term(long count, double share) {
        return count == 0 ? 0 : count * Math.log(share);
    }

    private static Histogram histogram(long below, long count) {
        return new Histogram(List.of(1.0, Double.POSITIVE_INFINITY), List.of(below, count));
    }
}
