package dev.gauntlet.stats;

import dev.gauntlet.stats.groupsequential.GroupSequentialDesign;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupSequentialDesignOracleTest {

    static List<Oracles.Case> constantShape() {
        return cases().stream().filter(GroupSequentialDesignOracleTest::isOfConstantShape).toList();
    }

    static List<Oracles.Case> spending() {
        return cases().stream().filter(c -> !isOfConstantShape(c)).toList();
    }

    @ParameterizedTest
    @MethodSource("spending")
    void boundsAndPowerOfASpendingFunctionAgree(Oracles.Case c) {
        double alpha = c.in("alpha");
        int sides = (int) c.in("sides");
        double[] fractions = fractions(c);
        SpendingFunction spending = SpendingFamilies.spendingOf(c);
        GroupSequentialDesign design = GroupSequentialDesign.spending(spending, alpha, sides, fractions);
        double drift = design.driftForPower(0.8);
        ExitProbabilities underNull = design.exits(0);
        ExitProbabilities atDrift = design.exits(drift);
        double inflation = GroupSequentialDesign.inflation(drift, alpha, sides, 0.2);
        new ComparedFields(c)
                .matches("criticalZ", design.upper())
                .matches("cumulativeSpentPerTail", Arrays.stream(fractions).map(t -> spending.spent(alpha / sides, t)).toArray())
                .matches(sides == 2 ? "nominalPTwoSided" : "nominalPOneSided", design.nominalP(sides))
                .matches("scoreScaleBounds", design.scoreBounds())
                .matches("upperExitUnderNull", underNull.above())
                .matches("driftForPower80", drift)
                .matches("driftForPower90", design.driftForPower(0.9))
                .matches("upperExitAtDrift80", atDrift.above())
                .matches("lowerExitAtDrift80", atDrift.below())
                .matches("inflationFactor80", inflation)
                .matches("expectedFractionUnderNull", design.meanFraction(0))
                .matches("expectedFractionAtDrift80", design.meanFraction(drift))
                .matches("expectedOverFixedAtDrift80", design.meanFraction(drift) * inflation)
                .andNothingElse();
    }

    @ParameterizedTest
    @MethodSource("constantShape")
    void boundsOfAConstantShapeAgree(Oracles.Case c) {
        double shape = switch (c.input().get("family").asText()) {
            case "obrienFlemingClassical" -> 0;
            case "pocockClassical" -> 0.5;
            default -> c.in("parameter");
        };
        GroupSequentialDesign design =
                GroupSequentialDesign.wangTsiatis(shape, c.in("alpha"), (int) c.in("sides"), fractions(c));
        new ComparedFields(c)
                .matches("criticalZ", design.upper())
                .matches("constant", design.upper().get(design.looks() - 1))
                .andNothingElse();
    }

    private static List<Oracles.Case> cases() {
        return Oracles.of("group-sequential-design").cases();
    }

    private static boolean isOfConstantShape(Oracles.Case c) {
        return List.of("obrienFlemingClassical", "pocockClassical", "wangTsiatis").contains(c.input().get("family").asText());
    }

    private static double[] fractions(Oracles.Case c) {
        return Oracles.numbers(c.input().get("informationFractions"));
    }
}
