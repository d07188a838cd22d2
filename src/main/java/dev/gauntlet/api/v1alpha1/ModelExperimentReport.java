package dev.gauntlet.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * What one run of an experiment came to, with the evidence from which the decision can be replayed offline. It is written once, never
 * changed, and goes with its experiment.
 */
@Group(ModelExperiment.GROUP)
@Version(ModelExperiment.VERSION)
@Kind(ModelExperimentReport.KIND)
@Plural("modelexperimentreports")
@ShortNames("mexpr")
@Categories("gauntlet")
@AdditionalPrinterColumn(name = "Experiment", jsonPath = ".spec.experiment.name", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Run", jsonPath = ".spec.experiment.run", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Decision", jsonPath = ".spec.decision.action", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Winner", jsonPath = ".spec.winner", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".spec.decision.reason", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = AdditionalPrinterColumn.Type.DATE)
public class ModelExperimentReport extends CustomResource<ModelExperimentReportSpec, Void> implements Namespaced {

    /** Resource kind. */
    public static final String KIND = "ModelExperimentReport";

    /**
     * Name of the report of a run.
     *
     * @param experiment name of the experiment
     * @param run number of the run, from 1
     */
    public static String name(String experiment, int run) {
        return experiment + "-run-" + run;
    }
}
