package dev.gauntlet.operator.shadow;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.routing.ObjectNames;
import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.TreeMap;

/** The objects of a comparator: its configuration, one pod, and the Service to which copies go. */
final class ComparatorManifests {

    static final int METRICS_PORT = 9090;
    private static final String FOLDER = "/etc/gauntlet-comparator";
    private static final String FILE = "config.json";
    private static final long USER = 65532;

    private final String image;
    private final String memoryLimit;

    /**
     * @param image the operator's own image, in which the comparator is a mode
     * @param memoryLimit memory limit of the pod
     */
    ComparatorManifests(String image, String memoryLimit) {
        this.image = image;
        this.memoryLimit = memoryLimit;
    }

    ConfigMap configMap(RouteOwner owner, String config) {
        return new ConfigMapBuilder().withMetadata(metadata(owner)).withData(Map.of(FILE, config)).build();
    }

    Service service(RouteOwner owner, ModelExperimentSpec spec) {
        return new ServiceBuilder().withMetadata(metadata(owner)).withNewSpec().withSelector(selector(owner))
                .withPorts(spec.challengers().stream().map(challenger -> new ServicePortBuilder()
                        .withName("copies-" + port(spec, challenger))
                        .withProtocol("TCP").withPort(port(spec, challenger)).withTargetPort(new IntOrString(port(spec, challenger)))
                        .build()).toList())
                .endSpec().build();
    }

    /** One pod, because what a comparator may ask the models is limited anyhow. It rolls when its configuration changes. */
    Deployment deployment(RouteOwner owner, ModelExperimentSpec spec, String config) {
        return new DeploymentBuilder().withMetadata(metadata(owner)).withNewSpec().withReplicas(1)
                .withNewSelector().withMatchLabels(selector(owner)).endSelector()
                .withNewTemplate()
                .withNewMetadata().withLabels(labels(owner))
                .addToAnnotations("gauntlet.dev/config-hash", ObjectNames.sha256(config))
                .addToAnnotations("prometheus.io/scrape", "true")
                .addToAnnotations("prometheus.io/port", String.valueOf(METRICS_PORT))
                .addToAnnotations("prometheus.io/path", "/metrics")
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNewSecurityContext().withRunAsNonRoot(true).withRunAsUser(USER).withRunAsGroup(USER)
                .withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile().endSecurityContext()
                .withContainers(container(spec))
                .addNewVolume().withName("config").withNewConfigMap().withName(name(owner)).endConfigMap().endVolume()
                .addNewVolume().withName("tmp").withNewEmptyDir().endEmptyDir().endVolume()
                .endSpec().endTemplate().endSpec().build();
    }

    private Container container(ModelExperimentSpec spec) {
        return new ContainerBuilder().withName("comparator").withImage(image)
                .withArgs("compare", FOLDER + "/" + FILE)
                .withPorts(spec.challengers().stream().map(challenger -> new ContainerPortBuilder()
                        .withName("copies-" + port(spec, challenger)).withProtocol("TCP").withContainerPort(port(spec, challenger)).build())
                        .toList())
                .addNewPort().withName("metrics").withProtocol("TCP").withContainerPort(METRICS_PORT).endPort()
                .withNewReadinessProbe().withNewHttpGet().withPath("/healthz").withPort(new IntOrString("metrics")).endHttpGet()
                .withPeriodSeconds(2).withTimeoutSeconds(2).withFailureThreshold(3).endReadinessProbe()
                .withNewLivenessProbe().withNewHttpGet().withPath("/healthz").withPort(new IntOrString("metrics")).endHttpGet()
                .withInitialDelaySeconds(10).withPeriodSeconds(10).withTimeoutSeconds(5).withFailureThreshold(3).endLivenessProbe()
                .addNewVolumeMount().withName("config").withMountPath(FOLDER).withReadOnly(true).endVolumeMount()
                .addNewVolumeMount().withName("tmp").withMountPath("/tmp").endVolumeMount()
                .withNewResources()
                .addToRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")))
                .addToLimits(Map.of("memory", new Quantity(memoryLimit)))
                .endResources()
                .withNewSecurityContext().withAllowPrivilegeEscalation(false).withReadOnlyRootFilesystem(true)
                .withNewCapabilities().withDrop("ALL").endCapabilities().endSecurityContext()
                .build();
    }

    private static int port(ModelExperimentSpec spec, Variant challenger) {
        return ComparatorPlan.port(spec, challenger);
    }

    private static String name(RouteOwner owner) {
        return ComparatorPlan.objectName(owner.name());
    }

    private static Map<String, String> selector(RouteOwner owner) {
        return new TreeMap<>(Map.of("app.kubernetes.io/name", "gauntlet-comparator", "app.kubernetes.io/instance", name(owner)));
    }

    private static Map<String, String> labels(RouteOwner owner) {
        Map<String, String> labels = new TreeMap<>(selector(owner));
        labels.put("app.kubernetes.io/managed-by", "gauntlet");
        labels.put("app.kubernetes.io/component", "comparator");
        labels.put("app.kubernetes.io/part-of", "gauntlet");
        labels.put("gauntlet.dev/experiment", ObjectNames.label(owner.name()));
        return labels;
    }

    private static ObjectMeta metadata(RouteOwner owner) {
        return new ObjectMetaBuilder().withName(name(owner)).withNamespace(owner.namespace()).withLabels(labels(owner))
                .addNewOwnerReference().withApiVersion(owner.apiVersion()).withKind(owner.kind()).withName(owner.name())
                .withUid(owner.uid()).withController(true).withBlockOwnerDeletion(false).endOwnerReference().build();
    }
}
