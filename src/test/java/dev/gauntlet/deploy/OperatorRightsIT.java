package dev.gauntlet.deploy;

import static dev.gauntlet.deploy.InstalledCluster.USERS_NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.deploy.InstalledCluster.Cluster;
import dev.gauntlet.stage.Stage;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server lets the operator's ServiceAccount do: what the code does, and no more. */
@ExtendWith(InstalledCluster.class)
class OperatorRightsIT {

    private KubernetesClient operator;

    @BeforeEach
    void connectAsTheOperator(Cluster cluster) {
        operator = new KubernetesClientBuilder()
                .withConfig(cluster.controlPlane().serviceAccountConfig(Stage.OPERATOR_NAMESPACE, "gauntlet-operator")).build();
    }

    @AfterEach
    void disconnect() {
        operator.close();
    }

    /**
     * A right.
     *
     * @param resource resource, with its group if it has one
     * @param name the only object it holds for; empty for all
     * @param verbs allowed verbs
     * @param need what the operator does with it
     */
    record Right(String resource, String name, List<String> verbs, String need) {

        static Right toAll(String resource, String need, String... verbs) {
            return new Right(resource, "", List.of(verbs), need);
        }

        static Right toOne(String resource, String name, String need, String... verbs) {
            return new Right(resource, name, List.of(verbs), need);
        }
    }

    static List<Right> rightsAnywhere() {
        return List.of(
                Right.toAll("modelexperiments.gauntlet.dev", "watch experiments; see whether a route's holder lives; set the finalizer",
                        "get", "list", "watch", "patch"),
                Right.toAll("modelexperiments/status.gauntlet.dev", "write status", "patch"),
                Right.toAll("modelexperimentreports.gauntlet.dev", "write the report of a run", "get", "create"),
                Right.toAll("services", "read and lead routes; watch led ones; make the proxies' own", "get", "list", "watch", "create",
                        "patch", "delete"),
                Right.toAll("endpoints", "readiness of a variant whose Service has no selector", "get"),
                Right.toAll("configmaps", "keep the ledger; configure the proxies", "get", "create", "update", "patch", "delete"),
                Right.toAll("pods", "readiness and image digests of variants; addresses of proxies", "list"),
                Right.toAll("events", "tell the story", "create"),
                Right.toAll("deployments.apps", "run the proxies; read and patch variants' workloads", "get", "create", "patch", "delete"),
                Right.toAll("statefulsets.apps", "read and patch variants' workloads", "get", "patch"),
                Right.toAll("deployments/scale.apps", "retire a champion; split by replicas", "update"),
                Right.toAll("statefulsets/scale.apps", "retire a champion", "update"),
                Right.toAll("inferenceservices.serving.kserve.io", "read and patch variants' workloads; split their traffic",
                        "get", "watch", "patch"),
                Right.toAll("horizontalpodautoscalers.autoscaling", "refuse to scale what an autoscaler scales", "list"),
                Right.toAll("httproutes.gateway.networking.k8s.io", "make and split routes", "get", "watch", "create", "patch", "delete"),
                Right.toAll("gateways.gateway.networking.k8s.io", "know what a gateway can do", "get"),
                Right.toAll("gatewayclasses.gateway.networking.k8s.io", "know what a gateway can do", "get"),
                Right.toAll("virtualservices.networking.istio.io", "make and split routes", "get", "watch", "create", "patch", "delete"),
                Right.toAll("destinationrules.networking.istio.io", "check subsets", "get"),
                Right.toAll("services.serving.knative.dev", "split traffic between revisions", "get", "watch", "patch"),
                Right.toAll("revisions.serving.knative.dev", "readiness of revisions", "get"),
                Right.toAll("traefikservices.traefik.io", "split and copy traffic", "get", "watch", "patch"),
                Right.toAll("experiments.mlops.seldon.io", "split and copy traffic", "get", "watch", "patch"),
                Right.toAll("models.mlops.seldon.io", "readiness of models", "get"),
                Right.toAll("pipelines.mlops.seldon.io", "readiness of pipelines", "get"),
                Right.toAll("poddisruptionbudgets.policy", "keep one proxy while nodes are drained", "get", "create", "patch", "delete"));
    }

    static List<Right> rightsAtHome() {
        return List.of(
                Right.toAll("leases.coordination.k8s.io", "stand for election", "create"),
                Right.toOne("leases.coordination.k8s.io", "gauntlet-operator", "lead, and renew", "get", "update", "patch"),
                Right.toAll("secrets", "keep the key of the proxies' admin interface", "create"),
                Right.toOne("secrets", "gauntlet-proxy-admin", "read that key", "get"));
    }

    @ParameterizedTest
    @MethodSource("rightsAnywhere")
    void mayWhatTheCodeDoesInUsersNamespaces(Right right) {
        assertThat(right.verbs()).allMatch(verb -> isAllowed(verb, right.resource(), USERS_NAMESPACE, right.name()));
    }

    @ParameterizedTest
    @MethodSource("rightsAtHome")
    void mayWhatTheCodeDoesInItsOwnNamespace(Right right) {
        assertThat(right.verbs()).allMatch(verb -> isAllowed(verb, right.resource(), Stage.OPERATOR_NAMESPACE, right.name()));
    }

    @Test
    void mayNothingElseInUsersNamespaces() {
        assertThat(grantedIn(USERS_NAMESPACE)).isEqualTo(verbsByObject(rightsAnywhere()));
    }

    @Test
    void mayNothingElseInItsOwnNamespace() {
        List<Right> all = new ArrayList<>(rightsAnywhere());
        all.addAll(rightsAtHome());
        assertThat(grantedIn(Stage.OPERATOR_NAMESPACE)).isEqualTo(verbsByObject(all));
    }

    @ParameterizedTest(name = "{0} {1} {3} in {2}")
    @CsvSource(textBlock = """
            get,         secrets,                                             demo,            models
            list,        secrets,                                             demo,            ''
            create,      secrets,                                             demo,            ''
            list,        secrets,                                             gauntlet-system, ''
            get,         secrets,                                             gauntlet-system, other
            update,      secrets,                                             gauntlet-system, gauntlet-proxy-admin
            delete,      secrets,                                             gauntlet-system, gauntlet-proxy-admin
            create,      modelexperiments.gauntlet.dev,                       demo,            ''
            update,      modelexperiments.gauntlet.dev,                       demo,            digits
            delete,      modelexperiments.gauntlet.dev,                       demo,            digits
            update,      modelexperimentreports.gauntlet.dev,                 demo,            digits-run-1
            patch,       modelexperimentreports.gauntlet.dev,                 demo,            digits-run-1
            delete,      modelexperimentreports.gauntlet.dev,                 demo,            digits-run-1
            create,      pods,                                                demo,            ''
            delete,      pods,                                                demo,            model
            patch,       pods,                                                demo,            model
            create,      pods/exec,                                           demo,            model
            get,         pods/log,                                            demo,            model
            list,        configmaps,                                          demo,            ''
            update,      services,                                            demo,            digits
            update,      endpoints,                                           demo,            digits
            list,        deployments.apps,                                    demo,            ''
            update,      deployments.apps,                                    demo,            digits
            get,         deployments/scale.apps,                              demo,            digits
            patch,       deployments/scale.apps,                              demo,            digits
            list,        statefulsets.apps,                                   demo,            ''
            create,      statefulsets.apps,                                   demo,            ''
            update,      statefulsets.apps,                                   demo,            digits
            delete,      statefulsets.apps,                                   demo,            digits
            list,        inferenceservices.serving.kserve.io,                 demo,            ''
            delete,      inferenceservices.serving.kserve.io,                 demo,            digits
            get,         replicasets.apps,                                    demo,            digits
            create,      daemonsets.apps,                                     demo,            ''
            create,      networkpolicies.networking.k8s.io,                   demo,            ''
            get,         leases.coordination.k8s.io,                          demo,            gauntlet-operator
            update,      leases.coordination.k8s.io,                          gauntlet-system, other
            delete,      leases.coordination.k8s.io,                          gauntlet-system, gauntlet-operator
            create,      serviceaccounts/token,                               gauntlet-system, gauntlet-operator
            create,      rolebindings.rbac.authorization.k8s.io,              gauntlet-system, ''
            create,      clusterrolebindings.rbac.authorization.k8s.io,       '',              ''
            escalate,    clusterroles.rbac.authorization.k8s.io,              '',              gauntlet-operator
            impersonate, users,                                               '',              admin
            list,        namespaces,                                          '',              ''
            get,         nodes,                                               '',              node
            patch,       customresourcedefinitions.apiextensions.k8s.io,      '',              modelexperiments.gauntlet.dev
            get,         secrets,                                             kube-system,     any
            *,           *,                                                   '',              ''
            """)
    void mayNot(String verb, String resource, String namespace, String name) {
        assertThat(isAllowed(verb, resource, namespace, name)).isFalse();
    }

    private boolean isAllowed(String verb, String resource, String namespace, String name) {
        int dot = resource.indexOf('.');
        String[] path = (dot < 0 ? resource : resource.substring(0, dot)).split("/");
        return operator.authorization().v1().selfSubjectAccessReview().create(new SelfSubjectAccessReviewBuilder()
                .withNewSpec().withNewResourceAttributes()
                .withVerb(verb).withGroup(dot < 0 ? "" : resource.substring(dot + 1))
                .withResource(path[0]).withSubresource(path.length > 1 ? path[1] : "")
                .withNamespace(namespace).withName(name)
                .endResourceAttributes().endSpec().build()).getStatus().getAllowed();
    }

    /** All that RBAC grants, save what every user may ask about itself; {@code resource.group/name} to verbs. */
    private Map<String, TreeSet<String>> grantedIn(String namespace) {
        Map<String, TreeSet<String>> granted = new TreeMap<>();
        for (ResourceRule rule : operator.authorization().v1().selfSubjectRulesReview().create(new SelfSubjectRulesReviewBuilder()
                .withNewSpec().withNamespace(namespace).endSpec().build()).getStatus().getResourceRules()) {
            List<String> names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    if (!resource.startsWith("selfsubject")) {
                        String qualified = group.isEmpty() ? resource : resource + "." + group;
                        names.forEach(name -> granted.computeIfAbsent(qualified + "/" + name, key -> new TreeSet<>()).addAll(rule.getVerbs()));
                    }
                }
            }
        }
        return granted;
    }

    private static Map<String, TreeSet<String>> verbsByObject(List<Right> rights) {
        Map<String, TreeSet<String>> verbs = new TreeMap<>();
        rights.forEach(right -> verbs.computeIfAbsent(right.resource() + "/" + right.name(), key -> new TreeSet<>()).addAll(right.verbs()));
        return verbs;
    }
}
