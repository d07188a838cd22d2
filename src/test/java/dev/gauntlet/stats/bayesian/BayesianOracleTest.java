package dev.gauntlet.stats.bayesian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.Oracles;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BayesianOracleTest {

    private static final Oracles ORACLES = Oracles.of("bayesian");

    private static final Set<String> WRONG_REFERENCES = Set.of("bayesian-005 lift95[0]", "bayesian-005 difference95[1]",
            "bayesian-011 difference95[0]");

    static List<Oracles.Case> betaBinomial() {
        return ORACLES.cases("betaBinomial");
    }

    static List<Oracles.Case> manyArms() {
        return ORACLES.cases("manyArms");
    }

    static List<Oracles.Case> normalEffect() {
        return ORACLES.cases("normalEffect");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases()).extracting(c -> c.input().get("kind").asText())
                .containsOnly("betaBinomial", "manyArms", "normalEffect");
    }

    @ParameterizedTest
    @MethodSource("betaBinomial")
    void comparisonsOfTwoRatesAgree(Oracles.Case c) {
        BetaComparison comparison = BetaComparison.of(prior(c), new TwoArmCounts(
                new BinomialCounts((long) c.in("treatmentN"), (long) c.in("treatmentSuccesses")),
                new BinomialCounts((long) c.in("controlN"), (long) c.in("controlSuccesses"))));
        BetaPosterior challenger = comparison.challenger();
        BetaPosterior champion = comparison.champion();
        c.matches("posteriorTreatment", new double[] {challenger.alpha(), challenger.beta()});
        c.matches("posteriorControl", new double[] {champion.alpha(), champion.beta()});
        c.matches("meanTreatment", challenger.mean());
        c.matches("meanControl", champion.mean());
        c.matches("probabilityTreatmentGreater", comparison.probabilityGreater());
        c.matches("expectedLossChoosingTreatment", comparison.expectedLossOfChallenger());
        c.matches("expectedLossChoosingControl", comparison.expectedLossOfChampion());
        c.matches("credible95Treatment", challenger.credibleInterval(0.95));
        quantilesMatch(c, "lift95", comparison.liftInterval(0.95), BetaQuadrature::liftAbove, comparison);
        quantilesMatch(c, "difference95", comparison.differenceInterval(0.95), BetaQuadrature::differenceAbove, comparison);
        c.matches("liftMean", comparison.meanLift());
        JsonNode liftAbove = c.expecting("probabilityLiftAbove");
        liftAbove.fieldNames().forEachRemaining(lift -> c.close("probabilityLiftAbove " + lift,
                comparison.probabilityLiftAbove(Double.parseDouble(lift)), liftAbove.get(lift).asDouble()));
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("manyArms")
    void rankingsOfSeveralRatesAgree(Oracles.Case c) {
        List<BetaPosterior> arms = new ArrayList<>();
        JsonNode successes = c.input().get("successes");
        for (int arm = 0; arm < successes.size(); arm++) {
            arms.add(BetaPosterior.of(prior(c),
                    new BinomialCounts(c.input().get("n").get(arm).asLong(), successes.get(arm).asLong())));
        }
        ArmRanking ranking = new ArmRanking(arms);
        c.matches("probabilityBest", array(ranking.probabilityBest()));
        c.matches("expectedLoss", array(ranking.expectedLoss()));
        c.matches("expectedMaximum", ranking.expectedMaximum());
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("normalEffect")
    void effectsWithANormalPriorAgree(Oracles.Case c) {
        NormalPosterior posterior = NormalPosterior.of(new NormalPrior(c.in("priorMean"), c.in("priorSd")), c.in("estimate"),
                c.in("standardError"));
        c.matches("posteriorMean", posterior.mean());
        c.matches("posteriorSd", posterior.standardDeviation());
        c.matches("probabilityPositive", posterior.probabilityAbove(0));
        c.matches("credible95", posterior.credibleInterval(0.95));
        c.matches("expectedLossChoosingTreatment", posterior.expectedLossOfChallenger());
        c.matches("expectedLossChoosingControl", posterior.expectedLossOfChampion());
        c.isWhollyCompared();
    }

    /**
     * Three reference quantiles are not precise: the probability beyond them, by a quadrature of its own, is off by 6e-5, 6e-6
     * and 3e-9. There, and only there, the value is held against that quadrature instead.
     */
    private static void quantilesMatch(Oracles.Case c, String field, Interval actual, ProbabilityAbove law,
            BetaComparison comparison) {
        double[] wanted = Oracles.numbers(c.expecting(field));
        double[] ends = {actual.lower(), actual.upper()};
        double[] above = {0.975, 0.025};
        for (int end = 0; end < 2; end++) {
            double allowed = Math.max(c.absolute(), c.relative() * Math.abs(wanted[end]));
            if (Math.abs(ends[end] - wanted[end]) > allowed
                    && WRONG_REFERENCES.contains(c.id() + " " + field + "[" + end + "]")) {
                assertThat(law.of(comparison, wanted[end])).isNotCloseTo(above[end], within(1e-9));
                assertThat(law.of(comparison, ends[end])).isCloseTo(above[end], within(1e-10));
            } else {
                c.close(field + "[" + end + "]", ends[end], wanted[end]);
            }
        }
    }

    private interface ProbabilityAbove {

        double of(BetaComparison comparison, double value);
    }

    private static BetaPrior prior(Oracles.Case c) {
        return new BetaPrior(c.in("priorAlpha"), c.in("priorBeta"));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
