package dev.gauntlet.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DiagnosticStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutcomeStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PlanStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RobustnessStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.SegmentStatus;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * The content of a report. Times are RFC 3339 in UTC; statistics are decimal strings, as in the status of the experiment.
 *
 * @param experiment which run of which experiment
 * @param operatorVersion version of Gauntlet that decided
 * @param startTime when the run took the route
 * @param decisionTime when it was decided
 * @param endTime when it ended; absent if the report was written before
 * @param decision the decision that ended the experiment's question, with its numbers and the digest of everything it follows from
 * @param winner the variant that won: a challenger when promoted, else the champion
 * @param outcome how it ended, as far as it had when the report was written
 * @param variants who took part
 * @param metrics one entry per metric and challenger, as in status
 * @param robustness the primary metric under other methods
 * @param diagnostics what is known about the assumptions; those that are flagged are violated
 * @param segments effects by segment
 * @param plan what the primary metric needed
 * @param history transitions of the experiment, oldest first
 * @param requests what people asked for by annotation, oldest first
 * @param queries the PromQL selectors that were sent to Prometheus, each with a range back to the look before
 * @param selectors the same, apart by metric and variant
 * @param frozenSpec the spec in force at the decision, as YAML
 * @param evidence the counts and circumstances behind the decision, from which it is replayed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "self == oldSelf", message = "a report is never changed")
public record ModelExperimentReportSpec(
        @Required ExperimentRun experiment,
        String operatorVersion,
        String startTime,
        String decisionTime,
        String endTime,
        @Required DecisionStatus decision,
        String winner,
        OutcomeStatus outcome,
        List<ReportVariant> variants,
        List<MetricStatus> metrics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RobustnessStatus> robustness,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DiagnosticStatus> diagnostics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SegmentStatus> segments,
        PlanStatus plan,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<HistoryEntry> history,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RequestStatus> requests,
        List<String> queries,
        List<MetricSelectors> selectors,
        String frozenSpec,
        @Required ReportEvidence evidence) {

    /** Replaces absent lists by empty ones. */
    public ModelExperimentReportSpec {
        variants = variants == null ? List.of() : List.copyOf(variants);
        metrics = metrics == null ? List.of() : List.copyOf(metrics);
        robustness = robustness == null ? List.of() : List.copyOf(robustness);
        diagnostics = diagnostics == null ? List.of() : List.copyOf(diagnostics);
        segments = segments == null ? List.of() : List.copyOf(segments);
        history = history == null ? List.of() : List.copyOf(history);
        requests = requests == null ? List.of() : List.copyOf(requests);
        queries = queries == null ? List.of() : List.copyOf(queries);
        selectors = selectors == null ? List.of() : List.copyOf(selectors);
    }

    /** The same content with other evidence. */
    public ModelExperimentReportSpec withEvidence(ReportEvidence other) {
        return new ModelExperimentReportSpec(experiment, operatorVersion, startTime, decisionTime, endTime, decision, winner, outcome,
                variants, metrics, robustness, diagnostics, segments, plan, history, requests, queries, selectors, frozenSpec, other);
    }

    /**
     * A run of an experiment.
     *
     * @param name name of the experiment, in the namespace of the report
     * @param uid UID of the experiment
     * @param generation generation of its spec when the report was written
     * @param run number of the run, from 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ExperimentRun(@Required String name, @Required String uid, Long generation, @Required Integer run) {
    }

    /**
     * A variant and what it ran.
     *
     * @param name variant name
     * @param role its role
     * @param model URI of the model that its workload names; absent when it names none
     * @param images container images of its workload, each with the digests that its pods ran where those tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReportVariant(String name, Variant.Role role, String model,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> images) {

        /** Replaces an absent list by an empty one. */
        public ReportVariant {
            images = images == null ? List.of() : List.copyOf(images);
        }
    }

    /**
     * Where the counts of a metric of a variant came from.
     *
     * @param metric metric name
     * @param variant variant name
     * @param selectors PromQL selectors, in the order in which the metric's query names them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MetricSelectors(String metric, String variant, List<String> selectors) {

        /** Replaces an absent list by an empty one. */
        public MetricSelectors {
            selectors = selectors == null ? List.of() : List.copyOf(selectors);
        }
    }

    /**
     * What a replay needs beside the frozen spec.
     *
     * @param omitted why the evidence is not here; absent when it is
     * @param inputs as JSON: the step, planned looks, faults, health of the data and circumstances at the decision
     * @param ledger the counts as gzip in base64
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReportEvidence(String omitted, String inputs, String ledger) {

        /** Evidence that is left out. */
        public static ReportEvidence omitted(String reason) {
            return new ReportEvidence(reason, null, null);
        }
    }
}
