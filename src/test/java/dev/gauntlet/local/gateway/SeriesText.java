package dev.gauntlet.local.gateway;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The text of metrics. */
final class SeriesText {

    /** Upper bounds of Envoy's histograms, in milliseconds, as Istio and Envoy export them. */
    static final double[] ENVOY_BOUNDS = {0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
        600_000, 1_800_000, 3_600_000};

    private SeriesText() {
    }

    /** All series of a registry in the Prometheus text format 0.0.4, without the times of their creation. */
    static String of(CollectorRegistry registry) {
        StringWriter text = new StringWriter();
        try {
            TextFormat.write004(text, registry.filteredMetricFamilySamples(name -> !name.endsWith("_created")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
