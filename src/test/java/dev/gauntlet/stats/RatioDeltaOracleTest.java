package dev.gauntlet.stats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.fixed.RatioComparison;
import dev.gauntlet.stats.fixed.UnitSums;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RatioDeltaOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("ratio-delta").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratiosAreComparedByTheDeltaMethod(Oracles.Case c) {
        RatioComparison comparison =
                RatioComparison.of(units(c.input().get("treatment")), units(c.input().get("control"))).orElseThrow();
        EstimatedPair ratios = comparison.ratios();
        double level = c.in("confidence");
        ComparedFields fields = new ComparedFields(c)
                .matches("treatment.ratio", ratios.challenger())
                .matches("treatment.standardError", Math.sqrt(ratios.challengerVariance()))
                .matches("control.ratio", ratios.champion())
                .matches("control.standardError", Math.sqrt(ratios.championVariance()))
                .matches("difference", ratios.difference())
                .matches("standardError", ratios.standardError())
                .matches("z", comparison.z())
                .matches("pTwoSided", comparison.pTwoSided())
                .matches("differenceCi", ends(comparison.differenceInterval(level)));
        fields.matchesIfExpected("lift", ratios.lift());
        fields.matchesIfExpected("liftDeltaSe", ratios.liftStandardError());
        fields.matchesIfExpected("liftCi", comparison.liftInterval(level).map(RatioDeltaOracleTest::ends));
        fields.matchesIfExpected("liftLogCi", comparison.liftLogInterval(level).map(RatioDeltaOracleTest::ends));
        fields.andNothingElse();
    }

    private static UnitSums units(JsonNode arm) {
        return new UnitSums(
                Oracles.number(arm.get("n")),
                Oracles.number(arm.get("sumNumerator")),
                Oracles.number(arm.get("sumDenominator")),
                Oracles.number(arm.get("sumNumeratorSquared")),
                Oracles.number(arm.get("sumDenominatorSquared")),
                Oracles.number(arm.get("sumProduct")));
    }

    private static double[] ends(Interval interval) {
        return new double[] {interval.lower(), interval.upper()};
    }
}
