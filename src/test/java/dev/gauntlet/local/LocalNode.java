package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Stands in for scheduler, kubelet and kube-proxy, with real processes: every pod of the cluster is bound to the node {@code
 * local} and runs here, at a loopback address of its own, each container as the process its image's recipe makes; every
 * Service with a cluster IP forwards connections to its ready pods.
 *
 * <p>Done: init containers, ConfigMap, Secret and emptyDir volumes (refreshed every few seconds), environment variables,
 * {@code httpGet} and {@code tcpSocket} readiness probes, restarts after a crash (waiting 0.5 to 10 s), termination with
 * {@code preStop} (exec, sleep), the image's stop signal and the grace period. Not done: isolation of any kind, cluster DNS,
 * liveness and startup probes, restart policies other than Always, UDP.
 *
 * <p>Ports below 1024 need the rights to bind them.
 */
public final class LocalNode implements AutoCloseable {

  static final String NAME = "local";
  static final String HOST_IP = "127.0.0.1";

  private static final System.Logger LOG = System.getLogger(LocalNode.class.getName());
  private static final Duration VOLUME_REFRESH = Duration.ofSeconds(5);

  private final LocalControlPlane controlPlane;
  private final Path directory;
  private final KubernetesClient client;
  private final PodApi api;
  private final Map<String, ContainerRecipe> recipes = new ConcurrentSkipListMap<>();
  private final Map<String, PodRunner> runners = new ConcurrentHashMap<>();
  private final ScheduledExecutorService volumeRefresh =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "volume-refresh"));
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Service> services;
  private final ServiceProxy proxy;

  private LocalNode(LocalControlPlane controlPlane, Path directory) {
    this.controlPlane = controlPlane;
    this.directory = directory.toAbsolutePath();
    this.client = new KubernetesClientBuilder().withConfig(impatient(controlPlane.adminConfig())).build();
    this.api = new PodApi(client);
    this.pods = client.pods().inAnyNamespace().runnableInformer(0);
    this.services = client.services().inAnyNamespace().runnableInformer(0);
    this.proxy = new ServiceProxy(services.getStore(), pods.getStore());
  }

  /**
   * Starts the node of a control plane, which can have only one.
   *
   * @param controlPlane a running control plane
   * @param directory gets the pods' volumes and logs; created if absent
   * @return the node, which runs images of nginx (prefix {@code nginx}) already
   */
  public static LocalNode start(LocalControlPlane controlPlane, Path directory) {
    LocalNode node = new LocalNode(controlPlane, directory);
    node.register("nginx", new NginxRecipe(controlPlane.binaries()));
    try {
      node.registerNode();
      node.watch();
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    return node;
  }

  /**
   * Teaches the node to run the images whose name starts with a prefix; of several prefixes the longest wins. May be called at
   * any time: pods that wait for the image start soon after.
   *
   * @param imagePrefix the start of the image's name
   * @param recipe how to run it
   * @return this node
   */
  public LocalNode register(String imagePrefix, ContainerRecipe recipe) {
    recipes.put(imagePrefix, recipe);
    return this;
  }

  /**
   * The containers whose processes run now.
   *
   * @return a snapshot
   */
  public List<ContainerProcess> processes() {
    return runners.values().stream().flatMap(LocalNode::processes).toList();
  }

  /**
   * Kills a container's process and its children (SIGKILL), as running out of memory would; the node starts it anew.
   *
   * @param namespace the pod's namespace
   * @param pod the pod's name
   * @param container the container's name
   * @throws IllegalArgumentException if no such container runs
   */
  public void kill(String namespace, String pod, String container) {
    runners.values().stream()
        .filter(runner -> runner.pod().getMetadata().getNamespace().equals(namespace))
        .filter(runner -> runner.pod().getMetadata().getName().equals(pod))
        .flatMap(PodRunner::containers)
        .filter(runner -> runner.name().equals(container) && runner.isRunning())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No container " + container + " of " + namespace + "/" + pod + " runs."))
        .kill();
  }

  /** Ends all pods' processes at once, as a power cut would; their objects stay in the API server. */
  @Override
  public void close() {
    volumeRefresh.shutdownNow();
    pods.close();
    services.close();
    proxy.close();
    runners.values().forEach(PodRunner::powerOff);
    runners.values().forEach(PodRunner::awaitEnd);
    api.close();
    client.close();
  }

  private void registerNode() {
    var capacity = Map.of("cpu", new Quantity("1k"), "memory", new Quantity("1Ti"), "pods", new Quantity("10k"));
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withNewStatus()
                .withCapacity(capacity)
                .withAllocatable(capacity)
                .addNewAddress(HOST_IP, "InternalIP")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("LocalNodeReady")
                .endCondition()
                .endStatus()
                .build())
        .createOr(existing -> existing.update());
  }

  private void watch() {
    pods.addEventHandler(
        new ResourceEventHandler<Pod>() {
          @Override
          public void onAdd(Pod pod) {
            seen(pod);
          }

          @Override
          public void onUpdate(Pod old, Pod pod) {
            seen(pod);
          }

          @Override
          public void onDelete(Pod pod, boolean unknown) {
            PodRunner runner = runners.remove(pod.getMetadata().getUid());
            if (runner != null) {
              runner.terminate(Duration.ZERO);
            }
            proxy.changed();
          }
        });
    services.addEventHandler(
        new ResourceEventHandler<Service>() {
          @Override
          public void onAdd(Service service) {
            proxy.changed();
          }

          @Override
          public void onUpdate(Service old, Service service) {
            proxy.changed();
          }

          @Override
          public void onDelete(Service service, boolean unknown) {
            proxy.changed();
          }
        });
    // The API server may be gone for a while; whatever it answers, watching goes on.
    pods.exceptionHandler((started, failure) -> true);
    services.exceptionHandler((started, failure) -> true);
    pods.run();
    services.run();
    volumeRefresh.scheduleWithFixedDelay(
        this::refreshVolumes, VOLUME_REFRESH.toMillis(), VOLUME_REFRESH.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void seen(Pod pod) {
    PodRunner runner = runners.computeIfAbsent(pod.getMetadata().getUid(), uid -> startRunner(pod));
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      Long seconds = pod.getMetadata().getDeletionGracePeriodSeconds();
      runner.terminate(seconds == null ? null : Duration.ofSeconds(seconds));
    }
    proxy.changed();
  }

  private PodRunner startRunner(Pod pod) {
    String name = pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName();
    PodRunner runner =
        new PodRunner(
            pod,
            controlPlane.addresses().nextPodAddress(),
            directory.resolve(name + "_" + pod.getMetadata().getUid().substring(0, 8)),
            client,
            api,
            this::recipe,
            proxy::resolveNames);
    runner.start();
    return runner;
  }

  private ContainerRecipe recipe(String image) {
    return recipes.entrySet().stream()
        .filter(entry -> image.startsWith(entry.getKey()))
        .reduce((shorter, longer) -> longer)
        .map(Map.Entry::getValue)
        .orElseThrow(() -> new UnknownImageException(image));
  }

  private void refreshVolumes() {
    for (PodRunner runner : runners.values()) {
      try {
        runner.refreshVolumes();
      } catch (KubernetesClientException | MissingObjectException e) {
        LOG.log(System.Logger.Level.DEBUG, "Volumes of " + runner.pod().getMetadata().getName() + " stay as they are", e);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "Volumes of " + runner.pod().getMetadata().getName() + " cannot be refreshed", e);
      }
    }
  }

  private static Stream<ContainerProcess> processes(PodRunner runner) {
    return runner
        .containers()
        .filter(ContainerRunner::isRunning)
        .map(
            container ->
                new ContainerProcess(
                    runner.pod().getMetadata().getNamespace(),
                    runner.pod().getMetadata().getName(),
                    container.name(),
                    runner.podIp(),
                    container.process().handle(),
                    container.restarts(),
                    container.log()));
  }

  /** The node tries again by itself, and sooner than the client would. */
  private static Config impatient(Config config) {
    return new ConfigBuilder(config).withRequestRetryBackoffLimit(0).withRequestTimeout(5000).build();
  }

  static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
