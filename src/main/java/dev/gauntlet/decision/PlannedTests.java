package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.stats.Deviate;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.Interval;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.fixed.FixedHorizon;
import dev.gauntlet.stats.groupsequential.GroupSequentialPlan;
import dev.gauntlet.stats.groupsequential.Look;
import dev.gauntlet.stats.groupsequential.LookOutcome;
import dev.gauntlet.stats.groupsequential.SpendingFunction;
import java.util.Optional;

/**
 * The planned tests of a spec under {@code GroupSequential} and {@code FixedHorizon}: a two-sided test of superiority for each compared
 * metric, and a one-sided one of non-inferiority for each guardrail with a margin. A fixed horizon is a plan with one look, at the
 * deadline, after which there is none.
 */
public final class PlannedTests {

    private final ModelExperimentSpec spec;

    /**
     * The tests of a spec.
     *
     * @param spec a valid spec
     */
    public PlannedTests(ModelExperimentSpec spec) {
        this.spec = spec;
    }

    /** Whether the method of analysis plans its looks at all. */
    public boolean arePlanned() {
        return spec.analysis().method().plansItsLooks();
    }

    /**
     * Takes the looks of a metric that are due.
     *
     * @param book the looks so far
     * @param metric a metric of the spec
     * @param challenger the challenger's name
     * @param data what was counted
     * @param fraction share of the schedule that has passed
     */
    public LookBook takeLooks(LookBook book, Metric metric, String challenger, MetricData data, double fraction) {
        MetricDesigns designs = MetricDesigns.of(metric, spec);
        EffectEvidence evidence = EffectEvidence.of(metric, data, spec.assignment().unit().sticky());
        Optional<EffectEstimate> estimate = evidence.on(designs.scale());
        if (estimate.isEmpty() || !evidence.varianceFits()) {
            return book;
        }
        double alpha = designs.display().alpha();
        LookBook next = isFixed() ? book.once(superiority(metric, challenger), superiorityAt(estimate.get(), alpha), fraction)
                : book.next(superiority(metric, challenger), GroupSequentialPlan.superiority(alpha, spending(), looks()),
                        estimate.get(), fraction);
        if (designs.nonInferiority().isEmpty()) {
            return next;
        }
        double margin = -metric.direction().sign() * designs.margin();
        double oneSided = designs.nonInferiority().get().alpha();
        return isFixed() ? next.once(nonInferiority(metric, challenger), nonInferiorityAt(estimate.get(), margin, oneSided), fraction)
                : next.next(nonInferiority(metric, challenger),
                        GroupSequentialPlan.nonInferiority(oneSided, margin, spending(), looks()), estimate.get(), fraction);
    }

    private static TakenLook superiorityAt(EffectEstimate estimate, double alpha) {
        Interval interval = new FixedHorizon(alpha).interval(estimate);
        return only(estimate, 0, interval.lower(), interval.upper(), FixedHorizon.pValue(estimate, 0).value(), alpha, alpha / 2);
    }

    private static TakenLook nonInferiorityAt(EffectEstimate estimate, double margin, double alpha) {
        FixedHorizon test = new FixedHorizon(alpha);
        return margin < 0
                ? only(estimate, margin, test.lowerBound(estimate), Double.POSITIVE_INFINITY,
                        FixedHorizon.pAbove(estimate, margin).value(), alpha, alpha)
                : only(estimate, margin, Double.NEGATIVE_INFINITY, test.upperBound(estimate),
                        FixedHorizon.pBelow(estimate, margin).value(), alpha, alpha);
    }

    private static TakenLook only(EffectEstimate estimate, double nullEffect, double lower, double upper, double pValue, double alpha,
            double tail) {
        Deviate deviate = estimate.deviateFrom(nullEffect);
        return new TakenLook(new Look(1, deviate.information(), deviate.z(), tail, StandardNormal.upperQuantile(tail), 0, -Look.NEVER),
                estimate.effect(), lower, upper, pValue, pValue <= alpha ? LookOutcome.Verdict.REJECT : LookOutcome.Verdict.END);
    }

    private boolean isFixed() {
        return spec.analysis().method() == Analysis.Method.FixedHorizon;
    }

    static String superiority(Metric metric, String challenger) {
        return metric.name() + "/" + challenger + "/superiority";
    }

    static String nonInferiority(Metric metric, String challenger) {
        return metric.name() + "/" + challenger + "/non-inferiority";
    }

    /** Number of planned looks. */
    int looks() {
        return isFixed() ? 1 : spec.analysis().spendingPlan().looks();
    }

    /** How alpha is spent. */
    SpendingFunction spending() {
        Analysis.GroupSequential plan = spec.analysis().spendingPlan();
        return switch (plan.spending()) {
            case OBrienFleming -> new SpendingFunction.OBrienFleming();
            case Pocock -> new SpendingFunction.Pocock();
            case HwangShihDeCani -> new SpendingFunction.HwangShihDeCani(plan.gamma() == null ? -4 : Double.parseDouble(plan.gamma()));
        };
    }
}
