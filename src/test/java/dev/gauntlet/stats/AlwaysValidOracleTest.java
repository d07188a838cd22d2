package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlwaysValidOracleTest {

    private static final Oracles ORACLES = Oracles.of("always-valid");
    private static final List<String> NOT_IMPLEMENTED =
            List.of("asymptoticMean", "eBenjaminiHochberg", "polynomialStitching", "distributionBand");

    static List<Oracles.Case> tuning() {
        return ORACLES.cases("tuning");
    }

    static List<Oracles.Case> normalMixture() {
        return ORACLES.cases("normalMixture");
    }

    static List<Oracles.Case> delayedStart() {
        return ORACLES.cases("delayedStart");
    }

    static List<Oracles.Case> run() {
        return ORACLES.cases("run");
    }

    @Test
    void everyKindIsTestedOrKnownToBeMissing() {
        assertThat(ORACLES.cases().stream().map(c -> c.input().get("kind").asText()).collect(Collectors.toSet()))
                .isSubsetOf(union(List.of("tuning", "normalMixture", "delayedStart", "run"), NOT_IMPLEMENTED));
    }

    @ParameterizedTest
    @MethodSource("tuning")
    void mixturesAreTunedAtThePlan(Oracles.Case c) {
        c.matches("rhoTwoSided", TwoSidedMixture.tunedAt(c.in("plannedInformation"), c.in("alpha")).rho());
        c.matches("rhoOneSided", OneSidedMixture.tunedAt(c.in("plannedInformation"), c.in("alpha")).rho());
    }

    @ParameterizedTest
    @MethodSource("normalMixture")
    void eValuesBoundsAndIntervalsAgree(Oracles.Case c) {
        double variance = c.in("variance");
        double z = c.in("score") / Math.sqrt(variance);
        double alpha = c.in("alpha");
        TwoSidedMixture two = new TwoSidedMixture(c.in("rho"));
        OneSidedMixture one = new OneSidedMixture(c.in("rho"));
        double estimate = c.in("score") / variance;
        double boundTwoSided = two.criticalZ(variance, alpha) * Math.sqrt(variance);
        double boundOneSided = one.criticalZ(variance, alpha) * Math.sqrt(variance);
        c.matches("logEValueTwoSided", two.logEValue(z, variance));
        c.matches("pTwoSided", two.pValue(z, variance));
        c.matches("logEValueOneSided", one.logEValue(z, variance));
        c.matches("pOneSided", one.pValue(z, variance));
        c.matches("boundTwoSided", boundTwoSided);
        c.matches("boundOneSided", boundOneSided);
        c.matches("estimate", estimate);
        c.matches("confidenceSequence",
                new double[] {estimate - boundTwoSided / variance, estimate + boundTwoSided / variance});
        c.matches("lowerOneSided", estimate - boundOneSided / variance);
    }

    @ParameterizedTest
    @MethodSource("normalMixture")
    void aDesignsOneSidedBoundIsTheInversionOfItsEValue(Oracles.Case c) {
        double variance = c.in("variance");
        EffectEstimate estimate = estimate(c.in("score") / variance, 1 / variance);
        OneSidedDesign design = new OneSidedDesign(c.in("alpha"), variance, new OneSidedMixture(c.in("rho")));
        c.matches("lowerOneSided", design.lowerBound(estimate));
    }

    @ParameterizedTest
    @MethodSource("delayedStart")
    void levelsOfADelayedStartAgree(Oracles.Case c) {
        double start = c.in("startInformationOverPlanned");
        double alpha = c.in("alpha");
        TwoSidedMixture two = TwoSidedMixture.tunedAt(1, alpha);
        OneSidedMixture one = OneSidedMixture.tunedAt(1, alpha);
        double level = DelayedStart.level(two, start, alpha);
        c.matches("rhoTwoSidedOverPlanned", two.rho());
        c.matches("calibratedLevelTwoSided", level);
        c.matches("criticalZAtStartTwoSided", two.criticalZ(start, level));
        c.matches("criticalZAtPlannedTwoSided", two.criticalZ(1, level));
        c.matches("criticalZAtPlannedUncalibrated", two.criticalZ(1, alpha));
        c.matches("rhoOneSidedOverPlanned", one.rho());
        c.matches("calibratedLevelOneSided", DelayedStart.level(one, start, alpha));
    }

    @ParameterizedTest
    @MethodSource("run")
    void aWholeRunAgreesLookByLook(Oracles.Case c) {
        double[] score = Oracles.numbers(c.input().get("score"));
        double[] variance = Oracles.numbers(c.input().get("variance"));
        TwoSidedMixture mixture = new TwoSidedMixture(c.in("rho"));
        double[] logE = new double[score.length];
        double[] p = new double[score.length];
        double[] lower = new double[score.length];
        double[] upper = new double[score.length];
        for (int k = 0; k < score.length; k++) {
            double z = score[k] / Math.sqrt(variance[k]);
            double halfWidth = mixture.criticalZ(variance[k], c.in("alpha")) / Math.sqrt(variance[k]);
            logE[k] = mixture.logEValue(z, variance[k]);
            p[k] = Math.min(k == 0 ? 1 : p[k - 1], mixture.pValue(z, variance[k]));
            double estimate = score[k] / variance[k];
            lower[k] = Math.max(k == 0 ? Double.NEGATIVE_INFINITY : lower[k - 1], estimate - halfWidth);
            upper[k] = Math.min(k == 0 ? Double.POSITIVE_INFINITY : upper[k - 1], estimate + halfWidth);
        }
        c.matches("logEValue", logE);
        c.matches("alwaysValidP", p);
        c.matches("runningLower", lower);
        c.matches("runningUpper", upper);
        JsonNode first = c.expected().get("firstRejection");
        boolean rejected = p[p.length - 1] <= c.in("alpha");
        assertThat(rejected).isEqualTo(!first.isNull());
    }

    private static EffectEstimate estimate(double effect, double variance) {
        return new EffectEstimate(
                0.5, 0.5, effect, variance, EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 1, 1);
    }

    private static List<String> union(List<String> one, List<String> other) {
        return java.util.stream.Stream.concat(one.stream(), other.stream()).toList();
    }
}
