package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.DiscreteDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The distribution library keeps its relative accuracy in the tails: everything else rests on that. */
class DistributionsOracleTest {

    private static final List<String> CONTINUOUS = List.of("normal", "studentT", "chiSquare", "beta");

    static List<Oracles.Case> cases() {
        return Oracles.of("distributions").cases();
    }

    static Stream<Oracles.Case> normal() {
        List<Oracles.Case> cases =
                cases().stream().filter(c -> c.input().get("family").asText().equals("normal")).toList();
        assertThat(cases).isNotEmpty();
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLibraryAgrees(Oracles.Case c) {
        String family = c.input().get("family").asText();
        c.matches("value", CONTINUOUS.contains(family)
                ? evaluate(c, family)
                : evaluate(c, discrete(c, family)));
        c.isWhollyCompared();
    }

    @Test
    void anUnknownFamilyOrFunctionFails() {
        Oracles.Case known = normal().findFirst().orElseThrow();
        for (String field : List.of("family", "function")) {
            ObjectNode input = known.input().deepCopy();
            input.put(field, "unheard of");
            Oracles.Case unknown = new Oracles.Case("unknown " + field, input, known.expected(), 1, 1);
            assertThatThrownBy(() -> theLibraryAgrees(unknown)).hasMessage("unknown " + field);
        }
    }

    @ParameterizedTest
    @MethodSource("normal")
    void theStandardNormalLawAgrees(Oracles.Case c) {
        double x = c.in("x");
        c.matches("value", switch (c.input().get("function").asText()) {
            case "cdf" -> StandardNormal.cdf(x);
            case "sf" -> StandardNormal.survival(x);
            case "quantile" -> StandardNormal.quantile(x);
            case "quantileOfSf" -> StandardNormal.upperQuantile(x);
            default -> throw new IllegalArgumentException(c.id());
        });
    }

    private static double evaluate(Oracles.Case c, String family) {
        if (c.input().get("function").asText().equals("logBeta")) {
            return LogBeta.value(c.in("alpha"), c.in("beta"));
        }
        ContinuousDistribution distribution = switch (family) {
            case "normal" -> NormalDistribution.of(0, 1);
            case "studentT" -> TDistribution.of(c.in("df"));
            case "chiSquare" -> ChiSquaredDistribution.of(c.in("df"));
            case "beta" -> BetaDistribution.of(c.in("alpha"), c.in("beta"));
            default -> throw new IllegalArgumentException(c.id());
        };
        double x = c.in("x");
        return switch (c.input().get("function").asText()) {
            case "cdf" -> distribution.cumulativeProbability(x);
            case "sf" -> distribution.survivalProbability(x);
            case "quantile" -> distribution.inverseCumulativeProbability(x);
            case "quantileOfSf" -> distribution.inverseSurvivalProbability(x);
            default -> throw new IllegalArgumentException(c.id());
        };
    }

    private static DiscreteDistribution discrete(Oracles.Case c, String family) {
        return switch (family) {
            case "binomial" -> BinomialDistribution.of((int) c.in("n"), c.in("p"));
            case "poisson" -> PoissonDistribution.of(c.in("mean"));
            case "hypergeometric" -> HypergeometricDistribution.of(
                    (int) c.in("population"), (int) c.in("successes"), (int) c.in("draws"));
            default -> throw new IllegalArgumentException(c.id());
        };
    }

    private static double evaluate(Oracles.Case c, DiscreteDistribution distribution) {
        int x = (int) c.in("x");
        return switch (c.input().get("function").asText()) {
            case "cdf" -> distribution.cumulativeProbability(x);
            case "sf" -> distribution.survivalProbability(x);
            case "pmf" -> distribution.probability(x);
            case "quantile" -> distribution.inverseCumulativeProbability(c.in("x"));
            case "quantileOfSf" -> distribution.inverseSurvivalProbability(c.in("x"));
            default -> throw new IllegalArgumentException(c.id());
        };
    }
}
