package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.TakenLook;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.DataFault.Irregular;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a decision depended on beside the spec and the ledger, as it is stored.
 *
 * @param format version of this form
 * @param experiment {@code namespace/name}
 * @param step the running step; empty in a promotion
 * @param promotion the running stage of a promotion; empty in a step
 * @param now time of the decision
 * @param health whether the data could be trusted
 * @param circumstances what the decision depended on beside the evidence
 * @param faults what was wrong with single series; failed queries show in the health alone
 * @param looks the planned looks taken before
 */
record CaseInputs(int format, String experiment, Optional<Running> step, Optional<Promoting> promotion, Instant now, DataHealth health,
        Circumstances circumstances, List<Fault> faults, SortedMap<String, List<TakenLook>> looks) {

    private static final int FORMAT = 1;

    /**
     * One fault.
     *
     * @param kind what is wrong
     * @param metric the metric that is affected; empty if all are
     * @param variant the variant that is affected; empty if all are
     * @param message what is wrong, for people
     */
    record Fault(DataFault.Kind kind, Optional<String> metric, Optional<String> variant, String message) {
    }

    /** Refuses what another version wrote, and what is not complete. */
    CaseInputs {
        if (format != FORMAT) {
            throw new IllegalArgumentException("the inputs have format " + format + ", this version reads format " + FORMAT);
        }
        if (experiment == null || now == null || health == null || circumstances == null || step.isPresent() == promotion.isPresent()) {
            throw new IllegalArgumentException("the inputs lack experiment, now, health, circumstances, step or promotion");
        }
        faults = faults == null ? List.of() : List.copyOf(faults);
        looks = looks == null ? Collections.emptySortedMap() : looks;
    }

    private static <T> Optional<T> of(Active state, Class<T> type) {
        return Optional.of(state).filter(type::isInstance).map(type::cast);
    }

    /** What a record holds beside spec and ledger. */
    static CaseInputs of(DecisionRecord decided) {
        Case before = decided.before();
        List<Fault> faults = before.faults().stream().filter(Irregular.class::isInstance).map(Irregular.class::cast)
                .map(fault -> new Fault(fault.kind(), fault.metric(), fault.variant(), fault.message())).toList();
        return new CaseInputs(FORMAT, before.experiment(), of(before.state(), Running.class), of(before.state(), Promoting.class),
                before.now(), decided.health(), decided.circumstances(), faults, before.looks().looks());
    }

    /** The case that these inputs belong to. */
    Case with(ModelExperimentSpec spec, Ledger ledger) {
        return new Case(experiment, spec, step.<Active>map(running -> running).orElseGet(promotion::get), ledger,
                faults.stream().<DataFault>map(fault -> new Irregular(fault.kind(), fault.metric(), fault.variant(), fault.message()))
                        .toList(),
                new LookBook(looks), now);
    }
}
