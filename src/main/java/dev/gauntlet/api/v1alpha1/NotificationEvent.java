package dev.gauntlet.api.v1alpha1;

/** What a notification can tell. */
public enum NotificationEvent {
    /** The route was taken and the first step began. */
    Started,
    /** Another step began. */
    StepStarted,
    /** With provider External: other weights are wanted, and somebody has to apply them. */
    WeightsWanted,
    /** Progress is held back: data are missing, a limit with onViolation Hold is broken, or the like. */
    Held,
    /** A hard limit with onViolation Notify is broken. */
    LimitBroken,
    /** Somebody's approval is awaited. */
    ApprovalRequired,
    /** One challenger of several was removed. */
    ChallengerRemoved,
    /** The end was decided, whatever it is; comes with the outcome. */
    Decided,
    /** The winner serves everybody for good. */
    Promoted,
    /** Harm was found and the champion serves everybody. */
    RolledBack,
    /** The champion stays. */
    KeptChampion,
    /** The user ended it. */
    Aborted,
    /** A variant changed during the run, which therefore ended. */
    Superseded,
    /** The spec as written cannot be run. */
    Invalid
}
