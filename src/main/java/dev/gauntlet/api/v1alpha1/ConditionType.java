package dev.gauntlet.api.v1alpha1;

/** Condition types of a ModelExperiment. All are True when things are well. */
public enum ConditionType {
    /** The spec is valid and in force. */
    Ready,
    /** The route is what the experiment wants. */
    RouteProgrammed,
    /** Every needed metric can be read and moves. */
    DataHealthy,
    /** The experiment is on its way to a decision; False once it ended or is held. */
    Progressing,
    /** True when a challenger was promoted, False when it was not, Unknown while undecided. */
    Succeeded
}
