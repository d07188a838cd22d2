package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Metric;

/** What runs: a step of the spec, or a stage of the promotion. */
public enum Stage {
    /** Copies of requests go to the challengers. */
    Shadow,
    /** A small share, to find harm early. */
    Canary,
    /** The experiment that decides. */
    Experiment,
    /** A person is asked. */
    Approval,
    /** A winner's share grows. */
    Ramp,
    /** A winner has all traffic. */
    Bake,
    /** The champion's workload is given the winner's model. */
    PatchTarget;

    /** Whether a winner is being promoted. */
    public boolean promotes() {
        return this == Ramp || this == Bake || this == PatchTarget;
    }

    /** Whether traffic is split for the analysis. */
    public boolean splits() {
        return this == Canary || this == Experiment;
    }

    /** Whether the champion serves somebody, so that the two can be compared; a winner at 100% has only its own hard limits. */
    public boolean compares() {
        return this != Bake && this != PatchTarget;
    }

    /** Whether a metric can have data in this stage. */
    public boolean judges(Metric metric) {
        return this == Shadow || !metric.comparesAnswers();
    }

    /** Whether silence of a metric's series matters in this stage; copies of requests show nothing about success. */
    public boolean needs(Metric metric) {
        if (!judges(metric)) {
            return false;
        }
        boolean judged = metric.role() == Metric.Role.Guardrail || metric.role() == Metric.Role.Success && this != Shadow;
        return metric.hardLimit() != null ? metric.role() != Metric.Role.Diagnostic : judged && compares();
    }

    /** Whether the evidence of this stage may end the experiment with a promotion or for lack of an effect. */
    boolean decides() {
        return this == Experiment;
    }
}
