package dev.gauntlet.routing.foreign;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A namespace with HTTPRoutes, Services and people who write to them, and the operator with the rights that {@code deploy/} gives. */
final class RouteStage implements AutoCloseable {

    static final RouteGoal SPLIT = new RouteGoal.Split();
    static final RouteVariant CHAMPION = new RouteVariant("v1", true, "fraud-v1", 80);
    static final RouteVariant CHALLENGER = new RouteVariant("v2", false, "fraud-v2", 80);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROLE = "routes-it";

    final KubernetesClient admin;
    final KubernetesClient operator;
    final String namespace;

    RouteStage(LocalControlPlane controlPlane, KubernetesClient admin) throws IOException {
        this.admin = admin;
        this.namespace = admin.getNamespace();
        new CrdInstaller(admin).installFile("gateway-api/gateway.networking.k8s.io_httproutes.yaml");
        admin.resource(new ClusterRoleBuilder(shippedRole()).withNewMetadata().withName(ROLE).endMetadata().build()).serverSideApply();
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName("operator").endMetadata().build()).create();
        admin.resource(new ClusterRoleBindingBuilder().withNewMetadata().withName(ROLE + "-" + namespace).endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", ROLE)
                .addNewSubject().withKind("ServiceAccount").withName("operator").withNamespace(namespace).endSubject().build()).create();
        operator = new KubernetesClientBuilder().withConfig(controlPlane.serviceAccountConfig(namespace, "operator")).build();
        await("rights").atMost(PATIENCE).ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(() -> operator.services().withName("none").get() == null && routes().withName("none").get() == null);
        serve("fraud-v1");
        serve("fraud-v2");
    }

    private static ClusterRole shippedRole() throws IOException {
        try (InputStream rbac = Files.newInputStream(Path.of(System.getProperty("project.basedir"), "deploy", "rbac.yaml"))) {
            List<HasMetadata> objects = Serialization.unmarshal(rbac);
            return objects.stream().filter(ClusterRole.class::isInstance).map(ClusterRole.class::cast)
                    .filter(role -> role.getMetadata().getName().equals("gauntlet-operator")).findFirst().orElseThrow();
        }
    }

    /** Installs a kind and waits until it is served. */
    void install(CustomResourceDefinition crd) {
        new CrdInstaller(admin).install(crd);
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> routes() {
        return operator.genericKubernetesResources("gateway.networking.k8s.io/v1", "HTTPRoute").inNamespace(namespace);
    }

    /** A Service with a ready address. */
    void serve(String name) {
        expose(name, 80);
        admin.resource(new EndpointsBuilder().withNewMetadata().withName(name).endMetadata()
                .addNewSubset().addNewAddress().withIp("192.0.2.1").endAddress().addNewPort().withPort(80).endPort().endSubset()
                .build()).serverSideApply();
    }

    /** A Service with one port. */
    void expose(String name, int port) {
        admin.resource(new ServiceBuilder().withNewMetadata().withName(name).endMetadata()
                .withNewSpec().addNewPort().withProtocol("TCP").withPort(port).endPort().endSpec().build()).serverSideApply();
    }

    /** Takes the ready address of a Service away. */
    void silence(String name) {
        admin.endpoints().withName(name).delete();
    }

    /** Any object can own; a ConfigMap needs no definition of its own. */
    RouteOwner owner(String name) {
        String uid = admin.resource(new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build()).create()
                .getMetadata().getUid();
        return new RouteOwner("v1", "ConfigMap", namespace, name, uid);
    }

    static RouteIntent intent(RouteOwner owner, RouteTarget target, long generation, String percent, RouteGoal goal) {
        return new RouteIntent(owner, "", Optional.of(target), List.of(CHAMPION, CHALLENGER), AssignmentPolicy.perRequest("salt"),
                Map.of("v2", new BigDecimal(percent)), Map.of(), Map.of(), generation, goal);
    }

    Resource<GenericKubernetesResource> resource(String name) {
        return admin.genericKubernetesResources("gateway.networking.k8s.io/v1", "HTTPRoute").withName(name);
    }

    ObjectNode route(String name) {
        return Serialization.jsonMapper().convertValue(resource(name).get(), ObjectNode.class);
    }

    ObjectNode create(String yaml) {
        return Serialization.jsonMapper().convertValue(
                admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class)).create(), ObjectNode.class);
    }

    /** Server-side apply, as delivery tools do. */
    void applyAs(String manager, boolean force, String yaml) {
        Resource<GenericKubernetesResource> resource = admin.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class));
        if (force) {
            resource.fieldManager(manager).forceConflicts().serverSideApply();
        } else {
            resource.fieldManager(manager).serverSideApply();
        }
    }

    /** A change by hand. */
    void edit(String name, String mergePatch) {
        resource(name).patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withFieldManager("kubectl-edit").build(),
                mergePatch);
    }

    /** What is not Gauntlet's business: all but versions, managers and its notes. */
    static ObjectNode bare(ObjectNode route) {
        ObjectNode bare = route.deepCopy();
        ObjectNode metadata = (ObjectNode) bare.get("metadata");
        metadata.remove(List.of("resourceVersion", "generation", "managedFields"));
        if (metadata.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(RouteNotes.ALL);
            if (annotations.isEmpty()) {
                metadata.remove("annotations");
            }
        }
        return bare;
    }

    /** The same without the backends of the last rule. */
    static String rest(ObjectNode route) {
        ObjectNode rest = bare(route);
        JsonNode rules = rest.at("/spec/rules");
        ((ObjectNode) rules.get(rules.size() - 1)).remove("backendRefs");
        return rest.toString();
    }

    /** Weights of the last rule by Service. */
    static Map<String, Integer> weights(ObjectNode route) {
        Map<String, Integer> weights = new TreeMap<>();
        JsonNode rules = route.at("/spec/rules");
        rules.get(rules.size() - 1).path("backendRefs").forEach(backend ->
                weights.put(backend.path("name").asText(), backend.path("weight").asInt(1)));
        return weights;
    }

    @Override
    public void close() {
        operator.close();
    }
}
