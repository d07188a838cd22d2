package dev.gauntlet.routing.managedproxy;

import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteOwner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A real nginx with the files that Gauntlet renders, in a folder and on a loopback address of its own. */
final class NginxProxy implements AutoCloseable {

    static final RouteOwner OWNER = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "digits", "uid-1");
    static final AdminTokens TOKENS = new AdminTokens("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    private static final LocalBinaries BINARIES = LocalBinaries.resolve();
    private static final Pattern TIMED = Pattern.compile("gauntlet_request_duration_seconds_count\\{.*} (\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path prefix;
    private final String address;
    private Process process;

    NginxProxy(Path folder, String address, AssignmentPolicy policy, ProxyState state) {
        this.address = address;
        try {
            // The workers run under another user where the master is root.
            prefix = Files.createDirectories(folder.resolve("proxy-" + address));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectories(prefix.resolve("conf"));
            Files.createDirectories(prefix.resolve("run"));
            ProxyServer server = new ProxyServer(address, 2, Duration.ofSeconds(10));
            ProxySettings settings = ProxySettings.of(OWNER, List.of(), policy, TOKENS.tokenSha1(OWNER));
            for (Map.Entry<String, String> file : new ProxyFiles().fixed(server, settings).entrySet()) {
                Files.writeString(prefix.resolve("conf").resolve(file.getKey()),
                        file.getValue().replace("/etc/nginx/modules-enabled", BINARIES.nginxModules().toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writeState(state.toJson());
    }

    /** Replaces the mounted file with the state, all at once as a kubelet does. */
    void writeState(String text) {
        try {
            Path fresh = Files.writeString(prefix.resolve("state.new"), text);
            Files.move(fresh, prefix.resolve("conf/state.json"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String text) throws IOException {
        Files.writeString(prefix.resolve(file), text);
    }

    NginxProxy start() {
        try {
            process = nginx("-g", "daemon off;").redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .redirectError(ProcessBuilder.Redirect.appendTo(prefix.resolve("error.log").toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20)).until(this::isReady);
        return this;
    }

    private boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("nginx ended: " + Files.readString(prefix.resolve("error.log")));
        }
        try {
            return exchange("GET", ProxyServer.ADMIN_PORT, "/readyz", "", null).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private ProcessBuilder nginx(String... arguments) {
        List<String> command = new ArrayList<>(List.of(BINARIES.nginx().toString(), "-e", "stderr", "-p", prefix + "/", "-c", "conf/nginx.conf"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Exit code and output of the check that the init container makes. */
    String check() throws IOException, InterruptedException {
        Process check = nginx("-t").redirectErrorStream(true).start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return check.waitFor() + " " + output;
    }

    void reload() throws IOException, InterruptedException {
        List<Long> before = workers();
        nginx("-s", "reload").redirectOutput(new File("/dev/null")).redirectError(new File("/dev/null")).start().waitFor();
        await().atMost(Duration.ofSeconds(20)).until(() -> workers().size() == 2 && workers().stream().noneMatch(before::contains));
    }

    private List<Long> workers() {
        return process.children().map(ProcessHandle::pid).toList();
    }

    void restart() throws InterruptedException {
        stop();
        start();
    }

    /** Asks nginx to finish its requests and to end; returns at once. */
    void quit() throws IOException, InterruptedException {
        nginx("-s", "quit").start().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Path log() {
        return prefix.resolve("access.log");
    }

    String address() {
        return address;
    }

    KeepAliveClient client() {
        return new KeepAliveClient(address, ProxyServer.TRAFFIC_PORT);
    }

    ProxyAdminClient.Answer push(ProxyState state) {
        return new ProxyAdminClient(Duration.ofSeconds(5)).push(List.of(address), TOKENS.token(OWNER), state).get(address);
    }

    HttpResponse<String> admin(String method, String body, String token) {
        return exchange(method, ProxyServer.ADMIN_PORT, "/state", body, token);
    }

    String metrics() {
        return exchange("GET", ProxyServer.METRICS_PORT, "/metrics", "", null).body();
    }

    /** The metrics once that many requests are counted: a request is counted when its answer has been sent. */
    String metricsAfter(long requests) {
        return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10)).until(this::metrics, text -> TIMED.matcher(text)
                .results().mapToLong(count -> Long.parseLong(count.group(1))).sum() == requests);
    }

    private HttpResponse<String> exchange(String method, int port, String path, String body, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
                .timeout(Duration.ofSeconds(5)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stop() throws InterruptedException {
        if (process != null) {
            // SIGTERM: the master takes its workers with it. Only when that fails are they ended one by one.
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
