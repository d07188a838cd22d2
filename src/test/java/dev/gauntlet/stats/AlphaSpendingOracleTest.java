package dev.gauntlet.stats;

import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlphaSpendingOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("alpha-spending").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theErrorSpentSoFarAgrees(Oracles.Case c) {
        SpendingFunction spending = SpendingFamilies.spendingOf(c);
        double[] spent = Arrays.stream(Oracles.numbers(c.input().get("informationFractions")))
                .map(t -> spending.spent(c.in("alphaOneSided"), t))
                .toArray();
        new ComparedFields(c).matches("cumulativeSpent", spent).andNothingElse();
    }
}
