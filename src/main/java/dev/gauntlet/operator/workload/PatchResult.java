package dev.gauntlet.operator.workload;

import dev.gauntlet.api.v1alpha1.Reason;

/** How far a workload is with serving the model that it was given. */
public sealed interface PatchResult {

    /** What to tell people, one sentence. */
    String message();

    /**
     * The workload serves the model with all its replicas, and Gauntlet owns none of its fields any more.
     *
     * @param message see {@link PatchResult#message()}
     */
    record RolledOut(String message) implements PatchResult {
    }

    /**
     * Replicas are being replaced, or somebody else wrote at the same moment: ask again.
     *
     * @param message see {@link PatchResult#message()}
     */
    record InProgress(String message) implements PatchResult {
    }

    /**
     * It cannot be done, or the new replicas do not come up. Asking again is harmless and succeeds once the cause is gone.
     *
     * @param reason TargetMissing or PatchFailed
     * @param message see {@link PatchResult#message()}; names the remedy
     */
    record Failed(Reason reason, String message) implements PatchResult {
    }
}
