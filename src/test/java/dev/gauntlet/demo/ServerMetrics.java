package dev.gauntlet.demo;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The Prometheus metrics of a model server besides its {@link PredictionScores} and {@link InferenceMetrics}: inference requests
 * by status, their duration, the model's memory, and the start of the process. Probes, scrapes and feedback are not counted as
 * requests.
 */
final class ServerMetrics {

    /** In seconds. Few, because each unit bucket has a series of each; a quantile can be told to some hundredths of a second. */
    private static final double[] BOUNDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5};

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter requests;
    private final Histogram durations;

    /**
     * Registers the metrics.
     *
     * @param scores the scores to export too
     * @param inferences what was counted of each image, to export too
     * @param memoryBytes how much memory the model holds
     * @param processStart when the process started
     */
    ServerMetrics(PredictionScores scores, InferenceMetrics inferences, long memoryBytes, Instant processStart) {
        registry.register(scores);
        registry.register(inferences);
        requests = Counter.build("http_requests", "Inference requests answered.")
                .labelNames("code", "unit_bucket")
                .register(registry);
        durations = Histogram.build("http_request_duration_seconds", "Time to answer an inference request.")
                .labelNames("unit_bucket")
                .buckets(BOUNDS)
                .register(registry);
        Gauge.build("model_memory_bytes", "Memory that the model holds.").register(registry).set(memoryBytes);
        Gauge.build("process_start_time_seconds", "Start of the process, in seconds since 1970.")
                .register(registry)
                .set(processStart.toEpochMilli() / 1000.0);
    }

    /**
     * Counts an answered inference request.
     *
     * @param status the HTTP status of the answer
     * @param unitBucket the hash bucket of the unit that made the request; empty if unknown
     * @param duration from the arrival of the request to its answer
     */
    void answered(int status, String unitBucket, Duration duration) {
        requests.labels(Integer.toString(status), unitBucket).inc();
        durations.labels(unitBucket).observe(duration.toNanos() / 1e9);
    }

    /**
     * Writes all metrics in the Prometheus text format, version 0.0.4.
     *
     * @return the text in UTF-8
     * @throws IOException never, as it writes to memory
     */
    byte[] exposition() throws IOException {
        StringWriter text = new StringWriter();
        TextFormat.write004(text, registry.filteredMetricFamilySamples(name -> !name.endsWith("_created")));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
