package dev.gauntlet.local.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;

/**
 * Series of Traefik per service. Copies are counted like requests.
 *
 * @see <a href="https://doc.traefik.io/traefik/reference/install-configuration/observability/metrics/">metrics</a>
 */
final class TraefikMetrics implements TrafficMetrics {

    private static final String[] LABELS = {"code", "method", "protocol", "service"};

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter requests = Counter.build("traefik_service_requests", "Requests.").labelNames(LABELS).register(registry);
    private final Histogram durations = Histogram.build("traefik_service_request_duration_seconds", "Seconds until the answer.")
            .labelNames(LABELS).buckets(0.1, 0.3, 1.2, 5).register(registry);

    @Override
    public void answered(Exchange exchange) {
        count(exchange, Integer.toString(exchange.code()));
    }

    @Override
    public void abandoned(Exchange exchange) {
        count(exchange, "499");
    }

    private void count(Exchange exchange, String code) {
        String[] labels = {code, exchange.method(), "http", exchange.backend().series()};
        requests.labels(labels).inc();
        durations.labels(labels).observe(exchange.seconds());
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
