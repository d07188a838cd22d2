package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.DecisionDetails;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.lifecycle.ExperimentState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one pass found out; status is rendered from it.
 *
 * @param generation generation of the resource looked at
 * @param spec the spec in force; empty when it is invalid and none is frozen
 * @param specView whether the spec as written is in force
 * @param state where the experiment stands after this pass
 * @param route what is known of the route
 * @param metrics assessments; empty before the start
 * @param findings what stands beside the assessments
 * @param data whether the evidence can be trusted; empty before the first look
 * @param samples trials by variant
 * @param decision the decision of this pass; empty before the first look
 * @param details what a person wants to know of the decision beyond its sentence; empty without a decision
 * @param inputsDigest digest of the decision's inputs; null without a decision
 * @param ledger where the counts are kept; null before the start
 * @param paused whether the user paused the experiment
 * @param news what else there is to tell
 * @param now time of the pass
 */
public record PassReport(Long generation, Optional<ModelExperimentSpec> spec, SpecView specView, ExperimentState state,
        RouteView route, List<MetricAssessment> metrics, Findings findings, Optional<DataHealth> data, SampleView samples,
        Optional<Decision> decision, Optional<DecisionDetails> details, String inputsDigest, LedgerStatus ledger, boolean paused,
        News news, Instant now) {
}
