package dev.gauntlet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalControlPlaneIT {

  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: notes.test.gauntlet.dev}
      spec:
        group: test.gauntlet.dev
        scope: Namespaced
        names: {plural: notes, singular: note, kind: Note}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    text: {type: string}
                    prefix: {type: string, default: ""}
      """;

  private static final String EMPTY_NOTE =
      """
      apiVersion: test.gauntlet.dev/v1
      kind: Note
      metadata: {name: empty, annotations: {a: "1", b: "2"}}
      spec: {text: ""}
      """;

  private LocalControlPlane controlPlane;
  private KubernetesClient admin;
  private String namespace;

  @BeforeAll
  void start() {
    controlPlane = LocalControlPlane.start(LocalBinaries.resolve(), WorkDirectory.create("control-plane-it"));
    admin = controlPlane.newAdminClient();
  }

  @AfterAll
  void stop() {
    admin.close();
    controlPlane.close();
  }

  @BeforeEach
  void createNamespace() {
    namespace =
        admin
            .resource(new NamespaceBuilder().withNewMetadata().withGenerateName("test-").endMetadata().build())
            .create()
            .getMetadata()
            .getName();
  }

  @Test
  void aServiceAccountMayDoWhatItsRoleSaysAndNothingElse() {
    createServiceAccountThatMayReadConfigMaps("reader");

    try (KubernetesClient reader =
        new KubernetesClientBuilder().withConfig(controlPlane.serviceAccountConfig(namespace, "reader")).build()) {
      assertThat(reader.configMaps().inNamespace(namespace).list().getItems()).isNotNull();
      assertThatThrownBy(() -> reader.secrets().inNamespace(namespace).list())
          .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
      assertThatThrownBy(() -> reader.resource(configMap("mine")).inNamespace(namespace).create())
          .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
    }
  }

  @Test
  void anUnknownTokenIsRefused() {
    var stranger = controlPlane.adminConfig();
    stranger.setOauthToken("not-a-token");

    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(stranger).build()) {
      assertThatThrownBy(() -> client.configMaps().inNamespace(namespace).list())
          .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(401));
    }
  }

  @Test
  void emptyStringsAreValuesInCustomResourcesAndInTheirDefaults() {
    admin.resource(Serialization.unmarshal(CRD, CustomResourceDefinition.class)).serverSideApply();
    Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> notes().list() != null);

    notes().resource(Serialization.unmarshal(EMPTY_NOTE, GenericKubernetesResource.class)).create();

    GenericKubernetesResource stored = notes().withName("empty").get();
    assertThat(stored.<Map<String, Object>>get("spec")).containsEntry("text", "").containsEntry("prefix", "");
  }

  @Test
  void dataAndAddressOutliveARestartOfTheApiServer() {
    admin.resource(configMap("kept")).inNamespace(namespace).create();

    controlPlane.stopApiServer();
    controlPlane.startApiServer();

    ConfigMap kept = admin.configMaps().inNamespace(namespace).withName("kept").get();
    assertThat(kept.getData()).containsEntry("key", "value");
  }

  @Test
  void aFrozenApiServerAnswersAgainOnceThawed() {
    controlPlane.freezeApiServer();
    var impatient = controlPlane.adminConfig();
    impatient.setRequestTimeout(300);
    impatient.setRequestRetryBackoffLimit(0);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(impatient).build()) {
      assertThatThrownBy(() -> client.configMaps().inNamespace(namespace).list())
          .isInstanceOf(KubernetesClientException.class);
    } finally {
      controlPlane.thawApiServer();
    }

    assertThat(admin.namespaces().withName(namespace).get()).isNotNull();
  }

  @Test
  void clusterIpsAreLoopbackAddressesOfThisClustersShare() {
    Service service =
        admin
            .resource(
                new ServiceBuilder()
                    .withNewMetadata()
                    .withName("web")
                    .endMetadata()
                    .withNewSpec()
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build())
            .inNamespace(namespace)
            .create();

    String share = controlPlane.addresses().serviceCidr().replace(".0.0/16", ".");
    assertThat(service.getSpec().getClusterIP()).startsWith(share);
  }

  @Test
  void theControllerManagerDeletesWhatAnOwnerLeavesBehind() {
    ConfigMap owner = admin.resource(configMap("owner")).inNamespace(namespace).create();
    ConfigMap child =
        new ConfigMapBuilder(configMap("child"))
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion("v1")
            .withKind("ConfigMap")
            .withName("owner")
            .withUid(owner.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .build();
    admin.resource(child).inNamespace(namespace).create();

    admin.resource(owner).delete();

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> admin.configMaps().inNamespace(namespace).withName("child").get() == null);
  }

  @Test
  void kubectlWorksWithTheKubeconfigOfAServiceAccount() throws Exception {
    createServiceAccountThatMayReadConfigMaps("reader");
    Path kubeconfig = controlPlane.serviceAccountKubeconfig(namespace, "reader");

    Process kubectl =
        new ProcessBuilder(
                LocalBinaries.resolve().kubectl().toString(),
                "--kubeconfig=" + kubeconfig,
                "auth",
                "can-i",
                "delete",
                "configmaps")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(kubectl.getInputStream().readAllBytes())).contains("no");
    assertThat(kubectl.waitFor()).isEqualTo(1);
  }

  private NonNamespaceOperation<
          GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
      notes() {
    return admin.genericKubernetesResources("test.gauntlet.dev/v1", "Note").inNamespace(namespace);
  }

  private void createServiceAccountThatMayReadConfigMaps(String name) {
    admin
        .resource(new ServiceAccountBuilder().withNewMetadata().withName(name).endMetadata().build())
        .inNamespace(namespace)
        .create();
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("configmaps")
                .withVerbs("get", "list")
                .endRule()
                .build())
        .inNamespace(namespace)
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace(namespace)
                .endSubject()
                .build())
        .inNamespace(namespace)
        .create();
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .addToData("key", "value")
        .build();
  }
}
