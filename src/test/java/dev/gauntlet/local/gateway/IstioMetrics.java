package dev.gauntlet.local.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;

/**
 * Series of Istio. Each request is reported by its source, the gateway, and by its destination, the sidecar of the model; a copy only by
 * its destination, since the source's proxy makes copies after it has counted.
 *
 * @see <a href="https://istio.io/latest/docs/reference/config/metrics/">standard metrics</a>
 */
final class IstioMetrics implements TrafficMetrics {

    private static final String[] LABELS = {"reporter", "source_workload", "destination_workload", "destination_workload_namespace",
        "destination_version", "destination_service", "destination_service_name", "destination_service_namespace", "request_protocol",
        "response_code", "response_flags"};

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter requests = Counter.build("istio_requests", "Requests.").labelNames(LABELS).register(registry);
    private final Histogram durations = Histogram.build("istio_request_duration_milliseconds", "Milliseconds until the answer.")
            .labelNames(LABELS).buckets(SeriesText.ENVOY_BOUNDS).register(registry);

    @Override
    public void answered(Exchange exchange) {
        report("source", exchange, Integer.toString(exchange.code()), "-");
        report("destination", exchange, Integer.toString(exchange.code()), "-");
    }

    @Override
    public void abandoned(Exchange exchange) {
        // Downstream connection termination.
        report("source", exchange, "0", "DC");
        report("destination", exchange, "0", "DC");
    }

    @Override
    public void mirrored(Exchange exchange) {
        report("destination", exchange, Integer.toString(exchange.code()), "-");
    }

    private void report(String reporter, Exchange exchange, String code, String flags) {
        Workload workload = exchange.workload();
        String service = exchange.backend().service();
        String[] labels = {reporter, "local-gateway", workload.name(), workload.namespace(), workload.version(),
            service + "." + workload.namespace() + ".svc.cluster.local", service, workload.namespace(), "http",
            code, flags};
        requests.labels(labels).inc();
        durations.labels(labels).observe(exchange.millis());
    }

    @Override
    public String exposition() {
        return SeriesText.of(registry);
    }
}
