package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.histogram.DistributionShift;
import dev.gauntlet.stats.histogram.Histogram;
import dev.gauntlet.stats.histogram.TwoArmHistograms;
import dev.gauntlet.stats.histogram.ValueShift;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DriftOracleTest {

    private static final Oracles ORACLES = Oracles.of("drift");

    static List<Oracles.Case> buckets() {
        return ORACLES.cases("buckets");
    }

    static List<Oracles.Case> values() {
        return ORACLES.cases("values");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("buckets", "values");
    }

    @ParameterizedTest
    @MethodSource("buckets")
    void measuresOfBucketsAgree(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        TwoArmHistograms histograms =
                new TwoArmHistograms(histogram(whole.counts("treatmentCounts")), histogram(whole.counts("controlCounts")));
        Optional<DistributionShift> result = DistributionShift.of(histograms, c.in("psiFloor"));
        if (result.isEmpty()) {
            whole.isUndefined();
            return;
        }
        DistributionShift shift = result.get();
        whole.matches("jensenShannonDivergenceNats", shift.jensenShannonDivergence())
                .matches("jensenShannonDistanceBits", shift.jensenShannonDistance())
                .matches("psi", shift.psi())
                .matches("psiCritical05", shift.psiCritical(0.05))
                .matches("hellinger", shift.hellinger())
                .matches("totalVariation", shift.totalVariation())
                .matches("ksStatistic", shift.kolmogorovSmirnov())
                .matches("ksAsymptoticP", shift.kolmogorovSmirnovPValue())
                .matches("chiSquare", shift.chiSquare())
                .matches("chiSquareDf", shift.chiSquareDegreesOfFreedom())
                .matches("chiSquareP", shift.chiSquarePValue())
                .matches("wasserstein1AtMidpoints", DistributionShift.wasserstein(histograms, whole.numbers("bucketMidpoints")))
                .matches("klTreatmentFromControl", OptionalDouble.of(shift.kullbackLeibler()))
                .isComplete();
    }

    @ParameterizedTest
    @MethodSource("values")
    void theExactKolmogorovSmirnovTestAgrees(Oracles.Case c) {
        WholeCase whole = new WholeCase(c);
        ValueShift shift = ValueShift.of(
                Oracles.numbers(c.input().get("treatment")), Oracles.numbers(c.input().get("control")));
        whole.matches("ksStatistic", shift.kolmogorovSmirnov())
                .matches("ksExactP", shift.exactPValue())
                .isComplete();
    }

    private static Histogram histogram(List<Long> counts) {
        List<Double> bounds = new ArrayList<>();
        List<Long> cumulative = new ArrayList<>();
        long sum = 0;
        for (int j = 0; j < counts.size(); j++) {
            sum += counts.get(j);
            cumulative.add(sum);
            bounds.add(j == counts.size() - 1 ? Double.POSITIVE_INFINITY : (double) j);
        }
        return new Histogram(bounds, cumulative);
    }
}
