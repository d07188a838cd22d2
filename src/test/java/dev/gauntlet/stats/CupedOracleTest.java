package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.fixed.RegressionAdjustment;
import dev.gauntlet.stats.fixed.UnitSums;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CupedOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("cuped").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void adjustedDifferencesAgree(Oracles.Case c) {
        UnitSums challenger = units(c.input().get("treatment"));
        UnitSums champion = units(c.input().get("control"));
        RegressionAdjustment none = RegressionAdjustment.none(challenger, champion).orElseThrow();
        RegressionAdjustment cuped = RegressionAdjustment.cuped(challenger, champion).orElseThrow();
        RegressionAdjustment ancova = RegressionAdjustment.ancova(challenger, champion).orElseThrow();
        new ComparedFields(c)
                .matches("differenceUnadjusted", none.difference())
                .matches("seUnadjusted", none.standardError())
                .matches("thetaPooled", cuped.slope())
                .matches("differenceCuped", cuped.difference())
                .matches("seCuped", cuped.standardError())
                .matches("thetaWithinArms", ancova.slope())
                .matches("differenceAncova", ancova.difference())
                .matches("seAncovaPlugIn", ancova.standardError())
                .matches("differenceSeparateSlopes", cuped.differenceWithSeparateSlopes())
                .matches("varianceReduction", cuped.varianceReduction())
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theEffectForSequentialDesignsIsTheAdjustedDifference(Oracles.Case c) {
        RegressionAdjustment cuped =
                RegressionAdjustment.cuped(units(c.input().get("treatment")), units(c.input().get("control"))).orElseThrow();
        EffectEstimate difference = cuped.effect(EffectScale.ABSOLUTE).orElseThrow();
        c.matches("differenceCuped", difference.effect());
        c.matches("seCuped", difference.standardError());
        // Under the hypothesis of no lift both scales ask the same question.
        assertThat(cuped.effect(EffectScale.RELATIVE).orElseThrow().deviateFrom(0).z())
                .isCloseTo(difference.deviateFrom(0).z(), within(1e-9));
    }

    private static UnitSums units(JsonNode arm) {
        return new UnitSums(
                Oracles.number(arm.get("n")),
                Oracles.number(arm.get("sumX")),
                Oracles.number(arm.get("sumY")),
                Oracles.number(arm.get("sumXSquared")),
                Oracles.number(arm.get("sumYSquared")),
                Oracles.number(arm.get("sumXY")));
    }
}
