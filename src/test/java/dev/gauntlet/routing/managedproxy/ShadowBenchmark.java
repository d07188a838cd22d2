package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.local.LocalBinaries;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.managedproxy.PacedLoad.Sample;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients notice of a shadow, measured on this machine: latency without copies, with a tenth and with all requests copied, in turns
 * on the same connections' pace, for challengers that are well, slow, hang or refuse. Not part of the test run;
 * {@code examples/benchmark/shadow} runs it and prints the figures as a Markdown table.
 */
class ShadowBenchmark {

    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 32;
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final List<String> PERCENTAGES = List.of("0", "10", "100");
    private static final String MODEL_ADDRESS = "127.0.9.65";
    private static final int HEALTHY = 9_001;
    private static final int SLOW = 9_002;
    private static final int HANGING = 9_003;
    private static final int REFUSING = 9_004;

    /** A case to measure: what the challenger does, what clients send and how they connect. */
    private record Scenario(String challenger, int port, String clients, PacedLoad load) {

        static Scenario small(String challenger, int port, boolean keepAlive) {
            return new Scenario(challenger, port, (keepAlive ? "keep-alive" : "new connections") + ", 500/s, 200 B",
                    new PacedLoad(CONNECTIONS, 500, new byte[200], keepAlive));
        }

        static Scenario large(String challenger, int port) {
            return new Scenario(challenger, port, "keep-alive, 20/s, 1 MB", new PacedLoad(8, 20, new byte[1 << 20], true));
        }
    }

    private static final List<Scenario> SCENARIOS = List.of(
            Scenario.small("healthy", HEALTHY, true), Scenario.small("answers after 200 ms", SLOW, true),
            Scenario.small("hangs", HANGING, true), Scenario.small("refuses connections", REFUSING, true),
            Scenario.small("healthy", HEALTHY, false), Scenario.small("hangs", HANGING, false),
            Scenario.large("healthy", HEALTHY), Scenario.large("hangs", HANGING));

    @TempDir
    private Path folder;
    private Process models;
    private NginxProxy proxy;
    private long generation;

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        LocalBinaries binaries = LocalBinaries.resolve();
        Path conf = Files.writeString(folder.resolve("models.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/models.pid;
                error_log stderr crit;
                include %2$s/*.conf;
                events { worker_connections 8192; }
                http {
                    access_log off;
                    keepalive_requests 1000000;
                    client_max_body_size 20m;
                    client_body_buffer_size 2m;
                    lua_check_client_abort on;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server { listen %3$s:%4$d; listen %3$s:%5$d; location / {
                        content_by_lua_block { ngx.req.read_body() ngx.print("{}") } } }
                    server { listen %3$s:%6$d; location / { content_by_lua_block { ngx.req.read_body() ngx.sleep(0.2) ngx.print("{}") } } }
                    server { listen %3$s:%7$d; location / { content_by_lua_block { ngx.req.read_body() ngx.sleep(3600) } } }
                }
                """.formatted(folder, binaries.nginxModules(), MODEL_ADDRESS, ProxyServer.TRAFFIC_PORT, HEALTHY, SLOW, HANGING));
        models = new ProcessBuilder(binaries.nginx().toString(), "-e", "stderr", "-c", conf.toString()).inheritIO().start();
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(MODEL_ADDRESS, HANGING), 500);
                return true;
            }
        });
        proxy = new NginxProxy(folder, "127.0.9.66", AssignmentPolicy.perRequest("salt"), state(HEALTHY, "0")).start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (proxy != null) {
            proxy.close();
        }
        if (models != null) {
            models.destroy();
            models.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private ProxyState state(int challengerPort, String percent) {
        return new ProxyStates("a", Map.of("a", new Backend(MODEL_ADDRESS, ProxyServer.TRAFFIC_PORT, 1_000, 10_000),
                "b", new Backend(MODEL_ADDRESS, challengerPort, 1_000, 3_000))).mirroring(++generation, percent);
    }

    @Test
    void measure() {
        Scenario warmUp = SCENARIOS.get(0);
        proxy.push(state(warmUp.port(), "100"));
        warmUp.load().send(proxy.address(), ROUND);
        StringBuilder table = new StringBuilder();
        int failures = 0;
        for (Scenario scenario : SCENARIOS) {
            Map<String, List<Sample>> measured = measured(scenario);
            failures += measured.values().stream().flatMap(List::stream).mapToInt(Sample::failures).sum();
            table.append(row(scenario, measured));
        }
        System.out.printf("%nmilliseconds; middle of %d rounds of %d s in turns; share of requests copied to the challenger%n%n", ROUNDS,
                ROUND.toSeconds());
        System.out.println("| challenger | clients | p50: 0 % | 10 % | 100 % | p99: 0 % | 10 % | 100 % |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        System.out.println(table);
        System.out.println("failed client requests: " + failures);
        assertThat(failures).isZero();
    }

    private Map<String, List<Sample>> measured(Scenario scenario) {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String percent : PERCENTAGES) {
                proxy.push(state(scenario.port(), percent));
                samples.computeIfAbsent(percent, key -> new ArrayList<>()).add(scenario.load().send(proxy.address(), ROUND));
            }
        }
        return samples;
    }

    private static String row(Scenario scenario, Map<String, List<Sample>> measured) {
        StringBuilder row = new StringBuilder("| ").append(scenario.challenger()).append(" | ").append(scenario.clients()).append(" |");
        for (double quantile : new double[] {0.5, 0.99}) {
            measured.values().forEach(samples -> row.append(String.format(Locale.ROOT, " %.2f |", Sample.median(samples, quantile))));
        }
        return row.append('\n').toString();
    }
}
