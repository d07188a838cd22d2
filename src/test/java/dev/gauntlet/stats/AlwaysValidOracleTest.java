package dev.gauntlet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gauntlet.stats.multiplicity.EValues;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlwaysValidOracleTest {

    private static final Oracles ORACLES = Oracles.of("always-valid");

    static List<Oracles.Case> tuning() {
        return ORACLES.cases("tuning");
    }

    static List<Oracles.Case> normalMixture() {
        return ORACLES.cases("normalMixture");
    }

    static List<Oracles.Case> asymptoticMean() {
        return ORACLES.cases("asymptoticMean");
    }

    static List<Oracles.Case> delayedStart() {
        return ORACLES.cases("delayedStart");
    }

    static List<Oracles.Case> run() {
        return ORACLES.cases("run");
    }

    static List<Oracles.Case> eBenjaminiHochberg() {
        return ORACLES.cases("eBenjaminiHochberg");
    }

    static List<Oracles.Case> polynomialStitching() {
        return ORACLES.cases("polynomialStitching");
    }

    static List<Oracles.Case> distributionBand() {
        return ORACLES.cases("distributionBand");
    }

    @Test
    void everyKindIsTested() {
        assertThat(ORACLES.cases()).extracting(c -> c.input().get("kind").asText()).containsOnly("tuning", "normalMixture",
                "asymptoticMean", "delayedStart", "run", "eBenjaminiHochberg", "polynomialStitching", "distributionBand");
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
    @MethodSource("asymptoticMean")
    void theConfidenceSequenceOfAMeanAgrees(Oracles.Case c) {
        double n = c.in("n");
        double standardError = c.in("sd") / Math.sqrt(n);
        double alpha = c.in("alpha");
        // Information in units of one value's, 1/sd^2.
        TwoSidedMixture mixture = TwoSidedMixture.tunedInClosedFormAt(c.in("tuneAt"), alpha);
        double z = c.in("mean") / standardError;
        new ComparedFields(c)
                .matches("rhoSquared", 1 / mixture.rho())
                .matches("halfWidth", mixture.criticalZ(n, alpha) * standardError)
                .matches("logEValue", mixture.logEValue(z, n))
                .matches("p", mixture.pValue(z, n))
                .andNothingElse();
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

    @ParameterizedTest
    @MethodSource("eBenjaminiHochberg")
    void rejectionsByEValuesAgree(Oracles.Case c) {
        List<Double> logEValues = Arrays.stream(c.ins("eValues")).map(Math::log).boxed().toList();
        List<Boolean> rejected = EValues.benjaminiHochberg(logEValues, c.in("alpha"));
        JsonNode wanted = c.expecting("rejected");
        assertThat(rejected).isEqualTo(IntStream.range(0, wanted.size()).mapToObj(k -> wanted.get(k).asBoolean()).toList());
        c.matches("averageE", Math.exp(EValues.logMean(logEValues)));
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("polynomialStitching")
    void stitchedBoundariesAgree(Oracles.Case c) {
        c.matches("bound", new PolynomialStitching(c.in("vMin"), c.in("s"), c.in("eta")).bound(c.in("variance"), c.in("alphaOneSided")));
        c.isWhollyCompared();
    }

    @ParameterizedTest
    @MethodSource("distributionBand")
    void bandsAroundADistributionAgree(Oracles.Case c) {
        c.matches("halfWidth", DistributionBand.halfWidth(c.in("n"), c.in("alpha")));
        c.isWhollyCompared();
    }

    private static EffectEstimate estimate(double effect, double variance) {
        return new EffectEstimate(
                0.5, 0.5, effect, variance, EffectScale.ABSOLUTE, VarianceMethod.STRATUM, 1, 1);
    }
}
