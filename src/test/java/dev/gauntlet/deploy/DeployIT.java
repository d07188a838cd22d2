package dev.gauntlet.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.deploy.InstalledCluster.Cluster;
import dev.gauntlet.routing.managedproxy.ProxyServer;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InstalledCluster.class)
class DeployIT {

    private static final String OPERATOR = "gauntlet-operator";

    @Test
    void everyObjectIsThere(Cluster cluster) {
        String names = cluster.kubectl().run("get", "-k", InstalledCluster.DEPLOY.toString(), "-o", "name");

        assertThat(names.lines()).containsExactlyInAnyOrder(
                "namespace/gauntlet-system",
                "customresourcedefinition.apiextensions.k8s.io/modelexperiments.gauntlet.dev",
                "customresourcedefinition.apiextensions.k8s.io/modelexperimentreports.gauntlet.dev",
                "serviceaccount/gauntlet-operator",
                "clusterrole.rbac.authorization.k8s.io/gauntlet-operator",
                "clusterrolebinding.rbac.authorization.k8s.io/gauntlet-operator",
                "role.rbac.authorization.k8s.io/gauntlet-operator",
                "rolebinding.rbac.authorization.k8s.io/gauntlet-operator",
                "clusterrole.rbac.authorization.k8s.io/gauntlet-edit",
                "clusterrole.rbac.authorization.k8s.io/gauntlet-view",
                "configmap/gauntlet-config",
                "deployment.apps/gauntlet-operator",
                "service/gauntlet-operator",
                "networkpolicy.networking.k8s.io/gauntlet-operator");
    }

    @Test
    void applyingAgainChangesNothing(Cluster cluster) {
        // A server that does not know CEL rules drops them from the definition, and kubectl offers them again each time.
        assertThat(cluster.applyDeploy().lines().filter(line -> !line.startsWith("customresourcedefinition")))
                .hasSize(12).allMatch(line -> line.endsWith(" unchanged"));
    }

    @Test
    void theResourceIsServedWithItsShortNameAndCategories(Cluster cluster) {
        String resources = cluster.kubectl().run("api-resources", "--api-group=gauntlet.dev", "--no-headers", "-o", "wide");

        assertThat(resources).contains("modelexperiments", "mexp", "gauntlet.dev/v1alpha1", "ModelExperiment", "gauntlet",
                "modelexperimentreports", "mexpr");
        assertThat(cluster.kubectl().run("get", "mexp,mexpr", "-A")).contains("No resources found");
    }

    @Test
    void theOperatorRunsWithoutPrivileges(Cluster cluster) {
        PodSpec pod = operatorPod(cluster).getSpec();

        assertThat(pod.getServiceAccountName()).isEqualTo(OPERATOR);
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @Test
    void theServiceAndTheNetworkPolicySelectTheOperatorsPodsAndTheirPort(Cluster cluster) {
        Map<String, String> labels = operatorPod(cluster).getMetadata().getLabels();
        Container container = operatorPod(cluster).getSpec().getContainers().get(0);
        NetworkPolicy policy = cluster.admin().network().v1().networkPolicies()
                .inNamespace(Stage.OPERATOR_NAMESPACE).withName(OPERATOR).get();

        assertThat(labels).containsAllEntriesOf(service(cluster).getSpec().getSelector());
        assertThat(container.getPorts()).extracting(ContainerPort::getName)
                .contains(service(cluster).getSpec().getPorts().get(0).getTargetPort().getStrVal());
        assertThat(labels).containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        assertThat(policy.getSpec().getIngress().get(0).getPorts()).extracting(port -> port.getPort().getIntVal())
                .containsExactly(container.getPorts().get(0).getContainerPort());
    }

    @Test
    void theServiceMonitorSelectsTheOperatorsServiceAndItsPort(Cluster cluster) throws IOException {
        GenericKubernetesResource monitor = Serialization.unmarshal(
                Files.readString(InstalledCluster.DEPLOY.resolve("monitoring/servicemonitor.yaml")), GenericKubernetesResource.class);
        Map<String, String> selector = monitor.get("spec", "selector", "matchLabels");
        String port = monitor.get("spec", "endpoints", 0, "port");

        List<Service> selected = cluster.admin().services().inNamespace(Stage.OPERATOR_NAMESPACE).withLabels(selector).list().getItems();
        assertThat(selected).singleElement().satisfies(service ->
                assertThat(service.getSpec().getPorts()).extracting(ServicePort::getName).contains(port));
    }

    @Test
    void theOptionalPolicyOfProxiesClosesNothingButTheirAdminPort(Cluster cluster) {
        cluster.kubectl().run("apply", "-n", InstalledCluster.USERS_NAMESPACE, "-f",
                InstalledCluster.DEPLOY.resolve("proxies-networkpolicy.yaml").toString());
        List<NetworkPolicyIngressRule> rules = cluster.admin().network().v1().networkPolicies()
                .inNamespace(InstalledCluster.USERS_NAMESPACE).withName("gauntlet-proxies").get().getSpec().getIngress();

        assertThat(rules).extracting(rule -> rule.getPorts().stream().map(port -> port.getPort().getIntVal()).toList())
                .containsExactly(List.of(ProxyServer.TRAFFIC_PORT, ProxyServer.METRICS_PORT), List.of(ProxyServer.ADMIN_PORT));
        assertThat(rules.get(0).getFrom()).isNullOrEmpty();
        assertThat(rules.get(1).getFrom()).singleElement().satisfies(peer -> assertThat(operatorPod(cluster).getMetadata().getLabels())
                .containsAllEntriesOf(peer.getPodSelector().getMatchLabels()));
    }

    private static PodTemplateSpec operatorPod(Cluster cluster) {
        return cluster.admin().apps().deployments().inNamespace(Stage.OPERATOR_NAMESPACE).withName(OPERATOR).get().getSpec().getTemplate();
    }

    private static Service service(Cluster cluster) {
        return cluster.admin().services().inNamespace(Stage.OPERATOR_NAMESPACE).withName(OPERATOR).get();
    }
}
