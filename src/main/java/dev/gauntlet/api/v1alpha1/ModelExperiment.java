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
 * A controlled experiment that puts a challenger model against the champion and promotes it or rolls it back on
 * evidence.
 */
@Group(ModelExperiment.GROUP)
@Version(ModelExperiment.VERSION)
@Kind(ModelExperiment.KIND)
@Plural("modelexperiments")
@ShortNames("mexp")
@Categories({"all", "gauntlet"})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Step", jsonPath = ".status.step.name", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Traffic", jsonPath = ".status.route.challengerPercent", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Decision", jsonPath = ".status.decision.action", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.decision.reason", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Effect", jsonPath = ".status.summary.effect", type = AdditionalPrinterColumn.Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Samples", jsonPath = ".status.summary.samples", type = AdditionalPrinterColumn.Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "Data", jsonPath = ".status.conditions[?(@.type==\"DataHealthy\")].reason", type = AdditionalPrinterColumn.Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.decision.message", type = AdditionalPrinterColumn.Type.STRING, priority = 1)
public class ModelExperiment extends CustomResource<ModelExperimentSpec, ModelExperimentStatus> implements Namespaced {

    /** API group of Gauntlet's resources. */
    public static final String GROUP = "gauntlet.dev";
    /** The version these types describe. */
    public static final String VERSION = "v1alpha1";
    /** Resource kind. */
    public static final String KIND = "ModelExperiment";
    /** Finalizer that returns the route before the resource goes. */
    public static final String FINALIZER = "modelexperiments.gauntlet.dev/finalizer";
}
