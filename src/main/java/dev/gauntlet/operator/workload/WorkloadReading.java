package dev.gauntlet.operator.workload;

import dev.gauntlet.api.v1alpha1.Reason;
import java.util.List;

/**
 * What was read of the workloads of an experiment's variants.
 *
 * @param models the models of all variants whose workload was found
 * @param unreadable variants whose workloadRef leads nowhere
 */
public record WorkloadReading(VariantModels models, List<Unreadable> unreadable) {

    /** Copies the list. */
    public WorkloadReading {
        unreadable = List.copyOf(unreadable);
    }

    /**
     * A variant whose workloadRef leads nowhere.
     *
     * @param variant name of the variant
     * @param reason TargetMissing, or InvalidSpec for a kind that Gauntlet does not know
     * @param message one sentence that names the reference and the remedy
     */
    public record Unreadable(String variant, Reason reason, String message) {
    }
}
