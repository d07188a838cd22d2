package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ExperimentRun;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.MetricSelectors;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportEvidence;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportVariant;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.DecisionDetails;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.SentQueries;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SpecView;
import dev.gauntlet.reporting.StatusRenderer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;

/** Composes the content of a report. */
final class ReportComposer {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private ReportComposer() {
    }

    /**
     * The report of a decision, told in the words of status.
     *
     * @param run the run
     * @param decided the decision with everything it follows from
     * @param judged the same case judged again
     * @param variants what the variants ran
     * @param status the status of the experiment, for outcome, history and requests
     */
    static ModelExperimentReportSpec compose(ExperimentRun run, DecisionRecord decided, Judgement judged, List<ReportVariant> variants,
            ModelExperimentStatus status) {
        Case before = decided.before();
        ModelExperimentSpec spec = before.spec();
        ModelExperimentStatus told = StatusRenderer.render(ModelExperimentStatus.empty(), passReport(run.generation(), decided, judged));
        EvidenceSpec counted = before.counted();
        return new ModelExperimentReportSpec(run, decided.operatorVersion(), before.state().run().startTime().toString(),
                told.decision().time(), endTime(status), told.decision(), winner(spec, told), status.outcome(), variants,
                told.metrics(), told.robustness(), told.diagnostics(), told.segments(), told.plan(), status.history(), status.requests(),
                SentQueries.of(counted), selectors(counted), yaml(spec),
                new ReportEvidence(null, EvidenceJson.write(CaseInputs.of(decided)), decided.ledger()));
    }

    /**
     * The report of a decision whose evidence is lost, from what status shows.
     *
     * @param run the run
     * @param spec the spec in force
     * @param variants what the variants ran
     * @param status the status of the experiment
     * @param why why there is no evidence
     */
    static ModelExperimentReportSpec withoutEvidence(ExperimentRun run, ModelExperimentSpec spec, List<ReportVariant> variants,
            ModelExperimentStatus status, String why) {
        return new ModelExperimentReportSpec(run, OperatorVersion.current(), status.startTime(), status.decision().time(),
                endTime(status), status.decision(), winner(spec, status), status.outcome(), variants,
                status.metrics(), status.robustness(), status.diagnostics(), status.segments(), status.plan(), status.history(),
                status.requests(), List.of(), List.of(), yaml(spec), ReportEvidence.omitted(why));
    }

    /** The spec that a report holds. */
    static ModelExperimentSpec spec(String frozenSpec) {
        return YAML.unmarshal(frozenSpec, ModelExperimentSpec.class);
    }

    private static PassReport passReport(Long generation, DecisionRecord decided, Judgement judged) {
        Case before = decided.before();
        return new PassReport(generation, Optional.of(before.spec()), new SpecView(true, Reason.Accepted.name(), ""), before.state(),
                new RouteView(null, Reason.WeightsProgrammed.name(), "", 0), judged.metrics(), judged.findings(),
                Optional.of(decided.health()), new Assessments(before.spec(), before.counted(), before.ledger(), before.faults()).samples(),
                Optional.of(decided.decision()), Optional.of(DecisionDetails.of(judged.inputs(), decided.decision())), decided.digest(),
                null, false, News.NONE, before.now());
    }

    private static String endTime(ModelExperimentStatus status) {
        return status.outcome() == null ? null : status.outcome().time();
    }

    private static String winner(ModelExperimentSpec spec, ModelExperimentStatus told) {
        String promoted = told.decision().winner();
        return promoted == null || promoted.isEmpty() ? spec.champion().name() : promoted;
    }

    private static List<MetricSelectors> selectors(EvidenceSpec counted) {
        return counted.metrics().stream().flatMap(metric -> counted.variants().stream().map(variant ->
                new MetricSelectors(metric.name(), variant.name(), SentQueries.of(counted, metric.name(), variant)))).toList();
    }

    private static String yaml(ModelExperimentSpec spec) {
        return YAML.asYaml(spec).replaceFirst("^---\\R", "");
    }
}
