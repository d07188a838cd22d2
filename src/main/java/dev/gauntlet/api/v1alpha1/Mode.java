package dev.gauntlet.api.v1alpha1;

/** Whether Gauntlet moves traffic. */
public enum Mode {
    /** Programs the route and acts on its decisions. */
    Enforce,
    /** Analyses and decides in status, touches no route. */
    Observe
}
