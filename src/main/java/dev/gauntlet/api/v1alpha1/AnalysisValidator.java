package dev.gauntlet.api.v1alpha1;

import java.util.ArrayList;
import java.util.List;

/** The part of {@link SpecValidator} that looks at whether the method of analysis fits steps, metrics and labels. */
final class AnalysisValidator {

    private AnalysisValidator() {
    }

    /** Everything about {@code spec.analysis} that does not fit the rest of the spec. */
    static List<FieldError> validate(ModelExperimentSpec spec) {
        List<FieldError> errors = new ArrayList<>();
        Analysis analysis = spec.analysis();
        int last = spec.experimentIndex();
        if (analysis.method().plansItsLooks() && last >= 0 && spec.steps().get(last).deadlineSeconds() == null) {
            errors.add(new FieldError("spec.steps[" + last + "].deadlineSeconds", "absent",
                    "analysis.method " + analysis.method() + " takes its last look at the deadline; write one"));
        }
        if (analysis.groupSequential() != null && analysis.method() != Analysis.Method.GroupSequential) {
            errors.add(new FieldError("spec.analysis.groupSequential", "present",
                    "it belongs to analysis.method GroupSequential; remove it"));
        }
        if (analysis.groupSequential() != null && (analysis.groupSequential().looks() < 1 || analysis.groupSequential().looks() > 100)) {
            errors.add(new FieldError("spec.analysis.groupSequential.looks", analysis.groupSequential().looks().toString(),
                    "write a whole number from 1 to 100"));
        }
        if (analysis.groupSequential() != null && analysis.groupSequential().gamma() != null) {
            gamma(analysis.groupSequential(), errors);
        }
        segments(analysis, errors);
        variances(spec, errors);
        return errors;
    }

    private static void gamma(Analysis.GroupSequential plan, List<FieldError> errors) {
        String path = "spec.analysis.groupSequential.gamma";
        if (plan.spending() != Analysis.GroupSequential.Spending.HwangShihDeCani) {
            errors.add(new FieldError(path, "\"" + plan.gamma() + "\"", "it belongs to spending HwangShihDeCani; remove it"));
        } else if (!plan.gamma().matches(Patterns.SIGNED_DECIMAL) || Math.abs(Double.parseDouble(plan.gamma())) > 40) {
            errors.add(new FieldError(path, "\"" + plan.gamma() + "\"", "write a number from -40 to 40, such as \"-4\""));
        }
    }

    private static void segments(Analysis analysis, List<FieldError> errors) {
        for (int i = 0; i < analysis.segmentLabels().size(); i++) {
            String label = analysis.segmentLabels().get(i);
            String path = "spec.analysis.segmentLabels[" + i + "]";
            if (label == null || !label.matches(Patterns.LABEL_NAME)) {
                errors.add(new FieldError(path, "\"" + label + "\"", "use a Prometheus label name"));
            } else if (label.equals(analysis.clusterLabel())) {
                errors.add(new FieldError(path, "\"" + label + "\"", "it is the clusterLabel; segments are named by another label"));
            }
        }
        if (analysis.segmentLabels().size() > 3) {
            errors.add(new FieldError("spec.analysis.segmentLabels", analysis.segmentLabels().size() + " labels", "use at most 3"));
        }
    }

    /** Where nothing but the spread between clusters tells the variance, the cluster label is needed to decide. */
    private static void variances(ModelExperimentSpec spec, List<FieldError> errors) {
        if (spec.analysis().clusterLabel() != null) {
            return;
        }
        for (int i = 0; i < spec.metrics().size(); i++) {
            Metric metric = spec.metrics().get(i);
            boolean decides = metric.role() == Metric.Role.Success || metric.nonInferiorityMargin() != null;
            boolean squares = metric.query() != null && metric.query().sumOfSquares() != null;
            if (decides && (metric.type() == Metric.Type.Ratio || metric.type() == Metric.Type.Mean && !squares)) {
                errors.add(new FieldError("spec.metrics[" + i + "].type", metric.type().name(), metric.type() == Metric.Type.Ratio
                        ? "the variance of a Ratio comes from the clusters; set analysis.clusterLabel"
                        : "the variance of a Mean comes from query.sumOfSquares or from the clusters; give one of them"));
            }
        }
    }
}
