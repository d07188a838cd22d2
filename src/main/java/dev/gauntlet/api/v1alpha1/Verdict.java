package dev.gauntlet.api.v1alpha1;

/** What the evidence says about one metric of one challenger, at the stated error rate. */
public enum Verdict {
    /** Better than the champion. */
    Superior,
    /** Not worse than the champion by more than the margin. */
    NonInferior,
    /** Worse than the champion beyond tolerance; calls for rollback. */
    Deteriorated,
    /** Worse than the champion, not yet at the error rate that calls for rollback. */
    Inferior,
    /** Not decided. */
    Inconclusive,
    /** No usable data. */
    NoData
}
