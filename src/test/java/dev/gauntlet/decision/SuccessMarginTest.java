package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A success metric with a non-inferiority margin of two points. */
class SuccessMarginTest {

    private static final EffectSize MARGIN = Specs.absolute("0.02");

    @Test
    void equalRatesProveNonInferiority() {
        MetricAssessment found = assess(Policy.NonInferior, MARGIN, 20_000, 2_000);

        assertThat(found.standing().held()).isTrue();
        assertThat(found.verdict()).isEqualTo(Verdict.NonInferior);
    }

    @Test
    void fewSamplesProveNothing() {
        assertThat(assess(Policy.NonInferior, MARGIN, 200, 20).standing().held()).isFalse();
    }

    @Test
    void aMarginOnAnotherScaleProvesNothing() {
        assertThat(assess(Policy.NonInferior, Specs.relative("0.2"), 20_000, 2_000).standing().held()).isFalse();
    }

    @Test
    void worseWithinTheMarginIsHarmOnlyWhereTheMarginDoesNotDecide() {
        assertThat(assess(Policy.NonInferior, MARGIN, 200_000, 18_000).standing().held()).isTrue();
        assertThat(assess(Policy.NonInferior, MARGIN, 200_000, 18_000).verdict()).isEqualTo(Verdict.Inferior);
        assertThat(assess(Policy.SuperiorAndNonInferior, MARGIN, 200_000, 18_000).verdict()).isEqualTo(Verdict.Deteriorated);
    }

    @Test
    void worseBeyondTheMarginIsHarm() {
        assertThat(assess(Policy.NonInferior, MARGIN, 200_000, 12_000).verdict()).isEqualTo(Verdict.Deteriorated);
    }

    private static MetricAssessment assess(Policy policy, EffectSize margin, int trials, int successes) {
        Metric metric = Specs.proportion("accuracy", Metric.Role.Success, Metric.Direction.Increase, Specs.absolute("0.02"), margin);
        ModelExperimentSpec plain = Specs.perRequest("0.01", metric);
        ModelExperimentSpec spec = new ModelExperimentSpec(null, null, null, plain.variants(), plain.routing(), plain.assignment(),
                plain.steps(),
                null, plain.metrics(), plain.analysis(), new DecisionPolicy(policy, null, null, null, null, null), null, null, null);
        MetricData data = new MetricData.Proportions(List.of(ProportionStratum.unclustered(new BinomialCounts(trials, successes),
                new BinomialCounts(trials, trials / 10))));
        return MultipleTestingCorrection.correct(spec, List.of(new MetricAssessor(spec, LookBook.EMPTY)
                .assess(metric, "candidate", data, Optional.empty()))).get(0);
    }
}
