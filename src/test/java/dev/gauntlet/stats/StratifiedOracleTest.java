package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.fixed.BreslowDay;
import dev.gauntlet.stats.fixed.CochranMantelHaenszel;
import dev.gauntlet.stats.fixed.CommonRatio;
import dev.gauntlet.stats.fixed.MeanComparison;
import dev.gauntlet.stats.fixed.PostStratification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StratifiedOracleTest {

    private static final Oracles ORACLES = Oracles.of("stratified");

    /** Cases without a kind. */
    static List<Oracles.Case> proportions() {
        return ORACLES.cases("");
    }

    static List<Oracles.Case> means() {
        return ORACLES.cases("means");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().path("kind").asText())).isSubsetOf(Set.of("", "means"));
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void proportionsAgreeByEveryWayToCombineStrata(Oracles.Case c) {
        List<TwoArmCounts> counts = counts(c);
        List<ProportionStratum> strata = counts.stream()
                .map(stratum -> ProportionStratum.unclustered(stratum.challenger(), stratum.champion()))
                .toList();
        TwoArmCounts pooled = counts.stream().reduce(TwoArmCounts.NONE, TwoArmCounts::plus);
        EffectHeterogeneity heterogeneity = new EffectHeterogeneity(
                counts.stream().map(stratum -> stratum.challenger().rate() - stratum.champion().rate()).toList(),
                counts.stream().map(stratum -> StratifiedProportions.observedVariance(List.of(stratum))).toList());
        EffectEstimate difference = StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE).orElseThrow();
        ComparedFields fields = new ComparedFields(c)
                .matches("mhRiskDifference", difference.effect())
                .matches("mhRiskDifferenceSeGreenlandRobins", Math.sqrt(StratifiedProportions.observedVariance(counts)))
                .matches("mhRiskDifferenceSeSato", Math.sqrt(StratifiedProportions.sparseVariance(counts)))
                .matches("inverseVarianceDifference", heterogeneity.fixedEffect().effect())
                .matches("inverseVarianceSe", heterogeneity.fixedEffect().standardError())
                .matches("cochranQ", heterogeneity.cochranQ())
                .matches("cochranQP", heterogeneity.pValue())
                .matches("iSquared", heterogeneity.iSquared())
                .matches("derSimonianLairdTau2", heterogeneity.betweenVariance())
                .matches("randomEffectsDifference", heterogeneity.randomEffect().effect())
                .matches("randomEffectsSe", heterogeneity.randomEffect().standardError())
                .matches("pooledDifference", pooled.challenger().rate() - pooled.champion().rate());
        PostStratification postStratified = PostStratification.of(counts).orElseThrow();
        fields.matches("postStratifiedDifference", postStratified.difference())
                .matches("postStratifiedSe", postStratified.standardError());
        Optional<CochranMantelHaenszel> test = CochranMantelHaenszel.of(counts);
        Optional<CommonRatio> odds = CommonRatio.ofOdds(counts);
        Optional<CommonRatio> rates = CommonRatio.ofRates(counts);
        Optional<BreslowDay> oddsTest = BreslowDay.of(counts);
        fields.matchesIfExpected("cmhZ", number(test, CochranMantelHaenszel::z))
                .matchesIfExpected("cmhChiSquare", number(test, CochranMantelHaenszel::chiSquare))
                .matchesIfExpected("cmhP", number(test, CochranMantelHaenszel::pValue))
                .matchesIfExpected("mhOddsRatio", number(odds, CommonRatio::ratio))
                .matchesIfExpected("mhLogOddsRatioSe", number(odds, CommonRatio::logStandardError))
                .matchesIfExpected("mhRiskRatio", number(rates, CommonRatio::ratio))
                .matchesIfExpected("mhLogRiskRatioSe", number(rates, CommonRatio::logStandardError))
                .matchesIfExpected("breslowDay", number(oddsTest, BreslowDay::statistic))
                .matchesIfExpected("breslowDayTarone", number(oddsTest, BreslowDay::taroneStatistic))
                .matchesIfExpected("breslowDayTaroneP", number(oddsTest, BreslowDay::pValue))
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void theLiftIsThatOfTheCommonRatioOfRates(Oracles.Case c) {
        List<ProportionStratum> strata = counts(c).stream()
                .map(stratum -> ProportionStratum.unclustered(stratum.challenger(), stratum.champion()))
                .toList();
        c.matches("mhRiskRatio", 1 + StratifiedProportions.estimate(strata, EffectScale.RELATIVE).orElseThrow().effect());
    }

    @ParameterizedTest
    @MethodSource("means")
    void meansAgree(Oracles.Case c) {
        List<TwoArmSums> sums = sums(c);
        List<MeanComparison> comparisons = sums.stream()
                .map(stratum -> MeanComparison.of(stratum.challenger(), stratum.champion()).orElseThrow()).toList();
        EffectHeterogeneity heterogeneity = new EffectHeterogeneity(
                listOf(comparisons, comparison -> comparison.means().difference()),
                listOf(comparisons, comparison -> comparison.means().varianceOfContrast(1)));
        EffectEstimate difference = StratifiedSums.estimate(
                sums.stream().map(stratum -> SumsStratum.unclustered(stratum.challenger(), stratum.champion())).toList(),
                EffectScale.ABSOLUTE, SumsVariance.mean()).orElseThrow();
        new ComparedFields(c)
                .matches("sampleSizeWeightedDifference", difference.effect())
                .matches("sampleSizeWeightedSe", Math.sqrt(StratifiedSums.ownVariance(sums).orElseThrow()))
                .matches("inverseVarianceDifference", heterogeneity.fixedEffect().effect())
                .matches("inverseVarianceSe", heterogeneity.fixedEffect().standardError())
                .matches("cochranQ", heterogeneity.cochranQ())
                .andNothingElse();
    }

    private static <T> OptionalDouble number(Optional<T> result, ToDoubleFunction<T> value) {
        return result.stream().mapToDouble(value).findFirst();
    }

    private static List<Double> listOf(List<MeanComparison> comparisons, ToDoubleFunction<MeanComparison> value) {
        return comparisons.stream().map(value::applyAsDouble).toList();
    }

    private static List<TwoArmCounts> counts(Oracles.Case c) {
        List<TwoArmCounts> strata = new ArrayList<>();
        for (JsonNode stratum : c.input().get("strata")) {
            strata.add(new TwoArmCounts(
                    new BinomialCounts(stratum.get("treatmentN").asLong(), stratum.get("treatmentSuccesses").asLong()),
                    new BinomialCounts(stratum.get("controlN").asLong(), stratum.get("controlSuccesses").asLong())));
        }
        return strata;
    }

    private static List<TwoArmSums> sums(Oracles.Case c) {
        List<TwoArmSums> strata = new ArrayList<>();
        for (JsonNode stratum : c.input().get("strata")) {
            strata.add(new TwoArmSums(arm(stratum, "treatment"), arm(stratum, "control")));
        }
        return strata;
    }

    private static ArmSums arm(JsonNode stratum, String name) {
        return ArmSums.of(stratum.get(name + "N").asDouble(), stratum.get(name + "Sum").asDouble(),
                stratum.get(name + "SumOfSquares").asDouble());
    }
}
