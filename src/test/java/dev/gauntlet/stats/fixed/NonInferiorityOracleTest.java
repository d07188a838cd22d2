package dev.gauntlet.stats.fixed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.EffectScale;
import dev.gauntlet.stats.Oracles;
import dev.gauntlet.stats.StratifiedProportions;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NonInferiorityOracleTest {

    /** The file names its limits after their level, whatever alpha a case states. */
    private static final double ALPHA_OF_LIMITS = 0.05;

    private static final Oracles ORACLES = Oracles.of("non-inferiority");

    static List<Oracles.Case> proportions() {
        return ORACLES.cases("proportions");
    }

    static List<Oracles.Case> means() {
        return ORACLES.cases("means");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("proportions", "means");
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void testsOfProportionsAgree(Oracles.Case c) {
        TwoArmCounts counts = counts(c);
        Margins margins = Margins.absolute(c.in("margin"));
        Margins ratio = new Margins(c.in("ratioMargin") - 1, c.in("ratioMargin"), EffectScale.RELATIVE);
        MarginTest score = score(counts, margins, ScoreForm.MIETTINEN_NURMINEN).orElseThrow();
        MarginTest farringtonManning = score(counts, margins, ScoreForm.FARRINGTON_MANNING).orElseThrow();
        Optional<MarginTest> ofRatio = score(counts, ratio, ScoreForm.MIETTINEN_NURMINEN);
        Optional<MarginTest> wald = ProportionMargins.wald(counts, margins, ALPHA_OF_LIMITS);
        c.expected().fieldNames().forEachRemaining(field -> {
            switch (field) {
                case "difference" -> c.matches(field, score.estimate());
                case "zScoreMiettinenNurminen" -> c.matches(field, score.lowerStatistic());
                case "pHigherIsBetter" -> c.matches(field, score.aboveLower().value());
                case "zScoreUpperMargin" -> c.matches(field, score.upperStatistic());
                case "pLowerIsBetter" -> c.matches(field, score.belowUpper().value());
                case "tostScoreP" -> c.matches(field, score.equivalence().value());
                case "zScoreFarringtonManning" -> c.matches(field, farringtonManning.lowerStatistic());
                case "pHigherIsBetterFarringtonManning" -> c.matches(field, farringtonManning.aboveLower().value());
                case "zRatioScore" -> c.matches(field, number(ofRatio, MarginTest::lowerStatistic));
                case "pRatioHigherIsBetter" -> c.matches(field, number(ofRatio, test -> test.aboveLower().value()));
                case "zWald" -> c.matches(field, number(wald, MarginTest::lowerStatistic));
                case "pHigherIsBetterWald" -> c.matches(field, number(wald, test -> test.aboveLower().value()));
                case "tostWaldP" -> c.matches(field, number(wald, test -> test.equivalence().value()));
                case "waldOneSidedLowerLimit95" -> c.matches(field, number(wald, test -> test.interval().lower()));
                case "waldOneSidedUpperLimit95" -> c.matches(field, number(wald, test -> test.interval().upper()));
                default -> throw new AssertionError("nobody computes " + field);
            }
        });
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void theStratifiedScoreVarianceOfOneStratumAgrees(Oracles.Case c) {
        TwoArmCounts counts = counts(c);
        double margin = c.in("margin");
        double ratio = c.in("ratioMargin");
        double difference = counts.challenger().rate() - counts.champion().rate();
        double contrast = counts.challenger().rate() - ratio * counts.champion().rate();
        c.matches("zScoreMiettinenNurminen",
                (difference + margin) / Math.sqrt(StratifiedProportions.scoreVariance(List.of(counts), -margin)));
        c.matches("zScoreUpperMargin",
                (difference - margin) / Math.sqrt(StratifiedProportions.scoreVariance(List.of(counts), margin)));
        c.matches("zRatioScore", contrast / Math.sqrt(StratifiedProportions.scoreVarianceOfContrast(List.of(counts), ratio)));
    }

    @ParameterizedTest
    @MethodSource("means")
    void testsOfMeansAgree(Oracles.Case c) {
        SampleMoments challenger = moments(c, "treatment");
        SampleMoments champion = moments(c, "control");
        Margins margins = Margins.absolute(c.in("margin"));
        MarginTest test = MeanMargins.welch(challenger, champion, margins, ALPHA_OF_LIMITS).orElseThrow();
        WelchContrast contrast = WelchContrast.of(challenger, champion, 1);
        c.matches("difference", test.estimate());
        c.matches("standardError", contrast.standardError());
        c.matches("df", contrast.degreesOfFreedom());
        c.matches("tLowerMargin", test.lowerStatistic());
        c.matches("pHigherIsBetter", test.aboveLower().value());
        c.matches("tUpperMargin", test.upperStatistic());
        c.matches("pLowerIsBetter", test.belowUpper().value());
        c.matches("tostP", test.equivalence().value());
        c.matches("ci90", test.interval());
        c.isWhollyCompared();
    }

    private static Optional<MarginTest> score(TwoArmCounts counts, Margins margins, ScoreForm form) {
        return ProportionMargins.score(counts, margins, ALPHA_OF_LIMITS, form);
    }

    private static OptionalDouble number(Optional<MarginTest> test, ToDoubleFunction<MarginTest> part) {
        return test.stream().mapToDouble(part).findFirst();
    }

    private static TwoArmCounts counts(Oracles.Case c) {
        return new TwoArmCounts(
                new BinomialCounts((long) c.in("treatmentN"), (long) c.in("treatmentSuccesses")),
                new BinomialCounts((long) c.in("controlN"), (long) c.in("controlSuccesses")));
    }

    private static SampleMoments moments(Oracles.Case c, String arm) {
        return new SampleMoments(c.in(arm + "N"), c.in(arm + "Mean"), Math.pow(c.in(arm + "Sd"), 2));
    }
}
