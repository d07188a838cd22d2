package dev.gauntlet.routing.managedproxy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Clients with persistent connections that send one POST after the other; a broken connection or a status but 200 is a failure. */
final class Load implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile String address;
    private volatile boolean stopped;

    Load(String address, int clients) {
        this.address = address;
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(this::run, "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run() {
        while (!stopped) {
            String target = address;
            connections.incrementAndGet();
            try (KeepAliveClient client = new KeepAliveClient(target, ProxyServer.TRAFFIC_PORT)) {
                boolean open = true;
                while (!stopped && open) {
                    KeepAliveClient.Response response = client.post("/infer", Map.of(), new byte[64]);
                    if (response.status() != 200) {
                        failures.add("HTTP " + response.status());
                    }
                    answered.incrementAndGet();
                    open = !"close".equals(response.headers().get("connection"));
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /** Where new connections go from now on; open ones stay. */
    void target(String other) {
        address = other;
    }

    void awaitMore(long count) {
        long goal = answered.get() + count;
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> answered.get() >= goal);
    }

    int connections() {
        return connections.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(30_000);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
