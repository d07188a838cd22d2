package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.stats.multiplicity.Dunnett;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DunnettOracleTest {

    static List<Oracles.Case> cases() {
        return Oracles.of("dunnett").cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void criticalValuesAndAdjustedPValuesAgree(Oracles.Case c) {
        Dunnett test = new Dunnett(list(c, "treatmentN"), c.in("controlN"), (int) c.in("sides"));
        double degreesOfFreedom = c.input().get("df").isNull() ? Double.POSITIVE_INFINITY : c.in("df");
        double[] adjusted = test.adjustedPValues(list(c, "statistics"), degreesOfFreedom).stream()
                .mapToDouble(Double::doubleValue).toArray();
        ComparedFields fields = new ComparedFields(c)
                .matches("criticalValue", test.criticalValue(c.in("alpha"), degreesOfFreedom))
                .matches("adjustedP", adjusted);
        double bonferroni = test.bonferroniCriticalValue(c.in("alpha"), degreesOfFreedom);
        if (Double.isInfinite(degreesOfFreedom)) {
            fields.matches("bonferroniCritical", bonferroni);
        } else {
            assertStudentQuantile(c, fields.compared("bonferroniCritical"), bonferroni, degreesOfFreedom);
        }
        fields.andNothingElse();
    }

    /**
     * A written Student quantile can be wrong in its tenth digit (two with 76 degrees of freedom are; 30-digit arithmetic shows
     * it by their tails). Where it differs by more than the tolerance, ours must have the wanted tail to 1e-12 and the written
     * one must miss it.
     */
    private static void assertStudentQuantile(Oracles.Case c, double written, double ours, double degreesOfFreedom) {
        if (Math.abs(ours - written) > Math.max(c.absolute(), c.relative() * Math.abs(written))) {
            double tail = c.in("alpha") / c.input().get("treatmentN").size() / c.in("sides");
            TDistribution law = TDistribution.of(degreesOfFreedom);
            assertThat(law.survivalProbability(ours)).isCloseTo(tail, within(1e-12 * tail));
            assertThat(Math.abs(law.survivalProbability(written) / tail - 1)).isBetween(1e-9, 1e-7);
        }
    }

    private static List<Double> list(Oracles.Case c, String field) {
        return Arrays.stream(Oracles.numbers(c.input().get(field))).boxed().toList();
    }
}
