package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Analysis.MultipleTesting;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three success metrics share alpha 0.05. */
class MultipleTestingCorrectionTest {

    @ParameterizedTest(name = "{0}: p = .012, .020, .045")
    @CsvSource({"Holm, Superior, Superior, Superior", "Bonferroni, Superior, Inconclusive, Inconclusive",
        "BenjaminiHochberg, Superior, Superior, Superior", "None, Superior, Superior, Superior"})
    void metricsShareAlphaByTheProcedure(MultipleTesting procedure, Verdict first, Verdict second, Verdict third) {
        assertThat(correct(procedure, 0.012, 0.020, 0.045)).extracting(MetricAssessment::verdict).containsExactly(first, second, third);
    }

    @ParameterizedTest(name = "{0}: p = .020, .022, .060")
    @CsvSource({"Holm, Inconclusive, Inconclusive, Inconclusive", "BenjaminiHochberg, Superior, Superior, Inconclusive",
        "None, Superior, Superior, Inconclusive"})
    void holmStopsAtTheFirstThatFails(MultipleTesting procedure, Verdict first, Verdict second, Verdict third) {
        assertThat(correct(procedure, 0.020, 0.022, 0.060)).extracting(MetricAssessment::verdict).containsExactly(first, second, third);
    }

    @Test
    void theAdjustedPValueIsShown() {
        assertThat(correct(MultipleTesting.Bonferroni, 0.01, 0.02, 0.5)).extracting(MetricAssessment::adjustedPValue)
                .containsExactly(0.03, 0.06, 1.0);
    }

    @Test
    void harmAndMissingDataStayWhatTheyAre() {
        ModelExperimentSpec spec = spec(MultipleTesting.Holm);
        MetricAssessment harmful = Assessments.metric("a", Metric.Role.Success, Verdict.Deteriorated, false, false, Optional.empty());

        assertThat(MultipleTestingCorrection.correct(spec, List.of(harmful)).get(0).verdict()).isEqualTo(Verdict.Deteriorated);
    }

    @Test
    void withoutCorrectionEveryMetricHasTheWholeAlpha() {
        assertThat(ErrorRateShares.of(spec(MultipleTesting.None)).superiority()).isEqualTo(0.05);
        assertThat(ErrorRateShares.of(spec(MultipleTesting.Holm)).superiority()).isEqualTo(0.05 / 3);
    }

    private static List<MetricAssessment> correct(MultipleTesting procedure, double... pValues) {
        return MultipleTestingCorrection.correct(spec(procedure), IntStream.range(0, 3)
                .mapToObj(i -> metric(String.valueOf((char) ('a' + i)), pValues[i])).toList());
    }

    private static MetricAssessment metric(String name, double pValue) {
        MetricAssessment open = Assessments.metric(name, Metric.Role.Success, Verdict.Inconclusive, false, false, Optional.empty());
        return new MetricAssessment(name, "candidate", open.role(), open.type(), open.verdict(), "", open.scale(), open.absolute(),
                open.relative(), open.levels(), open.level(), pValue, pValue, open.variance(), open.plan(), open.standing(),
                Optional.empty(), Optional.empty());
    }

    private static ModelExperimentSpec spec(MultipleTesting procedure) {
        EffectSize effect = Specs.absolute("0.02");
        ModelExperimentSpec plain = Specs.perRequest("0.01",
                Specs.proportion("a", Metric.Role.Success, Direction.Increase, effect, null),
                Specs.proportion("b", Metric.Role.Success, Direction.Increase, effect, null),
                Specs.proportion("c", Metric.Role.Success, Direction.Increase, effect, null));
        return new ModelExperimentSpec(null, null, null, plain.variants(), plain.routing(), plain.assignment(), plain.steps(), null,
                plain.metrics(), new Analysis(null, procedure, null, null, null, null, null), null, null, null, null);
    }
}
