package dev.gauntlet.api.v1alpha1;

/** What the user wants the experiment to do now. */
public enum DesiredState {
    /** Runs through its steps. */
    Running,
    /** Holds the weights; safety rules still run. */
    Paused,
    /** Ends with the champion at 100%. */
    Aborted
}
