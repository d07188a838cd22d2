package dev.gauntlet.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.Direction;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoSidedDesign;
import dev.gauntlet.stats.planning.ProlongedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An estimate of +2 points at 38% of the plan for 2 points, at a deadline that can be doubled. */
class ProspectsTest {

    private static final EffectSize TWO_POINTS = Specs.absolute("0.02");
    private static final TwoSidedDesign DESIGN = SequentialDesign.superiority(0.05, 0.2, 0.02);
    private static final double INFORMATION = 0.38 * DESIGN.plannedInformation();

    @Test
    void theTrendIsProjectedOnTheBoundaryOfTheInterval() {
        Prospect prospect = at(Analysis.Method.ConfidenceSequence, metric(Direction.Increase, null, null), Policy.SuperiorAndNonInferior);

        assertThat(prospect.advantage()).hasValue(0.02);
        assertThat(prospect.conditionalPower().getAsDouble())
                .isCloseTo(new ProlongedRun(0.02, INFORMATION, 2).conditionalPower(DESIGN), within(1e-12));
    }

    @Test
    void lessIsAnAdvantageWhereLessIsBetter() {
        Prospect prospect = at(Analysis.Method.ConfidenceSequence, metric(Direction.Decrease, null, null), Policy.SuperiorAndNonInferior);

        assertThat(prospect.advantage()).hasValue(-0.02);
        assertThat(prospect.conditionalPower().getAsDouble()).isLessThan(0.001);
    }

    @Test
    void aPracticalEffectHasToBeExceeded() {
        Prospect prospect = at(Analysis.Method.ConfidenceSequence, metric(Direction.Increase, Specs.absolute("0.015"), null),
                Policy.SuperiorAndNonInferior);

        assertThat(prospect.conditionalPower().getAsDouble())
                .isCloseTo(new ProlongedRun(0.005, INFORMATION, 2).conditionalPower(DESIGN), within(1e-12));
    }

    @Test
    void aMarginHasToBeRuledOut() {
        OneSidedDesign margin = SequentialDesign.nonInferiority(0.05, 0.2, 0.01);
        Prospect prospect = at(Analysis.Method.ConfidenceSequence, metric(Direction.Increase, null, Specs.absolute("0.01")),
                Policy.NonInferior);

        assertThat(prospect.conditionalPower().getAsDouble())
                .isCloseTo(new ProlongedRun(0.03, INFORMATION, 2).conditionalPower(margin), within(1e-12));
    }

    @Test
    void aPosteriorNeedsNoWiderBoundary() {
        double bayesian = at(Analysis.Method.Bayesian, metric(Direction.Increase, null, null), Policy.SuperiorAndNonInferior)
                .conditionalPower().getAsDouble();

        assertThat(bayesian).isGreaterThan(new ProlongedRun(0.02, INFORMATION, 2).conditionalPower(DESIGN));
    }

    @Test
    void nothingIsPromisedWhereNoLookIsLeftOrNothingHasToBeProven() {
        Metric metric = metric(Direction.Increase, null, null);

        assertThat(at(Analysis.Method.GroupSequential, metric, Policy.SuperiorAndNonInferior).conditionalPower()).isEmpty();
        assertThat(at(Analysis.Method.FixedHorizon, metric, Policy.SuperiorAndNonInferior).conditionalPower()).isEmpty();
        assertThat(at(Analysis.Method.ConfidenceSequence, metric, Policy.DoNoHarm).conditionalPower()).isEmpty();
    }

    @Test
    void withoutAnExtensionNothingIsProjected() {
        Assessments open = Assessments.undecided(Assessments.success(Verdict.Inconclusive)).elapsedSeconds(600);

        assertThat(Prospects.of(spec(Analysis.Method.ConfidenceSequence, metric(Direction.Increase, null, null),
                Policy.SuperiorAndNonInferior),
                open.inputs().step(), open.inputs().metrics()).get(0).conditionalPower()).isEmpty();
    }

    @Test
    void theInputsOfASpecCarryItsPolicyAndItsProspects() {
        ModelExperimentSpec spec = spec(Analysis.Method.ConfidenceSequence, metric(Direction.Increase, null, null), Policy.NonInferior);
        DecisionInputs plain = Assessments.undecided(Assessments.success(Verdict.Inconclusive)).inputs();

        DecisionInputs inputs = DecisionInputs.of(spec, plain.step(), plain.metrics(), List.of(), plain.sampleRatio(), plain.data(),
                plain.circumstances(), "sha256:01");

        assertThat(inputs.policy().policy()).isEqualTo(Policy.NonInferior);
        assertThat(inputs.prospect("candidate")).isPresent();
        assertThat(inputs.desiredState()).isEqualTo(spec.desiredState());
    }

    private static Prospect at(Analysis.Method method, Metric metric, Policy policy) {
        DecisionInputs inputs = Assessments.undecided(Assessments.success(Verdict.Inconclusive)).elapsedSeconds(600).extensible(0).inputs();
        return Prospects.of(spec(method, metric, policy), inputs.step(), inputs.metrics()).get(0);
    }

    private static Metric metric(Direction direction, EffectSize practical, EffectSize margin) {
        Metric plain = Specs.proportion("accuracy", Metric.Role.Success, direction, TWO_POINTS, margin);
        return new Metric(plain.name(), plain.role(), null, plain.type(), direction, TWO_POINTS, practical, margin, null, null,
                null, null, null,
                null);
    }

    private static ModelExperimentSpec spec(Analysis.Method method, Metric metric, Policy policy) {
        ModelExperimentSpec plain = Specs.perRequest("0.01", metric);
        return new ModelExperimentSpec(null, null, null, plain.variants(), plain.routing(), plain.assignment(), plain.steps(), null,
                List.of(metric), new Analysis(method, null, null, null, null, null, null), new DecisionPolicy(policy, null, null,
                        null, null, null),
                null, null, null);
    }
}
