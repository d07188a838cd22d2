package dev.gauntlet.api.v1alpha1;

/** How an experiment ended. */
public enum Outcome {
    /** A challenger won. */
    Promoted(Phase.Promoted),
    /** The challenger did harm. */
    RolledBack(Phase.RolledBack),
    /** The challenger was not shown to be better. */
    KeptChampion(Phase.KeptChampion),
    /** The user ended the experiment. */
    Aborted(Phase.Aborted),
    /** A variant changed during the run, so its evidence speaks of a model that is gone. */
    Superseded(Phase.Superseded);

    private final Phase phase;

    Outcome(Phase phase) {
        this.phase = phase;
    }

    /** The phase shown once the route is handed over. */
    public Phase phase() {
        return phase;
    }
}
