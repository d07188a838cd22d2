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
        if (analysis.method().plansItsLooks()) {
            PolicyValidator.experiment(spec).ifPresent(index -> plannedLooks(analysis, index, spec.steps().get(index), errors));
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
        labels(spec, errors);
        variances(spec, errors);
        return errors;
    }

    private static void plannedLooks(Analysis analysis, int index, Step experiment, List<FieldError> errors) {
        String path = "spec.steps[" + index + "]";
        if (experiment.deadlineSeconds() == null) {
            errors.add(new FieldError(path + ".deadlineSeconds", "absent",
                    "analysis.method " + analysis.method() + " takes its last look at the deadline; write one"));
        }
        if (experiment.extension() != null) {
            errors.add(new FieldError(path + ".extension", "present", "analysis.method " + analysis.method()
                    + " plans its looks by deadlineSeconds, which therefore cannot be prolonged; remove it, or choose ConfidenceSequence"));
        }
    }

    private static void gamma(Analysis.GroupSequential plan, List<FieldError> errors) {
        String path = "spec.analysis.groupSequential.gamma";
        if (plan.spending() != Analysis.GroupSequential.Spending.HwangShihDeCani) {
            errors.add(new FieldError(path, "\"" + plan.gamma() + "\"", "it belongs to spending HwangShihDeCani; remove it"));
        } else if (!plan.gamma().matches(Patterns.SIGNED_DECIMAL) || Math.abs(Double.parseDouble(plan.gamma())) > 40) {
            errors.add(new FieldError(path, "\"" + plan.gamma() + "\"", "write a number from -40 to 40, such as \"-4\""));
        }
    }

    private static void labels(ModelExperimentSpec spec, List<FieldError> errors) {
        Complaints complaints = new Complaints("spec.analysis");
        Analysis analysis = spec.analysis();
        complaints.range("warmupSeconds", analysis.warmupSeconds(), 0, 86_400);
        if (analysis.clusterLabel() != null && complaints.matches("clusterLabel", analysis.clusterLabel(), Patterns.LABEL_NAME,
                "use a Prometheus label name")) {
            sharedByVariants(complaints, "clusterLabel", analysis.clusterLabel(), spec);
        }
        for (int i = 0; i < analysis.segmentLabels().size(); i++) {
            segment(complaints, i, spec);
        }
        if (analysis.segmentLabels().size() > 3) {
            complaints.add("segmentLabels", analysis.segmentLabels().size() + " labels", "use at most 3");
        }
        errors.addAll(complaints.all());
    }

    private static void segment(Complaints complaints, int index, ModelExperimentSpec spec) {
        List<String> labels = spec.analysis().segmentLabels();
        String label = labels.get(index);
        String path = "segmentLabels[" + index + "]";
        if (label == null || !label.matches(Patterns.LABEL_NAME)) {
            complaints.add(path, "\"" + label + "\"", "use a Prometheus label name");
        } else if (label.equals(spec.analysis().clusterLabel())) {
            complaints.add(path, "\"" + label + "\"", "it is the clusterLabel; segments are named by another label");
        } else if (labels.indexOf(label) < index) {
            complaints.add(path, "\"" + label + "\"", "segmentLabels[" + labels.indexOf(label) + "] is the same; name each label once");
        } else {
            sharedByVariants(complaints, path, label, spec);
        }
    }

    /** A label that tells the variants apart has no value that two of them share. */
    private static void sharedByVariants(Complaints complaints, String path, String label, ModelExperimentSpec spec) {
        spec.variants().stream().filter(variant -> variant.metricLabels().containsKey(label)).findFirst().ifPresent(variant ->
                complaints.add(path, "\"" + label + "\"", "variants.metricLabels of " + variant.name()
                        + " has it too, so no value of it is common to all variants; use another label"));
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
