package dev.gauntlet.local;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/**
 * Asks a container whether it is ready, as its readiness probe says ({@code httpGet} or {@code tcpSocket}); without a probe a
 * container is ready as soon as it runs.
 */
final class ReadinessProber {

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Container container;
  private final String podIp;
  private final Probe probe;
  private Instant next;
  private int successes;
  private int failures;
  private boolean ready;

  /**
   * Creates a prober of a container that has just started.
   *
   * @param container the container
   * @param podIp where it listens
   * @param started when it started
   * @throws UnsupportedOperationException if its probe is of another kind
   */
  ReadinessProber(Container container, String podIp, Instant started) {
    this.container = container;
    this.podIp = podIp;
    this.probe = container.getReadinessProbe();
    this.ready = probe == null;
    if (probe != null && probe.getHttpGet() == null && probe.getTcpSocket() == null) {
      throw new UnsupportedOperationException("The local node probes readiness by httpGet or tcpSocket only.");
    }
    this.next = probe == null ? Instant.MAX : started.plusSeconds(orElse(probe.getInitialDelaySeconds(), 0));
  }

  /**
   * Probes if it is time to, and says what is known.
   *
   * @param now the time
   * @return whether the container counts as ready
   */
  boolean isReady(Instant now) {
    if (!now.isBefore(next)) {
      next = now.plusSeconds(orElse(probe.getPeriodSeconds(), 10));
      if (succeeds()) {
        successes++;
        failures = 0;
      } else {
        failures++;
        successes = 0;
      }
      if (successes >= orElse(probe.getSuccessThreshold(), 1)) {
        ready = true;
      } else if (failures >= orElse(probe.getFailureThreshold(), 3)) {
        ready = false;
      }
    }
    return ready;
  }

  private boolean succeeds() {
    Duration timeout = Duration.ofSeconds(orElse(probe.getTimeoutSeconds(), 1));
    try {
      if (probe.getHttpGet() != null) {
        return httpSucceeds(timeout);
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(podIp, port(probe.getTcpSocket().getPort())), (int) timeout.toMillis());
        return true;
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean httpSucceeds(Duration timeout) throws IOException, InterruptedException {
    String path = probe.getHttpGet().getPath() == null ? "/" : probe.getHttpGet().getPath();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + podIp + ":" + port(probe.getHttpGet().getPort()) + path)).timeout(timeout);
    probe.getHttpGet().getHttpHeaders().forEach(header -> request.header(header.getName(), header.getValue()));
    int status = HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    return status >= 200 && status < 400;
  }

  private int port(IntOrString port) {
    if (port.getStrVal() == null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(p -> port.getStrVal().equals(p.getName()))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElseThrow(() -> new UnsupportedOperationException("No container port is named " + port.getStrVal()));
  }

  private static int orElse(Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
