package dev.gauntlet.decision;

import static dev.gauntlet.decision.Specs.absolute;
import static dev.gauntlet.decision.Specs.guardrail;
import static dev.gauntlet.decision.Specs.relative;
import static dev.gauntlet.decision.Specs.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.TwoArmCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricAssessorTest {

    private static final Metric ACCURACY = success(Direction.Increase, absolute("0.02"));
    private static final Metric ERRORS = guardrail("errors", Direction.Decrease, absolute("0.005"));

    @ParameterizedTest(name = "challenger {0}, champion {1} of 4000: {2}")
    @CsvSource({"520, 400, Superior", "430, 400, Inconclusive", "400, 400, Inconclusive", "315, 400, Inferior", "240, 400, Deteriorated"})
    void aSuccessMetricIsJudgedAgainstNoDifference(long challenger, long champion, Verdict verdict) {
        assertThat(assess(ACCURACY, 4000, challenger, 4000, champion).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "challenger {0}, champion {1} of 20000: {2}")
    @CsvSource({"200, 200, NonInferior, true", "100, 200, Superior, true", "260, 200, Inconclusive, false", "290, 200, Inferior, false",
        "500, 200, Deteriorated, false"})
    void aGuardrailIsJudgedAgainstItsMargin(long challenger, long champion, Verdict verdict, boolean held) {
        MetricAssessment assessment = assess(ERRORS, 20_000, challenger, 20_000, champion);

        assertThat(assessment.verdict()).isEqualTo(verdict);
        assertThat(assessment.standing().held()).isEqualTo(held);
    }

    @ParameterizedTest(name = "margin {0} of 1000 in 20000: {2}")
    @CsvSource({"0.10, 1000, NonInferior", "0.10, 1300, Deteriorated", "0.50, 1300, NonInferior", "0.50, 2000, Deteriorated"})
    void aRelativeMarginIsAShareOfTheChampionsRate(String margin, long challenger, Verdict verdict) {
        assertThat(assess(guardrail("errors", Direction.Decrease, relative(margin)), 40_000, 2 * challenger, 40_000, 2000).verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "challenger {0}, champion {1} of 20000")
    @CsvSource({"4000, 2000", "500, 4000"})
    void copiesShowNothingAboutSuccess(long challenger, long champion) {
        ModelExperimentSpec spec = Specs.perRequest("0.01", ACCURACY, ERRORS);
        MetricAssessment assessment = MetricAssessor.ofShadow(spec).assess(ACCURACY, "candidate",
                new MetricData.Proportions(stratum(20_000, challenger, 20_000, champion)),
                Optional.empty());

        assertThat(MultipleTestingCorrection.correct(spec, List.of(assessment))).singleElement().satisfies(judged -> {
            assertThat(judged.verdict()).isEqualTo(Verdict.Inconclusive);
            assertThat(judged.reason()).isEqualTo("ShadowOnly");
            assertThat(judged.pValue()).isEqualTo(1);
            assertThat(judged.deciding().orElseThrow().upper()).isInfinite();
            assertThat(judged.deciding().orElseThrow().effect()).isCloseTo((challenger - champion) / 20_000.0, within(1e-12));
            assertThat(judged.standing()).isEqualTo(new MetricAssessment.Standing(false, false, false, false));
        });
    }

    @ParameterizedTest(name = "challenger {0}, champion {1} of 20000: {2}")
    @CsvSource({"200, 200, NonInferior", "500, 200, Deteriorated"})
    void copiesShowWhetherAGuardrailHolds(long challenger, long champion, Verdict verdict) {
        assertThat(MetricAssessor.ofShadow(Specs.perRequest("0.01", ACCURACY, ERRORS))
                .assess(ERRORS, "candidate", new MetricData.Proportions(stratum(20_000, challenger, 20_000, champion)), Optional.empty())
                .verdict()).isEqualTo(verdict);
    }

    @Test
    void withoutCopiesThereAreNoDataInAShadow() {
        assertThat(MetricAssessor.ofShadow(Specs.perRequest("0.01", ACCURACY))
                .assess(ACCURACY, "candidate", new MetricData.Proportions(List.of()), Optional.empty()).verdict()).isEqualTo(Verdict.NoData);
    }

    @Test
    void aDiagnosticShowsItsEffectAndNeverDeteriorates() {
        Metric diagnostic = Specs.proportion("fallbacks", Metric.Role.Diagnostic, Direction.Decrease, absolute("0.02"), null);

        MetricAssessment assessment = assess(diagnostic, 10_000, 5000, 10_000, 100);

        assertThat(assessment.verdict()).isEqualTo(Verdict.Inferior);
        assertThat(assessment.absolute()).hasValueSatisfying(shown -> assertThat(shown.lower()).isGreaterThan(0.45));
        assertThat(assessment.needed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"Absolute, 1300, 1000", "Absolute, 700, 1000", "Absolute, 1010, 1000", "Absolute, 3, 0", "Absolute, 0, 7", "Absolute, 0, 0"})
    void decreaseMirrorsIncreaseWhenFailuresAreCountedInstead(EffectSize.Type scale, long challenger, long champion) {
        long trials = 10_000;
        EffectSize effect = new EffectSize(scale, "0.02");
        for (boolean asGuardrail : new boolean[] {false, true}) {
            MetricAssessment increase = assess(metric(asGuardrail, Direction.Increase, effect), trials, challenger, trials, champion);
            MetricAssessment decrease = assess(metric(asGuardrail, Direction.Decrease, effect), trials, trials - challenger, trials,
                    trials - champion);

            assertThat(decrease.verdict()).isEqualTo(increase.verdict());
            assertThat(decrease.standing().held()).isEqualTo(increase.standing().held());
            assertThat(decrease.standing().futile()).isEqualTo(increase.standing().futile());
            assertThat(decrease.pValue()).isCloseTo(increase.pValue(), within(1e-9 * increase.pValue()));
            assertThat(decrease.absolute().orElseThrow().lower()).isCloseTo(-increase.absolute().orElseThrow().upper(), within(1e-9));
            assertThat(decrease.absolute().orElseThrow().upper()).isCloseTo(-increase.absolute().orElseThrow().lower(), within(1e-9));
        }
    }

    @Test
    void theEffectIsFutileWhenTheIntervalEndsBelowIt() {
        assertThat(assess(ACCURACY, 10_000, 950, 10_000, 1000).standing().futile()).isTrue();
        assertThat(assess(ACCURACY, 10_000, 1100, 10_000, 1000).standing().futile()).isFalse();
        assertThat(assess(ACCURACY, 50, 5, 50, 5).standing().futile()).isFalse();
    }

    @Test
    void aGuardrailWithoutMarginIsHeldByItsHardLimitAlone() {
        Metric limited = new Metric("errors", Metric.Role.Guardrail, null, Metric.Type.Proportion, Direction.Decrease, absolute("0.02"), null, null,
                null, null, new Metric.HardLimit("0.05", null, null, null), null, null, null);
        List<ProportionStratum> strata = stratum(1000, 500, 1000, 10);

        assertThat(assess(limited, strata, Optional.empty()).standing().held()).as("no complete window").isFalse();
        assertThat(assess(limited, strata, Optional.of(limit(false))).standing().held()).isTrue();
        assertThat(assess(limited, strata, Optional.of(limit(true))).standing().held()).isFalse();
        assertThat(assess(limited, strata, Optional.of(limit(false))).verdict()).as("tolerance is unstated, so nothing is harm")
                .isEqualTo(Verdict.Inferior);
    }

    @Test
    void stickyUnitsWithoutClusterLabelClaimNothing() {
        ModelExperimentSpec spec = Specs.perUser(null, ACCURACY);

        MetricAssessment assessment = new MetricAssessor(spec, LookBook.EMPTY).assess(ACCURACY, "candidate", new MetricData.Proportions(stratum(10_000, 3000, 10_000, 1000)),
                Optional.empty());

        assertThat(assessment.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assessment.reason()).isEqualTo("UnitVarianceMissing");
        assertThat(assessment.absolute()).hasValueSatisfying(shown -> {
            assertThat(shown.effect()).isCloseTo(0.2, within(1e-12));
            assertThat(shown.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
            assertThat(shown.upper()).isEqualTo(Double.POSITIVE_INFINITY);
        });
        assertThat(assessment.levels().championSamples()).isEqualTo(10_000);
        assertThat(assessment.pValue()).isEqualTo(1);
        assertThat(assessment.standing().futile()).isFalse();
        assertThat(assessment.standing().held()).isFalse();
    }

    @Test
    void stickyUnitsWhoseSeriesCarryNoClusterClaimNothingEither() {
        ModelExperimentSpec spec = Specs.perUser("unit_bucket", ACCURACY);

        MetricAssessment assessment = new MetricAssessor(spec, LookBook.EMPTY).assess(ACCURACY, "candidate", new MetricData.Proportions(stratum(10_000, 3000, 10_000, 1000)),
                Optional.empty());

        assertThat(assessment.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assessment.reason()).isEqualTo("UnitVarianceMissing");
    }

    @Test
    void stickyUnitsWithClustersAreJudgedByTheirSpread() {
        ModelExperimentSpec spec = Specs.perUser("unit_bucket", ACCURACY);

        MetricAssessment assessment = new MetricAssessor(spec, LookBook.EMPTY).assess(ACCURACY, "candidate", new MetricData.Proportions(clustered(64, 200, 60, 20)), Optional.empty());

        assertThat(assessment.verdict()).isEqualTo(Verdict.Superior);
        assertThat(assessment.variance()).isEqualTo("UNIT_CLUSTERS");
    }

    @Test
    void aSingleClusterLeavesTheVarianceUnknown() {
        ModelExperimentSpec spec = Specs.perUser("unit_bucket", ACCURACY);

        assertThat(new MetricAssessor(spec, LookBook.EMPTY).assess(ACCURACY, "candidate", new MetricData.Proportions(clustered(1, 20_000, 6000, 2000)), Optional.empty()).verdict())
                .isEqualTo(Verdict.NoData);
    }

    @ParameterizedTest(name = "challenger {1} of {0}, champion {3} of {2}")
    @CsvSource({"0, 0, 0, 0", "1000, 10, 0, 0", "0, 0, 1000, 10"})
    void anEmptyArmIsNoData(long challengerTrials, long challenger, long championTrials, long champion) {
        MetricAssessment assessment = assess(ACCURACY, challengerTrials, challenger, championTrials, champion);

        assertThat(assessment.verdict()).isEqualTo(Verdict.NoData);
        assertThat(assessment.deciding()).isEmpty();
        assertThat(assessment.pValue()).isEqualTo(1);
        assertThat(assessment.plan().informationFraction()).isZero();
    }

    @Test
    void noStratumIsNoData() {
        assertThat(assess(ACCURACY, List.of(), Optional.empty()).verdict()).isEqualTo(Verdict.NoData);
    }

    @Test
    void aStratumWithOneEmptyArmIsLeftOut() {
        List<ProportionStratum> strata = new ArrayList<>(stratum(1000, 100, 1000, 120));
        MetricAssessment alone = assess(ACCURACY, strata, Optional.empty());
        strata.add(ProportionStratum.unclustered(BinomialCounts.NONE, new BinomialCounts(50_000, 10)));

        assertThat(assess(ACCURACY, strata, Optional.empty())).isEqualTo(alone);
    }

    @Test
    void noEventAnywhereClaimsNothingButIsNonInferiorOnceThereIsEnough() {
        assertThat(assess(ERRORS, 100, 0, 100, 0).verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assess(ERRORS, 50_000, 0, 50_000, 0).verdict()).isEqualTo(Verdict.NonInferior);
        assertThat(assess(ACCURACY, 50_000, 0, 50_000, 0).verdict()).isEqualTo(Verdict.Inconclusive);
    }

    @Test
    void aLiftOverAChampionWithoutEventsIsNotShown() {
        MetricAssessment assessment = assess(success(Direction.Increase, relative("0.05")), 1000, 50, 1000, 0);

        assertThat(assessment.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assessment.relative()).isEmpty();
        assertThat(assessment.absolute()).isPresent();
    }

    @ParameterizedTest(name = "champion {0}, challenger {1} of 1000: {2}")
    @CsvSource({"0, 0, Inconclusive", "0, 10, Inconclusive", "0, 100, Deteriorated", "1, 100, Deteriorated", "3, 100, Deteriorated",
        "10, 100, Deteriorated"})
    void harmIsFoundByARelativeMarginHoweverFewEventsTheChampionHas(long champion, long challenger, Verdict verdict) {
        assertThat(assess(guardrail("errors", Direction.Decrease, relative("0.25")), 1000, challenger, 1000, champion).verdict())
                .isEqualTo(verdict);
    }

    @Test
    void aMarginThatWouldNeedANegativeRateIsDefined() {
        Metric purchases = guardrail("purchases", Direction.Increase, absolute("0.02"));

        MetricAssessment assessment = assess(purchases, 10_000, 0, 10_000, 50);

        assertThat(assessment.verdict()).as("0.5 points lost are within a margin of 2").isIn(Verdict.NonInferior, Verdict.Inferior);
        assertThat(assessment.standing().held()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Absolute, 0.0000001", "Absolute, 0.02", "Absolute, 0.5", "Absolute, 0.999", "Relative, 0.0000001", "Relative, 0.999",
        "Relative, 1", "Relative, 1.5", "Relative, 3", "Relative, 100000"})
    void noFiniteInputGivesNaNOrThrows(EffectSize.Type scale, String value) {
        SplittableRandom random = new SplittableRandom(7);
        EffectSize effect = new EffectSize(scale, value);
        for (Direction direction : Direction.values()) {
            for (boolean asGuardrail : new boolean[] {false, true}) {
                Metric metric = metric(asGuardrail, direction, effect);
                MetricAssessor assessor = new MetricAssessor(Specs.perRequest("0.01", metric), LookBook.EMPTY);
                for (int i = 0; i < 300; i++) {
                    List<ProportionStratum> strata = Stream.generate(() -> ProportionStratum.unclustered(anyCounts(random), anyCounts(random)))
                            .limit(random.nextInt(4)).toList();
                    MetricAssessment assessment = assessor.assess(metric, "candidate", new MetricData.Proportions(strata), Optional.empty());

                    assertThat(assessment.toString()).as("%s", strata).doesNotContain("NaN");
                }
            }
        }
    }

    @Test
    void oneDesignServesEveryLookSoThatTheLevelNeverMovesWithTheData() {
        MetricAssessor assessor = new MetricAssessor(Specs.perRequest("0.01", ACCURACY), LookBook.EMPTY);

        assertThat(Stream.of(stratum(100, 1, 100, 1), stratum(10_000, 5000, 10_000, 100))
                .map(strata -> assessor.assess(ACCURACY, "candidate", new MetricData.Proportions(strata), Optional.empty()).level())).containsOnly(0.95);
    }

    @Test
    void theErrorRateIsSplitOverSuccessMetrics() {
        Metric recall = Specs.proportion("recall", Metric.Role.Success, Direction.Increase, absolute("0.02"), null);

        assertThat(new MetricAssessor(Specs.perRequest("0.01", ACCURACY, recall), LookBook.EMPTY)
                .assess(ACCURACY, "candidate", new MetricData.Proportions(stratum(100, 1, 100, 1)), Optional.empty()).level()).isEqualTo(0.975);
    }

    private static Metric metric(boolean asGuardrail, Direction direction, EffectSize effect) {
        return asGuardrail ? guardrail("guardrail", direction, effect) : success(direction, effect);
    }

    private static BinomialCounts anyCounts(SplittableRandom random) {
        long trials = List.of(0L, 1L, 2L, 30L, 1000L, 1_000_000L, 3_000_000_000L).get(random.nextInt(7));
        long successes = trials == 0 ? 0 : List.of(0L, 1L, trials / 200, trials / 2, trials - 1, trials).get(random.nextInt(6));
        return new BinomialCounts(trials, successes);
    }

    private static HardLimitState limit(boolean broken) {
        return new HardLimitState(broken, 0.03, 200, "maximum 0.05", Metric.OnViolation.Rollback);
    }

    private static List<ProportionStratum> stratum(long challengerTrials, long challenger, long championTrials, long champion) {
        return List.of(ProportionStratum.unclustered(new BinomialCounts(challengerTrials, challenger),
                new BinomialCounts(championTrials, champion)));
    }

    private static List<ProportionStratum> clustered(int clusters, long trials, long challenger, long champion) {
        TreeMap<String, TwoArmCounts> counts = new TreeMap<>();
        for (int i = 0; i < clusters; i++) {
            counts.put("b" + i, new TwoArmCounts(new BinomialCounts(trials, challenger + i % 3), new BinomialCounts(trials, champion - i % 2)));
        }
        return List.of(ProportionStratum.clustered(counts));
    }

    private static MetricAssessment assess(Metric metric, long challengerTrials, long challenger, long championTrials, long champion) {
        return assess(metric, stratum(challengerTrials, challenger, championTrials, champion), Optional.empty());
    }

    private static MetricAssessment assess(Metric metric, List<ProportionStratum> strata, Optional<HardLimitState> limit) {
        Metric[] metrics = metric.role() == Metric.Role.Success ? new Metric[] {metric} : new Metric[] {ACCURACY, metric};
        return new MetricAssessor(Specs.perRequest("0.01", metrics), LookBook.EMPTY).assess(metric, "candidate", new MetricData.Proportions(strata), limit);
    }
}
