package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a cluster: {@code @ExtendWith(LocalCluster.class)}, then parameters of these types.
 *
 * <ul>
 *   <li>{@link LocalControlPlane} and {@link LocalNode}: one of each for all tests of the JVM;
 *   <li>{@link KubernetesClient}: an administrator whose default namespace is fresh: a test method's own, or, for a
 *       constructor or {@code @BeforeAll} method, the class's. It is deleted, with the client, after the method or class.
 * </ul>
 */
public final class LocalCluster implements ParameterResolver {

  private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(LocalCluster.class);
  private static final Set<Class<?>> TYPES = Set.of(LocalControlPlane.class, LocalNode.class, KubernetesClient.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running cluster =
        context.getRoot().getStore(STORE).getOrComputeIfAbsent(Running.class, key -> Running.start(), Running.class);
    Class<?> type = parameter.getParameter().getType();
    if (type == LocalControlPlane.class) {
      return cluster.controlPlane;
    }
    if (type == LocalNode.class) {
      return cluster.node;
    }
    return context
        .getStore(STORE)
        .getOrComputeIfAbsent(
            context.getUniqueId(), key -> FreshNamespace.create(cluster.controlPlane), FreshNamespace.class)
        .client;
  }

  private record Running(LocalControlPlane controlPlane, LocalNode node) implements AutoCloseable {

    static Running start() {
      Path directory = WorkDirectory.create("cluster");
      LocalControlPlane controlPlane = LocalControlPlane.start(LocalBinaries.resolve(), directory);
      try {
        return new Running(controlPlane, LocalNode.start(controlPlane, directory.resolve("pods")));
      } catch (RuntimeException e) {
        controlPlane.close();
        throw e;
      }
    }

    @Override
    public void close() {
      node.close();
      controlPlane.close();
    }
  }

  private record FreshNamespace(KubernetesClient client) implements AutoCloseable {

    static FreshNamespace create(LocalControlPlane controlPlane) {
      try (KubernetesClient admin = controlPlane.newAdminClient()) {
        String name =
            admin
                .resource(new NamespaceBuilder().withNewMetadata().withGenerateName("test-").endMetadata().build())
                .create()
                .getMetadata()
                .getName();
        return new FreshNamespace(
            new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(controlPlane.adminConfig()).withNamespace(name).build())
                .build());
      }
    }

    @Override
    public void close() {
      client.namespaces().withName(client.getNamespace()).delete();
      client.close();
    }
  }
}
