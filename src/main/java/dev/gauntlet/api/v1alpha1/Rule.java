package dev.gauntlet.api.v1alpha1;

/** The decision rules in the order in which they are tried; the first that fires decides. */
public enum Rule {
    /** An absolute limit was broken for its periods. */
    HardLimit,
    /** A success or guardrail metric is worse than the champion beyond tolerance. */
    Deterioration,
    /** A challenger in shadow answers otherwise than the champion more often than is accepted. */
    ShadowDivergence,
    /** The user paused, aborted, promoted or rolled back. */
    UserRequest,
    /** The workload of a variant changed during the run. */
    VariantChanged,
    /** A needed metric is silent or unreadable, or a variant is not ready. */
    NoData,
    /** The observed shares are not the configured ones. */
    SampleRatioMismatch,
    /** Before the minimum time or samples of the step. */
    TooEarly,
    /** A step or a stage of the promotion held its guardrails to its end. */
    StepComplete,
    /** A person is asked to approve. */
    Approval,
    /** A freeze window holds back what would move traffic to a challenger. */
    Freeze,
    /** A segment is proven worse, and the policy promotes nobody while it is. */
    SegmentDeterioration,
    /** The policy for promotion is met. */
    Success,
    /** No success metric can reach its minimum detectable effect any more. */
    Futility,
    /** The step's deadline passed. */
    Deadline,
    /** Nothing above fired: the evidence does not decide yet. */
    Undecided
}
