package dev.gauntlet.routing.managedproxy;

import dev.gauntlet.routing.ObjectNames;
import dev.gauntlet.routing.RouteOwner;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The objects that make up an experiment's proxies; only fields that Gauntlet owns, so that they can be applied server-side. */
final class ProxyManifests {

    private static final String PREFIX = "/gauntlet/";
    private static final long USER = 65532;

    private final ManagedProxyConfig config;

    ProxyManifests(ManagedProxyConfig config) {
        this.config = config;
    }

    /**
     * The ConfigMap with all files of the proxy.
     *
     * @param releasedAt since when clients are led elsewhere, if they are
     */
    ConfigMap configMap(RouteOwner owner, SortedMap<String, String> fixed, ProxyState state, Optional<Instant> releasedAt) {
        SortedMap<String, String> data = new TreeMap<>(fixed);
        data.put(ProxyFiles.STATE, state.toJson());
        ObjectMeta metadata = metadata(owner);
        releasedAt.ifPresent(instant -> metadata.getAnnotations().put(ProxyNames.RELEASED_AT, instant.toString()));
        return new ConfigMapBuilder().withMetadata(metadata).withData(data).build();
    }

    /** The Service by which the proxies' admin and metrics ports are found; clients never use it. */
    Service service(RouteOwner owner) {
        return new ServiceBuilder().withMetadata(metadata(owner)).withNewSpec()
                .withClusterIP("None")
                .withSelector(ProxyNames.selector(owner))
                .addNewPort().withName("admin").withProtocol("TCP").withPort(ProxyServer.ADMIN_PORT)
                .withTargetPort(new IntOrString("admin")).endPort()
                .addNewPort().withName("metrics").withProtocol("TCP").withPort(ProxyServer.METRICS_PORT)
                .withTargetPort(new IntOrString("metrics")).endPort()
                .endSpec().build();
    }

    /**
     * The disruption budget.
     *
     * @param policyV1 whether the API server has {@code policy/v1} (from 1.21); else {@code policy/v1beta1} is used
     */
    HasMetadata disruptionBudget(RouteOwner owner, boolean policyV1) {
        if (policyV1) {
            return new PodDisruptionBudgetBuilder().withMetadata(metadata(owner)).withNewSpec()
                    .withMinAvailable(new IntOrString(1))
                    .withNewSelector().withMatchLabels(ProxyNames.selector(owner)).endSelector().endSpec().build();
        }
        return new io.fabric8.kubernetes.api.model.policy.v1beta1.PodDisruptionBudgetBuilder().withMetadata(metadata(owner)).withNewSpec()
                .withMinAvailable(new IntOrString(1))
                .withNewSelector().withMatchLabels(ProxyNames.selector(owner)).endSelector().endSpec().build();
    }

    /** The Deployment; it rolls when a file that is read only at the start changes, never for a new state. */
    Deployment deployment(RouteOwner owner, SortedMap<String, String> fixed) {
        return new DeploymentBuilder().withMetadata(metadata(owner)).withNewSpec()
                .withReplicas(config.replicas())
                .withNewSelector().withMatchLabels(ProxyNames.selector(owner)).endSelector()
                .withNewStrategy().withType("RollingUpdate").withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(0)).withMaxSurge(new IntOrString(1)).endRollingUpdate().endStrategy()
                .withTemplate(pod(owner, ObjectNames.sha256(fixed.toString())))
                .endSpec().build();
    }

    private PodTemplateSpec pod(RouteOwner owner, String configHash) {
        long grace = config.preStop().plus(config.server().shutdown()).toSeconds() + 10;
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(ProxyNames.labels(owner))
                .addToAnnotations(ProxyNames.CONFIG_HASH, configHash)
                .addToAnnotations("prometheus.io/scrape", "true")
                .addToAnnotations("prometheus.io/port", String.valueOf(ProxyServer.METRICS_PORT))
                .addToAnnotations("prometheus.io/path", "/metrics")
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(grace)
                .withNewSecurityContext().withRunAsNonRoot(true).withRunAsUser(USER).withRunAsGroup(USER).withFsGroup(USER)
                .withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile().endSecurityContext()
                .withNewAffinity().withNewPodAntiAffinity().addNewPreferredDuringSchedulingIgnoredDuringExecution().withWeight(100)
                .withNewPodAffinityTerm().withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector().withMatchLabels(ProxyNames.selector(owner)).endLabelSelector()
                .endPodAffinityTerm().endPreferredDuringSchedulingIgnoredDuringExecution().endPodAntiAffinity().endAffinity()
                .withInitContainers(container("check", List.of("-t")))
                .withContainers(proxy())
                .addNewVolume().withName("conf").withNewConfigMap().withName(ProxyNames.object(owner)).endConfigMap().endVolume()
                .addNewVolume().withName("run").withNewEmptyDir().endEmptyDir().endVolume()
                .endSpec().build();
    }

    private Container proxy() {
        // New connections are still led here for a moment; each answer of these seconds closes its connection.
        String preStop = "touch " + PREFIX + "run/terminating; sleep " + config.preStop().toSeconds()
                + "; kill -QUIT $(cat " + PREFIX + "run/nginx.pid)";
        return new ContainerBuilder(container("proxy", List.of("-g", "daemon off;")))
                .addNewPort().withName("http").withProtocol("TCP").withContainerPort(ProxyServer.TRAFFIC_PORT).endPort()
                .addNewPort().withName("admin").withProtocol("TCP").withContainerPort(ProxyServer.ADMIN_PORT).endPort()
                .addNewPort().withName("metrics").withProtocol("TCP").withContainerPort(ProxyServer.METRICS_PORT).endPort()
                .withNewReadinessProbe().withNewHttpGet().withPath("/readyz").withPort(new IntOrString("admin")).endHttpGet()
                .withPeriodSeconds(2).withTimeoutSeconds(2).withFailureThreshold(3).endReadinessProbe()
                .withNewLivenessProbe().withNewHttpGet().withPath("/healthz").withPort(new IntOrString("admin")).endHttpGet()
                .withPeriodSeconds(10).withTimeoutSeconds(5).withFailureThreshold(3).endLivenessProbe()
                .withNewLifecycle().withNewPreStop().withNewExec().withCommand("/bin/sh", "-c", preStop).endExec().endPreStop()
                .endLifecycle()
                .build();
    }

    private Container container(String name, List<String> arguments) {
        return new ContainerBuilder().withName(name).withImage(config.image())
                .withCommand("nginx", "-e", "stderr", "-p", PREFIX, "-c", "conf/" + ProxyFiles.NGINX)
                .withArgs(arguments)
                .addNewVolumeMount().withName("conf").withMountPath(PREFIX + "conf").withReadOnly(true).endVolumeMount()
                .addNewVolumeMount().withName("run").withMountPath(PREFIX + "run").endVolumeMount()
                .withNewResources()
                .addToRequests(Map.of("cpu", new Quantity(config.cpuRequest()), "memory", new Quantity(config.memoryRequest())))
                .addToLimits(Map.of("memory", new Quantity(config.memoryLimit())))
                .endResources()
                .withSecurityContext(restricted())
                .build();
    }

    private static SecurityContext restricted() {
        return new SecurityContextBuilder().withAllowPrivilegeEscalation(false).withReadOnlyRootFilesystem(true)
                .withNewCapabilities().withDrop("ALL").endCapabilities().build();
    }

    private static ObjectMeta metadata(RouteOwner owner) {
        return new ObjectMetaBuilder().withName(ProxyNames.object(owner)).withNamespace(owner.namespace())
                .withLabels(ProxyNames.labels(owner))
                .addToAnnotations(ProxyNames.EXPERIMENT_LABEL, owner.qualifiedName())
                .addNewOwnerReference().withApiVersion(owner.apiVersion()).withKind(owner.kind()).withName(owner.name())
                .withUid(owner.uid()).withController(true).withBlockOwnerDeletion(false).endOwnerReference()
                .build();
    }
}
