package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.InterpolatedDifference;
import dev.gauntlet.stats.histogram.InterpolatedQuantile;
import dev.gauntlet.stats.histogram.ShareAbove;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HistogramQuantileOracleTest {

    private static final Oracles ORACLES = Oracles.of("histogram-quantile");

    static List<Oracles.Case> single() {
        return ORACLES.cases("single");
    }

    static List<Oracles.Case> difference() {
        return ORACLES.cases("difference");
    }

    static List<Oracles.Case> exceedance() {
        return ORACLES.cases("exceedance");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("single", "difference", "exceedance");
    }

    @ParameterizedTest
    @MethodSource("single")
    void interpolatedQuantilesAgree(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        Histogram histogram = new Histogram(whole.numbers("upperBounds"), whole.counts("cumulative"));
        whole.matches("quantile", InterpolatedQuantile.of(histogram, c.in("quantile"))).isComplete();
    }

    @ParameterizedTest
    @MethodSource("difference")
    void woodruffIntervalsAndTheirDifferenceAgree(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        Optional<InterpolatedDifference> result =
                InterpolatedDifference.of(histograms(whole), c.in("quantile"), c.in("confidence"));
        if (result.isEmpty()) {
            whole.isUndefined();
            return;
        }
        InterpolatedDifference difference = result.get();
        whole.matches("treatmentQuantile", difference.challenger().quantile())
                .matches("controlQuantile", difference.champion().quantile())
                .matches("treatmentWoodruffCi95", difference.challenger().interval())
                .matches("treatmentWoodruffSe", difference.challenger().standardError())
                .matches("controlWoodruffCi95", difference.champion().interval())
                .matches("controlWoodruffSe", difference.champion().standardError())
                .matches("difference", difference.difference())
                .matches("differenceSe", difference.standardError())
                .matches("z", difference.z())
                .matches("pTwoSided", difference.pValue())
                .matches("ratio", difference.ratio())
                .isComplete();
    }

    @ParameterizedTest
    @MethodSource("exceedance")
    void sharesAboveABoundAgree(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        Optional<ShareAbove> result = ShareAbove.of(histograms(whole), c.in("threshold"));
        if (result.isEmpty()) {
            whole.isUndefined();
            return;
        }
        ShareAbove shares = result.get();
        whole.matches("treatmentShareAbove", shares.challenger())
                .matches("controlShareAbove", shares.champion())
                .matches("difference", shares.difference())
                .matches("standardError", shares.standardError())
                .matches("zUnpooled", shares.z())
                .isComplete();
    }

    private static TwoArmHistograms histograms(WholeCase whole) {
        List<Double> bounds = whole.numbers("upperBounds");
        return new TwoArmHistograms(
                new Histogram(bounds, whole.counts("treatmentCumulative")),
                new Histogram(bounds, whole.counts("controlCumulative")));
    }
}
