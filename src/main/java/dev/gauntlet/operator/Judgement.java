package dev.gauntlet.operator;

import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.DecisionInputs;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.decision.MetricAssessment;
import java.util.List;

/**
 * What the evidence says.
 *
 * @param before what was judged
 * @param inputs everything that the decision depends on
 * @param findings what stands beside the assessments
 * @param looks the looks taken by a planned method, those of this judgement included
 * @param decision what follows
 * @param digest digest of the inputs
 */
record Judgement(Case before, DecisionInputs inputs, Findings findings, LookBook looks, Decision decision, String digest) {

    /** The assessments in the order of the manifest. */
    List<MetricAssessment> metrics() {
        return inputs.metrics();
    }

    /** Whether the data can be trusted. */
    DataHealth health() {
        return inputs.data();
    }
}
