package dev.gauntlet.operator.shadow;

import dev.gauntlet.api.v1alpha1.Comparison;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.comparator.ComparatorConfig;
import dev.gauntlet.comparator.ComparatorConfig.Challenger;
import dev.gauntlet.comparator.ComparatorConfig.Model;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.routing.OwnedObjects;
import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Runs a comparator while a Shadow step compares answers, and removes it afterwards. Every call compares what is with what should be. */
public class Comparators {

    private final KubernetesClient client;
    private final OwnedObjects objects;
    private final ComparatorManifests manifests;

    /**
     * @param client access to the cluster
     * @param image the operator's own image, in which the comparator is a mode
     * @param memoryLimit memory limit of a comparator's pod, as a quantity
     */
    public Comparators(KubernetesClient client, String image, String memoryLimit) {
        this.client = client;
        this.objects = new OwnedObjects(client);
        this.manifests = new ComparatorManifests(image, memoryLimit);
    }

    /**
     * Brings the comparator to what a state asks for. While a model's Service cannot be reached nothing changes; the route says so.
     *
     * @param owner the experiment
     * @param spec the spec in force
     * @param state where the experiment stands
     */
    public void bring(RouteOwner owner, ModelExperimentSpec spec, ExperimentState state) {
        Optional<Comparison> comparison = ComparatorPlan.comparison(state, spec);
        if (comparison.isPresent()) {
            config(owner, spec, comparison.get()).map(ComparatorConfig::toJson).ifPresent(config -> {
                objects.ensure(manifests.configMap(owner, config));
                objects.ensure(manifests.service(owner, spec));
                objects.ensure(manifests.deployment(owner, spec, config));
            });
        } else {
            remove(owner, spec);
        }
    }

    /** Removes an experiment's comparator, if there may be one. */
    public void remove(RouteOwner owner, ModelExperimentSpec spec) {
        resources(owner, spec).forEach(resource -> objects.remove(resource, owner));
    }

    /** Lets an experiment's comparator outlive it, if there may be one, for routes that go on leading copies to it. */
    public void disown(RouteOwner owner, ModelExperimentSpec spec) {
        resources(owner, spec).forEach(resource -> objects.disown(resource, owner));
    }

    private List<Resource<? extends HasMetadata>> resources(RouteOwner owner, ModelExperimentSpec spec) {
        String name = ComparatorPlan.objectName(owner.name());
        return !ComparatorPlan.compares(spec) ? List.of() : List.of(
                client.apps().deployments().inNamespace(owner.namespace()).withName(name),
                client.services().inNamespace(owner.namespace()).withName(name),
                client.configMaps().inNamespace(owner.namespace()).withName(name));
    }

    private Optional<ComparatorConfig> config(RouteOwner owner, ModelExperimentSpec spec, Comparison comparison) {
        Optional<URI> champion = url(owner.namespace(), spec.champion());
        List<Challenger> challengers = spec.challengers().stream().flatMap(challenger -> url(owner.namespace(), challenger)
                .map(url -> new Challenger(challenger.name(), url, ComparatorPlan.port(spec, challenger),
                        new TreeMap<>(challenger.metricLabels()))).stream()).toList();
        return champion.filter(url -> challengers.size() == spec.challengers().size()).map(url -> new ComparatorConfig(
                owner.qualifiedName(), new Model(spec.champion().name(), url, new TreeMap<>(spec.champion().metricLabels())), challengers,
                comparison, null, ComparatorManifests.METRICS_PORT, null, null, null,
                // The managed proxy counts copies by their answers, and no client waits for them.
                spec.routing().provider() == Routing.Provider.ManagedProxy, null));
    }

    private Optional<URI> url(String namespace, Variant variant) {
        Service service = client.services().inNamespace(namespace).withName(variant.serviceRef().name()).get();
        return Optional.ofNullable(service).map(s -> s.getSpec().getClusterIP()).filter(ip -> !ip.isEmpty() && !ip.equals("None"))
                .map(ip -> URI.create("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + variant.serviceRef().port()));
    }
}
