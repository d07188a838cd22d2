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

/** A real Alertmanager on 127.0.0.1, alone (no cluster), that tells one webhook of its alerts at once. */
public final class LocalAlertmanager implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path directory;
  private final int port = FreePort.next();
  private final LocalProcess process;

  private LocalAlertmanager(LocalBinaries binaries, Path directory) {
    this.directory = directory.toAbsolutePath();
    this.process =
        LocalProcess.start(
            "alertmanager",
            new ProcessBuilder(
                    binaries.alertmanager().toString(),
                    "--config.file=" + directory.resolve("alertmanager.yml"),
                    "--storage.path=" + directory.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + port,
                    "--cluster.listen-address=",
                    "--log.level=warn")
                .directory(directory.toFile()),
            directory.resolve("alertmanager.log"));
  }

  /**
   * Starts an Alertmanager and waits until it serves.
   *
   * @param binaries name the program
   * @param directory gets its configuration, data and {@code alertmanager.log}; created if absent
   * @param webhook is told of alerts that begin and end
   * @return the running Alertmanager
   * @throws org.awaitility.core.ConditionTimeoutException if it is not ready within 60 s
   */
  public static LocalAlertmanager start(LocalBinaries binaries, Path directory, URI webhook) {
    Map<String, Object> receiver =
        Map.of(
            "name", "test",
            "webhook_configs", List.of(Map.of("url", webhook.toString(), "send_resolved", true)));
    Map<String, Object> route =
        Map.of(
            "receiver", "test",
            "group_by", List.of("..."),
            "group_wait", "100ms",
            "group_interval", "500ms",
            "repeat_interval", "1h");
    try {
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("alertmanager.yml"), Serialization.asYaml(Map.of("route", route, "receivers", List.of(receiver))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LocalAlertmanager started = new LocalAlertmanager(binaries, directory);
    try {
      Awaitility.await("alertmanager")
          .atMost(READY_WITHIN)
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                started.process.requireAlive();
                return started.isReady();
              });
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

  /** Ends it and deletes its data; the log stays. */
  @Override
  public void close() {
    process.kill();
    WorkDirectory.deleteExceptLogs(directory);
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest question = HttpRequest.newBuilder(uri().resolve("/-/ready")).timeout(Duration.ofSeconds(2)).build();
    try {
      return HTTP.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException noAnswer) {
      return false;
    }
  }
}
