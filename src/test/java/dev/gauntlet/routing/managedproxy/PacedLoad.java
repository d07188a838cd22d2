package dev.gauntlet.routing.managedproxy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients that send POSTs at a rate, or as fast as answers come, and measure each.
 *
 * @param connections how many clients there are
 * @param rate requests per second of all together; 0 for no pause
 * @param body what they send
 * @param keepAlive whether a client keeps its connection; else each request makes one of its own, which is part of its time
 */
record PacedLoad(int connections, int rate, byte[] body, boolean keepAlive) {

    /**
     * One measurement.
     *
     * @param micros microseconds of every answered request, sorted
     * @param failures requests that had another answer than 200, or none
     * @param seconds how long it took
     */
    record Sample(long[] micros, int failures, double seconds) {

        double millis(double quantile) {
            return micros[(int) Math.min(micros.length - 1, Math.round(quantile * micros.length))] / 1_000.0;
        }

        double perSecond() {
            return micros.length / seconds;
        }

        /** The middle one of the samples' quantiles, in milliseconds. */
        static double median(List<Sample> samples, double quantile) {
            return samples.stream().mapToDouble(sample -> sample.millis(quantile)).sorted().toArray()[samples.size() / 2];
        }

        /** The least of the samples' quantiles, in milliseconds: what the machine can do when nothing disturbs it. */
        static double best(List<Sample> samples, double quantile) {
            return samples.stream().mapToDouble(sample -> sample.millis(quantile)).min().orElseThrow();
        }
    }

    /** Sends requests to the traffic port of an address for a while, from all connections at once. */
    Sample send(String address, Duration duration) {
        AtomicInteger failures = new AtomicInteger();
        List<long[]> parts = Collections.synchronizedList(new ArrayList<>());
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        long interval = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * connections / rate;
        List<Thread> threads = IntStream.range(0, connections).mapToObj(i -> new Thread(() ->
                parts.add(connection(address, start + interval * i / connections, end, interval, failures)))).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Sample(parts.stream().flatMapToLong(Arrays::stream).sorted().toArray(), failures.get(), seconds);
    }

    private long[] connection(String address, long start, long end, long interval, AtomicInteger failures) {
        long[] micros = new long[1 << 17];
        int count = 0;
        KeepAliveClient client = new KeepAliveClient(address, ProxyServer.TRAFFIC_PORT);
        for (long due = start; due < end && System.nanoTime() < end && count < micros.length; due += interval) {
            long wait = due - System.nanoTime();
            if (interval > 0 && wait > 0) {
                LockSupport.parkNanos(wait);
            }
            long sent = System.nanoTime();
            try {
                if (client.post("/v2/models/m/infer", Map.of(), body).status() != 200) {
                    failures.incrementAndGet();
                } else {
                    micros[count++] = (System.nanoTime() - sent) / 1_000;
                }
                if (!keepAlive) {
                    close(client);
                }
            } catch (IOException e) {
                failures.incrementAndGet();
                close(client);
            }
        }
        close(client);
        return Arrays.copyOf(micros, count);
    }

    private static void close(KeepAliveClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
