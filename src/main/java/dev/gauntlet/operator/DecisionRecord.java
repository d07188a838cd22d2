package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.evidence.LedgerCodec;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * A decision that ended an experiment's question, with everything it follows from. It is stored with the ledger before status tells of the
 * decision, so that the report can be written, and the decision replayed, at any later time.
 *
 * @param operatorVersion version of the operator that decided
 * @param before what lay before the judge; of the ledger what estimates are made of
 * @param health whether the data could be trusted
 * @param circumstances what the decision depended on beside the evidence
 * @param decision what was decided
 * @param digest digest of the decision's inputs
 */
record DecisionRecord(String operatorVersion, Case before, DataHealth health, Circumstances circumstances, Decision decision,
        String digest) {

    /** Key of the note that holds it in the companion. */
    static final String NOTE = "decision";
    /** The note shares a ConfigMap of at most 1 MiB with the whole ledger. */
    private static final int LARGEST_NOTE = 560 << 10;

    /** The JSON form. */
    private record Parts(String operatorVersion, Decision decision, String digest, ModelExperimentSpec spec, CaseInputs inputs,
            String ledger) {
    }

    /** The record of a judgement by this version of the operator. */
    static DecisionRecord of(Judgement judgement) {
        Case before = judgement.before();
        Case reduced = new Case(before.experiment(), before.spec(), before.state(), before.ledger().forAnalysis(before.counted()),
                before.faults(), before.looks(), before.now());
        return new DecisionRecord(OperatorVersion.current(), reduced, judgement.health(), judgement.inputs().circumstances(),
                judgement.decision(), judgement.digest());
    }

    /**
     * Reads what {@link #note} wrote.
     *
     * @throws IllegalArgumentException if it is damaged or of a later version
     */
    static DecisionRecord ofNote(String note) {
        Parts parts = EvidenceJson.read(note, Parts.class);
        if (parts.inputs == null || parts.spec == null || parts.ledger == null) {
            throw new IllegalArgumentException("the record lacks inputs, spec or ledger");
        }
        return new DecisionRecord(parts.operatorVersion,
                parts.inputs.with(parts.spec, LedgerCodec.decode(Base64.getDecoder().decode(parts.ledger))),
                parts.inputs.health(), parts.inputs.circumstances(), Objects.requireNonNull(parts.decision), parts.digest);
    }

    /** The JSON form; empty when it is too large to be stored beside the ledger. */
    Optional<String> note() {
        String json = EvidenceJson.write(new Parts(operatorVersion, decision, digest, before.spec(), CaseInputs.of(this), ledger()));
        return Optional.of(json).filter(text -> text.length() <= LARGEST_NOTE);
    }

    /** The counts as gzip in base64. */
    String ledger() {
        return Base64.getEncoder().encodeToString(LedgerCodec.encode(before.ledger()));
    }

    /** Judges the same case once more. */
    Judgement replay() {
        return new Judge(before).assess(health).decide(circumstances);
    }

    /** The same case with another decision. */
    DecisionRecord decided(Judgement judgement) {
        return new DecisionRecord(operatorVersion, before, health, circumstances, judgement.decision(), judgement.digest());
    }
}
