package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proportions only: strata of means are another estimator. */
class StratifiedOracleTest {

    static List<Oracles.Case> proportions() {
        List<Oracles.Case> cases =
                Oracles.of("stratified").cases().stream().filter(c -> !c.input().has("kind")).toList();
        assertThat(cases).isNotEmpty();
        return cases;
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void differenceLiftAndVariancesAgree(Oracles.Case c) {
        List<TwoArmCounts> counts = counts(c);
        List<ProportionStratum> strata = counts.stream()
                .map(stratum -> ProportionStratum.unclustered(stratum.challenger(), stratum.champion()))
                .toList();
        EffectEstimate difference = StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE).orElseThrow();
        EffectEstimate lift = StratifiedProportions.estimate(strata, EffectScale.RELATIVE).orElseThrow();
        double z = difference.effect() / Math.sqrt(StratifiedProportions.pooledVariance(counts));
        c.matches("mhRiskDifference", difference.effect());
        c.matches("mhRiskRatio", 1 + lift.effect());
        c.matches("cmhZ", z);
        c.matches("cmhChiSquare", z * z);
        c.matches("cmhP", 2 * StandardNormal.survival(Math.abs(z)));
    }

    @ParameterizedTest
    @MethodSource("proportions")
    void observedVarianceIsThatOfGreenlandAndRobins(Oracles.Case c) {
        c.matches("mhRiskDifferenceSeGreenlandRobins",
                Math.sqrt(StratifiedProportions.observedVariance(counts(c))));
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
}
