package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import java.time.Instant;
import java.util.List;

/**
 * What lies before the judge: with the same case, health and circumstances it comes to the same decision, whenever and wherever.
 *
 * @param experiment {@code namespace/name} of the experiment, by which its own series are told from others
 * @param spec the spec in force
 * @param state the running step or stage
 * @param ledger the counts
 * @param faults what is wrong with the data
 * @param looks the looks taken by a planned method before this one
 * @param now time of the pass on the store's clock
 */
record Case(String experiment, ModelExperimentSpec spec, Active state, Ledger ledger, List<DataFault> faults, LookBook looks,
        Instant now) {

    /** Copies the list. */
    Case {
        faults = List.copyOf(faults);
    }

    /** What is counted for the spec. */
    EvidenceSpec counted() {
        return EvidenceSpecs.of(experiment, spec);
    }
}
