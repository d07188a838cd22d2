package dev.gauntlet.stats;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultiplicityOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("multiplicity").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void adjustedPValuesAgree(Oracles.Case c) {
        List<Double> pValues = Arrays.stream(Oracles.numbers(c.input().get("pValues"))).boxed().toList();
        c.matches("bonferroni", toArray(MultipleTesting.bonferroni(pValues)));
        c.matches("holm", toArray(MultipleTesting.holm(pValues)));
        c.matches("benjaminiHochberg", toArray(MultipleTesting.benjaminiHochberg(pValues)));
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
