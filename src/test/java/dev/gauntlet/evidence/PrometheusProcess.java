package dev.gauntlet.evidence;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import dev.gauntlet.local.LocalBinaries;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A real Prometheus on a loopback port that scrapes a changing list of targets every second. */
public final class PrometheusProcess implements AutoCloseable {
    private final Path folder;
    private final String binary;
    private final int port;
    private Process process;

    /** Prepares one that keeps its data in a folder. */
    public PrometheusProcess(Path folder) throws IOException {
        this.folder = folder;
        this.binary = LocalBinaries.resolve().prometheus().toString();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s}
                scrape_configs:
                - job_name: app
                  file_sd_configs: [{files: [targets.json]}]
                """);
        targets(List.of());
    }

    /** Scrapes these addresses from now on; Prometheus notices within some seconds. */
    public void targets(Collection<String> addresses) throws IOException {
        String quoted = addresses.stream().map(address -> '"' + address + '"').collect(Collectors.joining(","));
        Path next = Files.writeString(folder.resolve("targets.json.next"), "[{\"targets\":[" + quoted + "]}]");
        Files.move(next, folder.resolve("targets.json"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Starts it and waits until it is ready. */
    public void start() throws IOException {
        process = new ProcessBuilder(binary, "--config.file=prometheus.yml", "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:" + port, "--log.level=warn")
                .directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("prometheus.log").toFile())).start();
        Awaitility.await("Prometheus is ready").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).until(this::isReady);
    }

    private boolean isReady() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus ended: see " + folder.resolve("prometheus.log"));
        }
        try {
            HttpRequest request = HttpRequest.newBuilder(url().resolve("/-/ready")).timeout(Duration.ofSeconds(2)).build();
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it in good order (SIGTERM); its data stay. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Ends it at once (SIGKILL), as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
