package dev.gauntlet.local.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;

/**
 * Series of Knative's queue-proxy from 1.21 on, with the revision that scraping takes from the pod's labels.
 *
 * @see <a href="https://knative.dev/docs/serving/observability/metrics/serving-metrics/">metrics of Serving</a>
 */
final class KnativeMetrics implements TrafficMetrics {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Histogram durations = Histogram.build("kn_serving_invocation_duration_seconds", "Seconds until the answer.")
            .labelNames("revision_name", "http_request_method", "http_response_status_code")
            .buckets(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10).register(registry);

    @Override
    public void answered(Exchange exchange) {
        count(exchange, exchange.code());
    }

    /** The queue-proxy writes no answer then, which counts as the status that an answer has by default. */
    @Override
    public void abandoned(Exchange exchange) {
        count(exchange, 200);
    }

    private void count(Exchange exchange, int code) {
        durations.labels(exchange.backend().series(), exchange.method(), Integer.toString(code)).observe(exchange.seconds());
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
