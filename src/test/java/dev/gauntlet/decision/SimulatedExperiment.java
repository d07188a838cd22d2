package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoArmCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * An experiment of two steps, canary at 10% and experiment at 50%, of equal length, whose requests are drawn one tick at a time and
 * which is looked at after every tick by the operator's own rules.
 */
final class SimulatedExperiment {

    static final int TICKS_PER_STEP = 50;
    private static final double[] SHARES = {0.10, 0.50};
    private static final Stage[] STEPS = {Stage.Canary, Stage.Experiment};
    private static final DecisionPolicy POLICY = DecisionPolicy.standard();

    private final MetricAssessor assessor;
    private final List<Law> laws;
    private final int requestsPerTick;
    private final boolean pastTheDecision;

    /**
     * @param laws rates of the metrics
     * @param requestsPerTick requests to both variants together
     * @param pastTheDecision whether to go on looking once it is decided
     */
    SimulatedExperiment(ModelExperimentSpec spec, List<Law> laws, int requestsPerTick, boolean pastTheDecision) {
        this.assessor = new MetricAssessor(spec, LookBook.EMPTY);
        this.laws = laws;
        this.requestsPerTick = requestsPerTick;
        this.pastTheDecision = pastTheDecision;
    }

    /** A metric with its rates as functions of the elapsed share of the run. */
    record Law(Metric metric, DoubleUnaryOperator champion, DoubleUnaryOperator challenger) {
    }

    /**
     * How a run went.
     *
     * @param action the first decision that ended it
     * @param informationFraction of the first metric at that time
     * @param excludedZero whether the first metric's interval ever excluded no difference
     * @param pooledExcludedZero the same for counts pooled over the steps, at the end
     */
    record Run(Action action, double informationFraction, boolean excludedZero, boolean pooledExcludedZero) {
    }

    Run run(RandomGenerator random) {
        List<List<TwoArmCounts>> strata = new ArrayList<>();
        laws.forEach(law -> strata.add(new ArrayList<>()));
        Decision end = null;
        double information = 0;
        boolean excluded = false;
        for (int tick = 0; tick < 2 * TICKS_PER_STEP && (end == null || pastTheDecision); tick++) {
            int step = tick / TICKS_PER_STEP;
            draw(random, strata, step, tick);
            List<MetricAssessment> assessments = assess(strata);
            excluded |= excludesZero(assessments.get(0));
            Decision decision = RuleTable.decide(inputs(assessments, step, tick));
            if (end == null && decision.action() != Action.Continue) {
                end = decision;
                information = assessments.get(0).plan().informationFraction();
            }
        }
        return new Run(end.action(), information, excluded, pooledExcludesZero(strata));
    }

    private void draw(RandomGenerator random, List<List<TwoArmCounts>> strata, int step, int tick) {
        double progress = (tick + 0.5) / (2 * TICKS_PER_STEP);
        int challengers = BinomialSampler.draw(random, requestsPerTick, SHARES[step]);
        for (int m = 0; m < laws.size(); m++) {
            TwoArmCounts counts = new TwoArmCounts(
                    draw(random, challengers, laws.get(m).challenger().applyAsDouble(progress)),
                    draw(random, requestsPerTick - challengers, laws.get(m).champion().applyAsDouble(progress)));
            List<TwoArmCounts> epochs = strata.get(m);
            if (epochs.size() == step) {
                epochs.add(counts);
            } else {
                epochs.set(step, epochs.get(step).plus(counts));
            }
        }
    }

    private static BinomialCounts draw(RandomGenerator random, int trials, double rate) {
        return new BinomialCounts(trials, BinomialSampler.draw(random, trials, rate));
    }

    private List<MetricAssessment> assess(List<List<TwoArmCounts>> strata) {
        List<MetricAssessment> assessments = new ArrayList<>();
        for (int m = 0; m < laws.size(); m++) {
            assessments.add(assess(laws.get(m).metric(), strata.get(m)));
        }
        return assessments;
    }

    private MetricAssessment assess(Metric metric, List<TwoArmCounts> epochs) {
        return assessor.assess(metric, "candidate", new MetricData.Proportions(
                epochs.stream().map(e -> ProportionStratum.unclustered(e.challenger(), e.champion())).toList()), Optional.empty());
    }

    /** The deadline strikes at the end of the step, or before when the first metric has reached the horizon of its design. */
    private static DecisionInputs inputs(List<MetricAssessment> assessments, int step, int tick) {
        Duration elapsed = Duration.ofSeconds(tick - (long) step * TICKS_PER_STEP + 1);
        Duration length = Duration.ofSeconds(TICKS_PER_STEP);
        boolean horizonReached = assessments.get(0).plan().informationFraction() >= SequentialDesign.HORIZON_FRACTION;
        StepProgress progress = step == 0
                ? new StepProgress("canary", STEPS[0], true, elapsed, length, Optional.empty(), Optional.empty(), 0, 0, Optional.empty())
                : new StepProgress("experiment", STEPS[1], true, elapsed, Duration.ZERO, Optional.empty(),
                        Optional.of(horizonReached ? elapsed : length), 0, 0, Optional.empty());
        return new DecisionInputs(progress, DesiredState.Running, assessments, SampleRatio.UNKNOWN, DataHealth.HEALTHY, POLICY,
                Circumstances.plain(List.of("candidate")), "");
    }

    private boolean pooledExcludesZero(List<List<TwoArmCounts>> strata) {
        TwoArmCounts pooled = strata.get(0).stream().reduce(TwoArmCounts.NONE, TwoArmCounts::plus);
        return excludesZero(assess(laws.get(0).metric(), List.of(pooled)));
    }

    static boolean excludesZero(MetricAssessment assessment) {
        return assessment.deciding().filter(e -> e.lower() > 0 || e.upper() < 0).isPresent();
    }
}
