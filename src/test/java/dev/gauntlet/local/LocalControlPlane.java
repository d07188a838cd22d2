package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * A real Kubernetes control plane on 127.0.0.1: etcd, kube-apiserver with RBAC, and kube-controller-manager with the
 * controllers a test or a demonstration needs (garbage collector, Deployments, ReplicaSets, namespaces, service accounts,
 * disruption budgets). There are no nodes; {@link LocalNode} stands in for them.
 *
 * <p>Cluster IPs are loopback addresses. Endpoints and EndpointSlices are not filled: API servers refuse loopback addresses
 * in them.
 */
public final class LocalControlPlane implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(90);

  private final LocalBinaries binaries;
  private final Path directory;
  private final LoopbackRange addresses;
  private final ControlPlaneCommands commands;
  private final String adminToken = UUID.randomUUID().toString();
  private final int etcdPort = FreePort.next();
  private final int apiPort = FreePort.next();
  private LocalProcess etcd;
  private LocalProcess apiServer;
  private LocalProcess controllerManager;

  private LocalControlPlane(LocalBinaries binaries, Path directory, LoopbackRange addresses) {
    this.binaries = binaries;
    this.directory = directory;
    this.addresses = addresses;
    this.commands = new ControlPlaneCommands(binaries, directory);
  }

  /**
   * Starts a control plane and waits until it serves.
   *
   * @param binaries the programs
   * @param directory a directory for its data, keys and logs ({@code *.log}); created if absent
   * @return the running control plane
   * @throws IllegalStateException if a part of it ends or is not ready within 90 s; the message holds the end of its log
   */
  public static LocalControlPlane start(LocalBinaries binaries, Path directory) {
    LocalControlPlane started =
        new LocalControlPlane(binaries, directory.toAbsolutePath(), LoopbackRange.claim());
    try {
      started.prepareFiles();
      started.startEtcd();
      started.startApiServer();
      started.startControllerManager();
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /**
   * The programs it runs.
   *
   * @return as given at the start
   */
  public LocalBinaries binaries() {
    return binaries;
  }

  /**
   * The API server's address.
   *
   * @return an https URI
   */
  public URI apiServerUri() {
    return URI.create("https://127.0.0.1:" + apiPort);
  }

  /**
   * The certificate to trust when talking to the API server.
   *
   * @return a PEM file
   */
  public Path caCertificate() {
    return commands.caCertificate();
  }

  /**
   * The addresses this cluster may give to pods and Services.
   *
   * @return its share of the loopback network
   */
  public LoopbackRange addresses() {
    return addresses;
  }

  /**
   * How to connect with all rights.
   *
   * @return a client configuration of a member of system:masters
   */
  public Config adminConfig() {
    return config(adminToken);
  }

  /**
   * A client with all rights.
   *
   * @return a new client, to be closed by the caller
   */
  public KubernetesClient newAdminClient() {
    return new KubernetesClientBuilder().withConfig(adminConfig()).build();
  }

  /**
   * A kubeconfig of a member of system:masters.
   *
   * @return its file, readable by its owner only
   */
  public Path adminKubeconfig() {
    return directory.resolve("admin.kubeconfig");
  }

  /**
   * How to connect as a service account, with the rights RBAC gives it and no others.
   *
   * @param namespace where the service account is
   * @param serviceAccount its name; it must exist
   * @return a client configuration with a token valid for a day
   */
  public Config serviceAccountConfig(String namespace, String serviceAccount) {
    return new ConfigBuilder(config(serviceAccountToken(namespace, serviceAccount))).withNamespace(namespace).build();
  }

  /**
   * A kubeconfig of a service account.
   *
   * @param namespace where the service account is; also the default namespace
   * @param serviceAccount its name; it must exist
   * @return a file readable by its owner only, with a token valid for a day
   */
  public Path serviceAccountKubeconfig(String namespace, String serviceAccount) {
    return Kubeconfig.write(
        directory.resolve(namespace + "." + serviceAccount + ".kubeconfig"),
        apiServerUri(),
        caCertificate(),
        namespace,
        serviceAccountToken(namespace, serviceAccount));
  }

  private String serviceAccountToken(String namespace, String serviceAccount) {
    TokenRequest wanted =
        new TokenRequestBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewSpec()
            .withExpirationSeconds(Duration.ofDays(1).toSeconds())
            .endSpec()
            .build();
    try (KubernetesClient admin = newAdminClient()) {
      return admin
          .serviceAccounts()
          .inNamespace(namespace)
          .withName(serviceAccount)
          .tokenRequest(wanted)
          .getStatus()
          .getToken();
    }
  }

  /** Makes the API server hang: connections are accepted by the system, nothing is answered. */
  public void freezeApiServer() {
    apiServer.freeze();
  }

  /** Ends the hang. */
  public void thawApiServer() {
    apiServer.thaw();
  }

  /** Ends the API server at once, as a crash would: connections are refused. The data stay in etcd. */
  public void stopApiServer() {
    apiServer.kill();
  }

  /**
   * Starts the API server, on the address and the data it had before, and waits until it serves.
   *
   * @throws IllegalStateException if it ends or is not ready within 90 s
   */
  public void startApiServer() {
    apiServer = start("kube-apiserver", commands.apiServer(apiPort, etcdPort, addresses.serviceCidr()));
    // The server writes its certificate at its first start; a client cannot be made before.
    await("kube-apiserver", apiServer, () -> Files.exists(caCertificate()));
    try (KubernetesClient probe =
        new KubernetesClientBuilder().withConfig(adminConfigWithoutRetries()).build()) {
      await("kube-apiserver", apiServer, () -> isReady(probe));
    }
  }

  /** Ends all processes and deletes their data and every credential; the logs stay. */
  @Override
  public void close() {
    for (LocalProcess process : new LocalProcess[] {controllerManager, apiServer, etcd}) {
      if (process != null) {
        process.kill();
      }
    }
    addresses.close();
    WorkDirectory.deleteExceptLogs(directory);
  }

  private void prepareFiles() {
    try {
      Files.createDirectories(commands.caCertificate().getParent());
      Kubeconfig.writePrivate(
          commands.tokens(), adminToken + ",admin,admin,\"system:masters\"\n");
      KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(2048);
      String key =
          Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
      Kubeconfig.writePrivate(
          commands.serviceAccountKey(),
          "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
      Kubeconfig.write(adminKubeconfig(), apiServerUri(), caCertificate(), "default", adminToken);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void startEtcd() {
    etcd = start("etcd", commands.etcd(etcdPort, FreePort.next()));
  }

  private void startControllerManager() {
    controllerManager = start("kube-controller-manager", commands.controllerManager(adminKubeconfig()));
    controllerManager.requireAlive();
  }

  private LocalProcess start(String name, List<String> command) {
    return LocalProcess.start(
        name, new ProcessBuilder(command).directory(directory.toFile()), directory.resolve(name + ".log"));
  }

  private Config config(String token) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(apiServerUri().toString())
        .withCaCertFile(caCertificate().toString())
        .withOauthToken(token)
        .withNamespace("default")
        .build();
  }

  private Config adminConfigWithoutRetries() {
    return new ConfigBuilder(adminConfig()).withRequestRetryBackoffLimit(0).withRequestTimeout(2000).build();
  }

  private boolean isReady(KubernetesClient probe) {
    try {
      return "ok".equals(probe.raw("/readyz")) && probe.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private static void await(String what, LocalProcess process, Callable<Boolean> ready) {
    Awaitility.await(what)
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              process.requireAlive();
              return ready.call();
            });
  }
}
