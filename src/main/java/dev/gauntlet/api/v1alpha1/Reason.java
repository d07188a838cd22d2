package dev.gauntlet.api.v1alpha1;

/**
 * Every reason that Gauntlet itself gives in conditions, decisions, history and Events. Routing and evidence add the
 * names of their own {@code RouteReason} and {@code FailureReason} values.
 */
public enum Reason {
    /** The spec is valid. */
    Accepted,
    /** A field has a value that cannot be run; the message names field, value and remedy. */
    InvalidSpec,
    /** A frozen field was changed while the experiment runs; the change is not in force. */
    SpecFrozen,
    /** Another experiment holds the Service. */
    RouteBusy,
    /** The route carries the wanted weights. */
    WeightsProgrammed,
    /** The route is being changed. */
    Programming,
    /** Nothing is routed by this experiment. */
    NotRouted,
    /** The route was handed back; Gauntlet no longer owns it. */
    RouteReleased,
    /** Somebody else changed the route; it was repaired and the window left out of the analysis. */
    RouteDriftRepaired,
    /** Observe mode: routes are not touched. */
    ObserveOnly,
    /** All needed metrics are read. */
    MetricsRead,
    /** No data were asked for yet. */
    AwaitingTraffic,
    /** The experiment has ended; no data are asked for any more. */
    Ended,
    /** A variant has no ready pod. */
    VariantNotReady,
    /** The stored ledger is gone or unreadable, so the evidence cannot be continued. */
    LedgerLost,
    /** The experiment took over the route. */
    Started,
    /** The minimum time of the step has not passed. */
    AwaitingTime,
    /** The minimum samples of the step are not there. */
    AwaitingSample,
    /** Too few answers of a challenger in shadow were compared with the champion's to tell how often they differ. */
    AwaitingComparison,
    /** A challenger in shadow answers otherwise than the champion more often than is accepted. */
    PredictionsDiverge,
    /** The evidence does not decide yet. */
    AwaitingEvidence,
    /** A canary step held its guardrails. */
    GuardrailsHeld,
    /** A hard limit was broken. */
    HardLimitExceeded,
    /** A metric is worse than the champion beyond tolerance. */
    Deteriorated,
    /** Superior on a success metric, non-inferior on every guardrail. */
    SuperiorAndNonInferior,
    /** Superior, but proven to be by less than {@code practicalEffect}. */
    PracticallyInsignificant,
    /** The observed shares of the variants are not the configured ones, so the two may not be comparable. */
    SampleRatioMismatch,
    /** The minimum detectable effect is ruled out. */
    Futile,
    /** The deadline passed without a decision. */
    DeadlineReached,
    /** The user paused the experiment. */
    PausedByUser,
    /** The user aborted the experiment. */
    AbortedByUser,
    /** Data have been missing for longer than the policy allows. */
    NoDataTimeout,
    /** Sticky units, but no cluster label: the variance is unknown. */
    UnitVarianceMissing,
    /** The buckets of the histogram cannot resolve the margin, however many values are counted. */
    BucketsTooCoarse,
    /** The challenger only had copies of requests so far, whose answers nobody got: they cannot show success. */
    ShadowOnly,
    /** Too few values for a statement at all. */
    TooFewValues,
    /** Nothing but clusters or sums of squares tells this metric's variance, and neither is there. */
    VarianceUnknown,
    /** The champion's value is zero or of uncertain sign, so that a lift has no meaning. */
    LiftUndefined,
    /** The challenger's distribution lies further from the champion's than {@code drift.maximum}. */
    DriftExceeded,
    /** The next look of a planned analysis is not due yet. */
    AwaitingLook,
    /** The start time has not come. */
    AwaitingStartTime,
    /** An older experiment waits for the same route. */
    AwaitingTurn,
    /** A freeze window is open. */
    FreezeWindow,
    /** A person's approval is awaited. */
    AwaitingApproval,
    /** A person approved. */
    ApprovedByUser,
    /** Nobody approved in time. */
    ApprovalTimedOut,
    /** The user promoted by annotation. */
    PromotedByUser,
    /** The user rolled back by annotation. */
    RolledBackByUser,
    /** The user asked for a new run by annotation. */
    RetriedByUser,
    /** An annotation asked for something that cannot be done now; it was removed without effect. */
    RequestIgnored,
    /** A variant's workload was changed during the run. */
    VariantChanged,
    /** A variant's workload does not exist. */
    TargetMissing,
    /** The workloads behind the variants cannot be read. */
    WorkloadUnreadable,
    /** The deadline was prolonged, because the information that more time brings can be expected to decide. */
    DeadlineExtended,
    /** Every success metric and guardrail is non-inferior. */
    NonInferior,
    /** No harm was found in the minimum time and samples. */
    NoHarmFound,
    /** The step's minimum asks for whole weeks, and this one is not over. */
    AwaitingWholeWeek,
    /** Observations are not old enough yet to count. */
    AwaitingMaturation,
    /** The challenger is proven worse in a segment. */
    SegmentDeteriorated,
    /** The winner ramps up to all traffic. */
    RampingUp,
    /** The winner serves everybody and is watched for a while. */
    Baking,
    /** The champion's workload is given the winner's model. */
    PatchingTarget,
    /** The champion's workload was given the winner's model. */
    TargetPatched,
    /** The champion's workload could not be given the winner's model. */
    PatchFailed,
    /** The replaced champion's workload was scaled down, or may be removed. */
    ChampionRetired,
    /** The run is decided, but its ModelExperimentReport could not be written; that is tried again, and nothing waits for it. */
    ReportNotWritten,
    /** Notifications were given up undelivered: nobody wants them any more, their channel is unknown, or too many waited. */
    NotificationDropped,
    /** A pass failed, mostly because the API server refused something; it is repeated with growing pauses. */
    ReconcileFailed
}
