package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Analysis.GroupSequential.Spending;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GroupSequential and FixedHorizon: looks are taken when the schedule says so, and never twice. */
class PlannedLooksTest {

    private static final Metric ACCURACY = Specs.success(Direction.Increase, Specs.absolute("0.02"));
    private static final Metric ERRORS = Specs.guardrail("errors", Direction.Decrease, Specs.absolute("0.02"));

    @Test
    void nothingIsClaimedBeforeTheFirstLook() {
        ModelExperimentSpec spec = spec(Analysis.Method.GroupSequential, 4, Spending.Pocock);
        LookBook book = take(spec, LookBook.EMPTY, ACCURACY, data(3000, 2000), 0.24);

        MetricAssessment assessment = assess(spec, book, data(3000, 2000));

        assertThat(book).isEqualTo(LookBook.EMPTY);
        assertThat(assessment.verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assessment.reason()).isEqualTo(Reason.AwaitingLook.name());
        assertThat(assessment.deciding()).hasValueSatisfying(e -> assertThat(e.lower()).isInfinite());
    }

    @Test
    void whatALookSaidStandsWhateverIsCountedAfterwards() {
        ModelExperimentSpec spec = spec(Analysis.Method.GroupSequential, 4, Spending.Pocock);
        LookBook book = take(spec, LookBook.EMPTY, ACCURACY, data(3000, 2000), 0.25);
        LookBook again = take(spec, book, ACCURACY, data(2000, 2000), 0.30);

        assertThat(again).isEqualTo(book);
        assertThat(assess(spec, again, data(2000, 2000)).verdict()).isEqualTo(Verdict.Superior);
    }

    @Test
    void aTestThatStoppedTakesNoMoreLooks() {
        ModelExperimentSpec spec = spec(Analysis.Method.GroupSequential, 4, Spending.Pocock);
        LookBook stopped = take(spec, LookBook.EMPTY, ACCURACY, data(3000, 2000), 0.25);

        assertThat(take(spec, stopped, ACCURACY, data(2000, 2000), 1)).isEqualTo(stopped);
    }

    @Test
    void anUndecidedTestLooksAgainAtThePlannedTimes() {
        ModelExperimentSpec spec = spec(Analysis.Method.GroupSequential, 4, Spending.OBrienFleming);
        LookBook first = take(spec, LookBook.EMPTY, ACCURACY, data(2050, 2000), 0.25);
        LookBook second = take(spec, first, ACCURACY, new MetricData.Proportions(List.of(stratum(20_000, 4600, 20_000, 4000))), 0.5);

        assertThat(first.looks().values()).allSatisfy(looks -> assertThat(looks).hasSize(1));
        assertThat(second.looks().values()).allSatisfy(looks -> assertThat(looks).hasSize(2));
        assertThat(assess(spec, second, data(2050, 2000)).verdict()).isEqualTo(Verdict.Superior);
    }

    @Test
    void aFixedHorizonLooksOnceAtTheDeadlineAndRefusesASecondLook() {
        ModelExperimentSpec spec = spec(Analysis.Method.FixedHorizon, null, null);
        LookBook early = take(spec, LookBook.EMPTY, ACCURACY, data(3000, 2000), 0.999);
        LookBook atEnd = take(spec, early, ACCURACY, data(2010, 2000), 1);
        LookBook later = take(spec, atEnd, ACCURACY, data(3000, 2000), 1);

        assertThat(early).isEqualTo(LookBook.EMPTY);
        assertThat(later).isEqualTo(atEnd);
        assertThat(assess(spec, later, data(3000, 2000)).verdict()).isEqualTo(Verdict.Inconclusive);
        assertThat(assess(spec, later, data(3000, 2000)).reason()).isEmpty();
    }

    @Test
    void guardrailsAreProvenNonInferiorAtLooksToo() {
        ModelExperimentSpec spec = spec(Analysis.Method.FixedHorizon, null, null);
        LookBook book = take(spec, LookBook.EMPTY, ERRORS, data(2000, 2000), 1);

        MetricAssessment assessment = new MetricAssessor(spec, book).assess(ERRORS, "candidate", data(2000, 2000), Optional.empty());

        assertThat(assessment.verdict()).isEqualTo(Verdict.NonInferior);
        assertThat(assessment.standing().held()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Analysis.Method.class, names = {"GroupSequential", "FixedHorizon", "Bayesian"})
    void harmIsSeenAtOnceUnderEveryMethod(Analysis.Method method) {
        ModelExperimentSpec spec = spec(method, null, null);

        assertThat(assess(spec, LookBook.EMPTY, data(1000, 2000)).verdict()).isEqualTo(Verdict.Deteriorated);
    }

    @Test
    void looksSurviveTheirStorage() {
        ModelExperimentSpec spec = spec(Analysis.Method.GroupSequential, 4, Spending.HwangShihDeCani);
        LookBook book = take(spec, take(spec, LookBook.EMPTY, ACCURACY, data(2050, 2000), 0.25), ERRORS, data(2050, 2000), 0.25);

        String json = Serialization.asJson(book.looks());
        LookBook read = new LookBook(Serialization.unmarshal(json, new TypeReference<TreeMap<String, List<TakenLook>>>() {
        }));

        assertThat(book.looks()).hasSize(3);
        assertThat(read).isEqualTo(book);
    }

    @Test
    void bayesianSuperiorityIsACredibleIntervalWithoutZero() {
        ModelExperimentSpec spec = spec(Analysis.Method.Bayesian, null, null);

        MetricAssessment better = assess(spec, LookBook.EMPTY, data(2200, 2000));
        MetricAssessment open = assess(spec, LookBook.EMPTY, data(2050, 2000));

        assertThat(better.verdict()).isEqualTo(Verdict.Superior);
        assertThat(better.posterior()).hasValueSatisfying(p -> {
            assertThat(p.probabilityBetter()).isGreaterThan(0.975);
            assertThat(p.lower()).isPositive();
        });
        assertThat(open.verdict()).isEqualTo(Verdict.Inconclusive);
    }

    @Test
    void thePosteriorIsShownUnderEveryMethodAndOrientedByTheDirection() {
        ModelExperimentSpec spec = spec(Analysis.Method.ConfidenceSequence, null, null);
        MetricAssessment fewerErrors = new MetricAssessor(spec, LookBook.EMPTY).assess(ERRORS, "candidate", data(1900, 2000), Optional.empty());

        assertThat(fewerErrors.posterior()).hasValueSatisfying(p -> {
            assertThat(p.probabilityBetter()).isBetween(0.9, 1.0);
            assertThat(p.expectedLoss()).isBetween(0.0, 0.001);
        });
    }

    private static LookBook take(ModelExperimentSpec spec, LookBook book, Metric metric, MetricData data, double fraction) {
        return new PlannedTests(spec).takeLooks(book, metric, "candidate", data, fraction);
    }

    private static MetricAssessment assess(ModelExperimentSpec spec, LookBook book, MetricData data) {
        return new MetricAssessor(spec, book).assess(ACCURACY, "candidate", data, Optional.empty());
    }

    private static MetricData data(long challenger, long champion) {
        return new MetricData.Proportions(List.of(stratum(10_000, challenger, 10_000, champion)));
    }

    private static ProportionStratum stratum(long challengerTrials, long challenger, long championTrials, long champion) {
        return ProportionStratum.unclustered(new BinomialCounts(challengerTrials, challenger), new BinomialCounts(championTrials, champion));
    }

    private static ModelExperimentSpec spec(Analysis.Method method, Integer looks, Spending spending) {
        ModelExperimentSpec plain = Specs.perRequest("0.01", ACCURACY, ERRORS);
        Analysis analysis = new Analysis(method, null, plain.analysis().errorRates(), null, null, null,
                looks == null ? null : new Analysis.GroupSequential(spending, null, looks));
        return new ModelExperimentSpec(null, null, null, plain.variants(), plain.routing(), plain.assignment(), plain.steps(), null,
                plain.metrics(), analysis, null, null, null, null);
    }
}
