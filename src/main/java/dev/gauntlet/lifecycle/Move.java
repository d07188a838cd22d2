package dev.gauntlet.lifecycle;

/** What {@link Transitions} does to a state. Which move an event makes stands in the {@link TransitionTable} alone. */
public enum Move {
    /** The event has no meaning here, because nothing can cause it: the methods that take it do not take such a state. */
    Impossible,
    /** The state stays as it is. */
    Stay,
    /** The route is taken for the first step. */
    StartRun,
    /** The experiment ends without having taken the route. */
    EndUnstarted,
    /** The clock of the step or stage starts. */
    StartClock,
    /** The deadline is extended once more, as often as the step allows. */
    ExtendDeadline,
    /** The next step. */
    NextStep,
    /** The winner goes to the Approval step behind this one; without one, or from the last one with a person's consent, it is promoted. */
    ChooseWinner,
    /** The winner is promoted at once, as a person asked. */
    PromoteWinner,
    /** A person's consent is noted. */
    NoteApproval,
    /** The next share, the bake, the patch of the champion's workload, or the end with the winner. */
    NextStage,
    /** Some challengers leave; with the last of them, or with the winner, the experiment ends. */
    RemoveChallengers,
    /** The experiment ends, and the champion serves everybody. */
    ReturnToChampion,
    /** The champion serves everybody until the spec is mended. */
    SuspendTraffic,
    /** The traffic is as before the suspension. */
    ResumeTraffic,
    /** The hand-over of the route is noted. */
    NoteRelease,
    /** The retirement of the champion is noted. */
    NoteRetirement,
    /** A new run, if the champion serves. */
    NextRun
}
