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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the proxy costs, measured on this machine: latency at a fixed rate and throughput as fast as it goes, direct and through the proxy
 * in turns, and failed requests over forty weight changes under load. The model does no work at all, so every difference is the proxy's.
 * Not part of the test run; {@code examples/benchmark/proxy} runs it and prints the figures.
 */
class ProxyBenchmark {

    private static final int ROUNDS = 5;
    private static final int CONNECTIONS = 32;
    private static final int RATE = 1_000;
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final PacedLoad PACED = new PacedLoad(CONNECTIONS, RATE, new byte[200], true);
    private static final PacedLoad FAST = new PacedLoad(CONNECTIONS, 0, new byte[200], true);
    private static final String MODEL_ADDRESS = "127.0.9.61";

    @TempDir
    private Path folder;
    private Process model;
    private NginxProxy proxy;
    private ProxyStates states;

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path conf = Files.writeString(folder.resolve("model.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/model.pid;
                error_log stderr error;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    keepalive_requests 1000000;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen %2$s:%3$d;
                        listen %2$s:9001;
                        location / { return 200 "{\\"outputs\\":[{\\"name\\":\\"y\\",\\"data\\":[1]}]}"; }
                    }
                }
                """.formatted(folder, MODEL_ADDRESS, ProxyServer.TRAFFIC_PORT));
        model = new ProcessBuilder(LocalBinaries.resolve().nginx().toString(), "-e", "stderr", "-c", conf.toString()).inheritIO().start();
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(MODEL_ADDRESS, 9001), 500);
                return true;
            }
        });
        states = new ProxyStates("a", Map.of("a", new Backend(MODEL_ADDRESS, ProxyServer.TRAFFIC_PORT, 1_000, 10_000),
                "b", new Backend(MODEL_ADDRESS, 9001, 1_000, 10_000)));
        proxy = new NginxProxy(folder, "127.0.9.62", AssignmentPolicy.perRequest("salt"), states.split(1, "50")).start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (proxy != null) {
            proxy.close();
        }
        if (model != null) {
            model.destroy();
            model.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void measure() throws Exception {
        PACED.send(MODEL_ADDRESS, Duration.ofSeconds(4));
        PACED.send(proxy.address(), Duration.ofSeconds(4));
        List<Sample> direct = new ArrayList<>();
        List<Sample> proxied = new ArrayList<>();
        List<Sample> directFast = new ArrayList<>();
        List<Sample> proxiedFast = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            direct.add(PACED.send(MODEL_ADDRESS, ROUND));
            proxied.add(PACED.send(proxy.address(), ROUND));
            directFast.add(FAST.send(MODEL_ADDRESS, ROUND.dividedBy(2)));
            proxiedFast.add(FAST.send(proxy.address(), ROUND.dividedBy(2)));
        }
        Sample changed = loadWithWeightChanges();

        System.out.printf(Locale.ROOT, "%n%d requests/s over %d connections, %d rounds in turns, median (best) of the rounds%n", RATE,
                CONNECTIONS, ROUNDS);
        System.out.printf(Locale.ROOT, "%-12s %18s %18s%n", "", "p50 ms", "p99 ms");
        print("direct", direct);
        print("proxy", proxied);
        System.out.printf(Locale.ROOT, "added p50: %.3f ms, added p99: %.3f ms (medians)%n",
                Sample.median(proxied, 0.5) - Sample.median(direct, 0.5), Sample.median(proxied, 0.99) - Sample.median(direct, 0.99));
        System.out.printf(Locale.ROOT,
                "as fast as it goes, %d connections, client and model on the same machine: direct %.0f/s, proxy %.0f/s%n", CONNECTIONS,
                medianRate(directFast), medianRate(proxiedFast));
        System.out.printf(Locale.ROOT, "40 weight changes at %d requests/s: %d of %d requests failed%n", RATE, changed.failures(),
                changed.micros().length + changed.failures());
        assertThat(changed.failures()).isZero();
    }

    private Sample loadWithWeightChanges() throws Exception {
        List<Sample> result = Collections.synchronizedList(new ArrayList<>());
        Thread load = new Thread(() -> result.add(PACED.send(proxy.address(), Duration.ofSeconds(12))));
        load.start();
        for (int change = 1; change <= 40; change++) {
            proxy.push(states.split(1 + change, change % 2 == 0 ? "5" : "50"));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(250));
        }
        assertThat(load.isAlive()).as("the load outlasts the changes").isTrue();
        load.join();
        return result.get(0);
    }

    private static void print(String name, List<Sample> samples) {
        System.out.printf(Locale.ROOT, "%-12s %9.3f (%.3f) %9.3f (%.3f)%n", name, Sample.median(samples, 0.5), Sample.best(samples, 0.5),
                Sample.median(samples, 0.99), Sample.best(samples, 0.99));
    }

    private static double medianRate(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::perSecond).sorted().toArray()[samples.size() / 2];
    }
}
