package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.informers.cache.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Does what kube-proxy does: every TCP port of every Service with a cluster IP and a selector leads to a ready pod that the
 * selector matches at the moment of connecting, drawn at random; connections are refused while there is none. Existing
 * connections stay where they are when selectors or readiness change.
 */
final class ServiceProxy implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ServiceProxy.class.getName());

  private final Store<Service> services;
  private final Store<Pod> pods;
  private final TcpForwarder forwarder = new TcpForwarder();
  private final Map<InetSocketAddress, String> open = new HashMap<>();
  private final Set<InetSocketAddress> reported = new HashSet<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "service-proxy");
            thread.setDaemon(true);
            return thread;
          });

  ServiceProxy(Store<Service> services, Store<Pod> pods) {
    this.services = services;
    this.pods = pods;
    // Also without an event, since an address just given up may be bound again only a moment later.
    executor.scheduleWithFixedDelay(this::synchronise, 500, 500, TimeUnit.MILLISECONDS);
  }

  /** To be called after every change of a Service or pod. */
  void changed() {
    if (!executor.isShutdown()) {
      executor.execute(this::synchronise);
    }
  }

  /**
   * Replaces the DNS names of Services ({@code name.namespace.svc}, with or without {@code .cluster.local}) by cluster IPs.
   *
   * @param text any text
   * @return the text; names of unknown and headless Services stay
   */
  String resolveNames(String text) {
    String resolved = text;
    for (Service service : services.list()) {
      if (hasClusterIp(service)) {
        String name = service.getMetadata().getName() + "." + service.getMetadata().getNamespace() + ".svc";
        String ip = service.getSpec().getClusterIP();
        resolved = resolved.replaceAll("(?<![\\w.-])\\Q" + name + "\\E(\\.cluster\\.local)?\\.?(?![\\w-])", ip);
      }
    }
    return resolved;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    forwarder.close();
  }

  private void synchronise() {
    try {
      openWhatHasBackends();
    } catch (RuntimeException e) {
      // Thrown further, it would end the schedule for good.
      LOG.log(System.Logger.Level.ERROR, "Services are not followed", e);
    }
  }

  private void openWhatHasBackends() {
    Map<InetSocketAddress, String> wanted = new HashMap<>();
    for (Service service : services.list()) {
      if (hasClusterIp(service)) {
        for (ServicePort port : service.getSpec().getPorts()) {
          String key = services.getKey(service) + ":" + port.getPort();
          if (!"UDP".equals(port.getProtocol()) && backends(service, port.getPort()).findAny().isPresent()) {
            wanted.put(new InetSocketAddress(service.getSpec().getClusterIP(), port.getPort()), key);
          }
        }
      }
    }
    Set<InetSocketAddress> unwanted = new HashSet<>(open.keySet());
    unwanted.removeIf(address -> Objects.equals(wanted.get(address), open.get(address)));
    for (InetSocketAddress address : unwanted) {
      forwarder.unlisten(address);
      open.remove(address);
    }
    wanted.forEach(this::open);
  }

  private void open(InetSocketAddress address, String key) {
    if (open.containsKey(address)) {
      return;
    }
    String service = key.substring(0, key.lastIndexOf(':'));
    try {
      forwarder.listen(address, () -> choose(service, address.getPort()));
      open.put(address, key);
      reported.remove(address);
    } catch (IOException e) {
      if (reported.add(address)) {
        LOG.log(System.Logger.Level.WARNING, "Service " + service + " cannot be served at " + address + ": " + e.getMessage());
      }
    }
  }

  private Optional<InetSocketAddress> choose(String key, int port) {
    Service service = services.getByKey(key);
    if (service == null) {
      return Optional.empty();
    }
    List<InetSocketAddress> backends = backends(service, port).toList();
    return backends.isEmpty()
        ? Optional.empty()
        : Optional.of(backends.get(ThreadLocalRandom.current().nextInt(backends.size())));
  }

  private Stream<InetSocketAddress> backends(Service service, int port) {
    Map<String, String> selector = service.getSpec().getSelector();
    if (selector == null || selector.isEmpty()) {
      return Stream.empty();
    }
    return service.getSpec().getPorts().stream()
        .filter(p -> p.getPort() == port)
        .flatMap(p -> pods.list().stream().filter(pod -> takesConnections(service, pod)).flatMap(pod -> address(pod, p).stream()));
  }

  private static boolean takesConnections(Service service, Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return pod.getMetadata().getNamespace().equals(service.getMetadata().getNamespace())
        && pod.getMetadata().getDeletionTimestamp() == null
        && labels != null
        && labels.entrySet().containsAll(service.getSpec().getSelector().entrySet())
        && pod.getStatus() != null
        && pod.getStatus().getPodIP() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static Optional<InetSocketAddress> address(Pod pod, ServicePort port) {
    IntOrString target = port.getTargetPort();
    Optional<Integer> number =
        target == null
            ? Optional.of(port.getPort())
            : target.getStrVal() == null ? Optional.of(target.getIntVal()) : portNamed(pod, target.getStrVal());
    return number.map(n -> new InetSocketAddress(pod.getStatus().getPodIP(), n));
  }

  private static Optional<Integer> portNamed(Pod pod, String name) {
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(port -> name.equals(port.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst();
  }

  private static boolean hasClusterIp(Service service) {
    String ip = service.getSpec().getClusterIP();
    return ip != null && !ip.isEmpty() && !ip.equals("None");
  }
}
