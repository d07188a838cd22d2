package dev.gauntlet.local.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;

/**
 * Series of Envoy per cluster. The client library would append {@code _total} to counters, which Envoy's names lack, so that they are
 * gauges here; Prometheus stores both alike.
 */
final class EnvoyMetrics implements TrafficMetrics {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Gauge requests = Gauge.build("envoy_cluster_upstream_rq", "Requests by status.")
            .labelNames("envoy_cluster_name", "envoy_response_code").register(registry);
    private final Gauge classes = Gauge.build("envoy_cluster_upstream_rq_xx", "Requests by class of the status.")
            .labelNames("envoy_cluster_name", "envoy_response_code_class").register(registry);
    private final Gauge completed = Gauge.build("envoy_cluster_upstream_rq_completed", "Requests that were answered.")
            .labelNames("envoy_cluster_name").register(registry);
    private final Gauge total = Gauge.build("envoy_cluster_upstream_rq_total", "Requests.")
            .labelNames("envoy_cluster_name").register(registry);
    private final Histogram times = Histogram.build("envoy_cluster_upstream_rq_time", "Milliseconds until the answer.")
            .labelNames("envoy_cluster_name").buckets(SeriesText.ENVOY_BOUNDS).register(registry);

    @Override
    public void answered(Exchange exchange) {
        String cluster = exchange.backend().series();
        requests.labels(cluster, Integer.toString(exchange.code())).inc();
        classes.labels(cluster, Integer.toString(exchange.code() / 100)).inc();
        completed.labels(cluster).inc();
        total.labels(cluster).inc();
        times.labels(cluster).observe(exchange.millis());
    }

    /** Envoy knows no status of what it did not answer, and counts by status what it answered. */
    @Override
    public void abandoned(Exchange exchange) {
        total.labels(exchange.backend().series()).inc();
    }

    @Override
    public void mirrored(Exchange exchange) {
        answered(exchange);
    }

    @Override
    public String exposition() {
        return SeriesText.of(registry);
    }
}
