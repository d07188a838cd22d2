package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Score tests with a margin; the sequential designs test with the same restricted rates. */
class NonInferiorityOracleTest {

    private static final Oracles ORACLES = Oracles.of("non-inferiority");

    static List<Oracles.Case> proportions() {
        return ORACLES.cases("proportions");
    }

    @Test
    void everyKindIsTestedOrKnownToBeMissing() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf("proportions", "means");
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void scoreTestsOfMiettinenAndNurminenAgree(Oracles.Case c) {
        TwoArmCounts counts = counts(c);
        double margin = c.in("margin");
        double difference = counts.challenger().rate() - counts.champion().rate();
        double zLower = (difference + margin) / Math.sqrt(StratifiedProportions.scoreVariance(List.of(counts), -margin));
        double zUpper = (difference - margin) / Math.sqrt(StratifiedProportions.scoreVariance(List.of(counts), margin));
        c.matches("difference", difference);
        c.matches("zScoreMiettinenNurminen", zLower);
        c.matches("pHigherIsBetter", StandardNormal.survival(zLower));
        c.matches("zScoreUpperMargin", zUpper);
        c.matches("pLowerIsBetter", StandardNormal.cdf(zUpper));
        c.matches("tostScoreP", Math.max(StandardNormal.survival(zLower), StandardNormal.cdf(zUpper)));
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void theScoreTestOfARatioAgrees(Oracles.Case c) {
        TwoArmCounts counts = counts(c);
        double ratio = c.in("ratioMargin");
        double contrast = counts.challenger().rate() - ratio * counts.champion().rate();
        double z = contrast / Math.sqrt(StratifiedProportions.scoreVarianceOfContrast(List.of(counts), ratio));
        c.matches("zRatioScore", z);
        c.matches("pRatioHigherIsBetter", StandardNormal.survival(z));
    }

    private static TwoArmCounts counts(Oracles.Case c) {
        return new TwoArmCounts(
                new BinomialCounts((long) c.in("treatmentN"), (long) c.in("treatmentSuccesses")),
                new BinomialCounts((long) c.in("controlN"), (long) c.in("controlSuccesses")));
    }
}
