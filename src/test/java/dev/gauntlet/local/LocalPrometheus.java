package dev.gauntlet.local;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A real Prometheus on 127.0.0.1 that scrapes the pods of a local cluster by the customary annotations: {@code
 * prometheus.io/scrape: "true"}, {@code prometheus.io/port} and {@code prometheus.io/path} (default {@code /metrics}). Series
 * get the labels {@code namespace}, {@code pod}, {@code app} and {@code version} (the pod's labels of these names) and {@code
 * job} ({@code namespace/app}; {@code pods} without the label {@code app}).
 *
 * <p>A new pod is scraped at the latest about 5 s and one interval after it has an address: Prometheus takes in changes of its
 * targets every 5 s.
 */
public final class LocalPrometheus implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final LocalControlPlane controlPlane;
  private final Path directory;
  private final int port = FreePort.next();
  private ScrapeTargets targets;
  private LocalProcess process;

  private LocalPrometheus(LocalControlPlane controlPlane, Path directory) {
    this.controlPlane = controlPlane;
    this.directory = directory.toAbsolutePath();
  }

  /**
   * Starts a Prometheus and waits until it serves.
   *
   * @param controlPlane the cluster whose pods it scrapes
   * @param directory gets its configuration, data and {@code prometheus.log}; created if absent
   * @param scrapeInterval how often each pod is scraped, at least 1 ms
   * @return the running Prometheus
   * @throws IllegalStateException if it ends or is not ready within 60 s; the message holds the end of its log
   */
  public static LocalPrometheus start(LocalControlPlane controlPlane, Path directory, Duration scrapeInterval) {
    LocalPrometheus started = new LocalPrometheus(controlPlane, directory);
    try {
      Files.createDirectories(started.directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    started.writeConfiguration(scrapeInterval);
    started.targets = new ScrapeTargets(controlPlane.newAdminClient(), started.targetsFile());
    try {
      started.start();
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  /**
   * Where it serves.
   *
   * @return the base URI, without a path
   */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Starts it, where it was before and with the data it had, and waits until it serves.
   *
   * @throws IllegalStateException if it ends or is not ready within 60 s
   */
  public void start() {
    process =
        LocalProcess.start(
            "prometheus",
            new ProcessBuilder(
                    controlPlane.binaries().prometheus().toString(),
                    "--config.file=" + configuration(),
                    "--storage.tsdb.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port,
                    "--web.enable-lifecycle",
                    "--log.level=warn")
                .directory(directory.toFile()),
            directory.resolve("prometheus.log"));
    Awaitility.await("prometheus")
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              process.requireAlive();
              return isReady();
            });
  }

  /** Ends it in good order; the data stay. */
  public void stop() {
    process.stop("TERM", STOP_WITHIN);
  }

  /** Ends it at once (SIGKILL), as a crash would; what it had written to its log of samples stays. */
  public void kill() {
    process.kill();
  }

  /** Makes it hang: connections are accepted by the system, nothing is answered or scraped. */
  public void freeze() {
    process.freeze();
  }

  /** Ends the hang. */
  public void thaw() {
    process.thaw();
  }

  /**
   * Makes it scrape at another interval from now on.
   *
   * @param scrapeInterval at least 1 ms
   * @throws IllegalStateException if it refuses
   */
  public void reload(Duration scrapeInterval) {
    writeConfiguration(scrapeInterval);
    int status = status(HttpRequest.newBuilder(uri().resolve("/-/reload")).POST(HttpRequest.BodyPublishers.noBody()).build());
    if (status != 200) {
      throw new IllegalStateException("Prometheus refused to reload: " + status + "\n" + process.logTail());
    }
  }

  /**
   * Scrapes something that is no pod, too; taken in within about 5 s.
   *
   * @param metrics where its metrics are, path included
   * @param labels labels that its series get
   * @return ends that when closed
   */
  public Scrape scrape(URI metrics, Map<String, String> labels) {
    targets.add(metrics, labels);
    return () -> targets.remove(metrics);
  }

  /** The scraping of one target. */
  @FunctionalInterface
  public interface Scrape extends AutoCloseable {

    @Override
    void close();
  }

  /** Ends it and deletes its data; the log stays. */
  @Override
  public void close() {
    targets.close();
    process.kill();
    WorkDirectory.deleteExceptLogs(directory);
  }

  private Path targetsFile() {
    return directory.resolve("targets.json");
  }

  private Path configuration() {
    return directory.resolve("prometheus.yml");
  }

  private void writeConfiguration(Duration scrapeInterval) {
    String interval = scrapeInterval.toMillis() + "ms";
    Map<String, Object> job =
        Map.of("job_name", "pods", "file_sd_configs", List.of(Map.of("files", List.of(targetsFile().toString()))));
    Map<String, Object> configuration =
        Map.of(
            "global", Map.of("scrape_interval", interval, "scrape_timeout", interval),
            "scrape_configs", List.of(job));
    try {
      Files.writeString(configuration(), Serialization.asYaml(configuration));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() {
    return status(HttpRequest.newBuilder(uri().resolve("/-/ready")).timeout(Duration.ofSeconds(2)).build()) == 200;
  }

  /** The answer's status, or 0 if there is none. */
  private static int status(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException noAnswer) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
