package dev.gauntlet.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportEvidence;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.evidence.LedgerCodec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A decision judged again from its report alone.
 *
 * @param report the report
 * @param judged what follows from the evidence in it
 * @param difference the first thing that the report tells otherwise; empty when it is all the same
 */
record Replay(ModelExperimentReport report, Judgement judged, Optional<String> difference) {

    /** What follows from the evidence; the decision stands first, because it is what people come for. */
    private static final List<String> DERIVED = List.of("decision", "winner", "startTime", "decisionTime", "metrics",
            "robustness", "diagnostics", "segments", "plan", "queries", "selectors");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_VALUE = 200;

    /**
     * Reads a report as kubectl prints it.
     *
     * @param text YAML or JSON
     * @throws IllegalArgumentException if it is no report
     */
    static ModelExperimentReport read(String text) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        Map<?, ?> object = serialization.unmarshal(text, Map.class);
        String kind = object == null ? "nothing" : String.valueOf(object.get("kind"));
        if (!kind.equals(ModelExperimentReport.KIND)) {
            throw new IllegalArgumentException("kind is " + kind + ", not " + ModelExperimentReport.KIND
                    + (kind.equals("List") ? "; name one report, as in kubectl get mexpr NAME -o yaml" : ""));
        }
        ModelExperimentReport report = serialization.convertValue(object, ModelExperimentReport.class);
        if (report.getMetadata() == null || report.getSpec() == null || report.getSpec().experiment() == null
                || report.getSpec().decision() == null || report.getSpec().evidence() == null) {
            throw new IllegalArgumentException("metadata, spec.experiment, spec.decision or spec.evidence is missing");
        }
        return report;
    }

    /**
     * Judges the case of a report again.
     *
     * @throws IllegalArgumentException if the evidence is left out, damaged or of another format
     */
    static Replay of(ModelExperimentReport report) {
        ModelExperimentReportSpec recorded = report.getSpec();
        DecisionRecord claimed = claimed(recorded);
        Judgement judged = claimed.replay();
        ModelExperimentReportSpec told = ReportComposer.compose(recorded.experiment(), claimed.decided(judged), judged, recorded.variants(),
                ModelExperimentStatus.empty());
        return new Replay(report, judged, Stream.of(otherSpec(claimed), difference(told, recorded)).flatMap(Optional::stream).findFirst());
    }

    private static DecisionRecord claimed(ModelExperimentReportSpec recorded) {
        ReportEvidence evidence = recorded.evidence();
        if (evidence.omitted() != null || evidence.inputs() == null || evidence.ledger() == null || recorded.frozenSpec() == null) {
            throw new IllegalArgumentException("there is nothing to replay: "
                    + (evidence.omitted() == null ? "spec.frozenSpec or spec.evidence is missing" : evidence.omitted()));
        }
        CaseInputs inputs = EvidenceJson.read(evidence.inputs(), CaseInputs.class);
        DecisionStatus decision = recorded.decision();
        return new DecisionRecord(recorded.operatorVersion(), inputs.with(ReportComposer.spec(recorded.frozenSpec()),
                LedgerCodec.decode(Base64.getMimeDecoder().decode(evidence.ledger()))), inputs.health(), inputs.circumstances(),
                new Decision(decision.action(), decision.rule(), decision.reason(), decision.message(), decision.winner(),
                        decision.removed()),
                decision.inputsDigest());
    }

    /** Counts of another spec would be read as if nothing had been counted. */
    private static Optional<String> otherSpec(DecisionRecord claimed) {
        return claimed.before().ledger().specFingerprint().equals(claimed.before().counted().fingerprint()) ? Optional.empty()
                : Optional.of("the evidence was counted for another spec than frozenSpec");
    }

    private static Optional<String> difference(ModelExperimentReportSpec told, ModelExperimentReportSpec recorded) {
        JsonNode ours = MAPPER.valueToTree(told);
        JsonNode theirs = MAPPER.valueToTree(recorded);
        return DERIVED.stream().flatMap(field -> compare(field, ours.path(field), theirs.path(field)).stream()).findFirst();
    }

    private static Optional<String> compare(String path, JsonNode ours, JsonNode theirs) {
        if (ours.equals(theirs)) {
            return Optional.empty();
        }
        if (ours.isObject() && theirs.isObject()) {
            LinkedHashSet<String> names = new LinkedHashSet<>();
            ours.fieldNames().forEachRemaining(names::add);
            theirs.fieldNames().forEachRemaining(names::add);
            return names.stream().flatMap(name -> compare(path + "." + name, ours.path(name), theirs.path(name)).stream()).findFirst();
        }
        for (int i = 0; ours.isArray() && theirs.isArray() && i < Math.max(ours.size(), theirs.size()); i++) {
            Optional<String> found = compare(path + "[" + i + "]", ours.path(i), theirs.path(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.of(path + " is " + text(ours) + ", the report says " + text(theirs));
    }

    private static String text(JsonNode node) {
        String text = node.isMissingNode() ? "absent" : node.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }
}
