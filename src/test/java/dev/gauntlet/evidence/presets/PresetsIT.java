package dev.gauntlet.evidence.presets;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gauntlet.evidence.PrometheusProcess;
import dev.gauntlet.evidence.presets.Exposition.Expected;
import dev.gauntlet.evidence.prometheus.HttpPrometheusClient;
import dev.gauntlet.evidence.prometheus.PrometheusConnection;
import dev.gauntlet.evidence.prometheus.QueryListener;
import dev.gauntlet.evidence.prometheus.QueryOutcome;
import dev.gauntlet.evidence.prometheus.Series;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The selectors of the presets against a real Prometheus that scrapes one page per source. */
class PresetsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RANGE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void prometheusFindsForEveryPresetWhatItHasToCount() throws Exception {
        List<HttpServer> servers = new ArrayList<>();
        try (PrometheusProcess prometheus = new PrometheusProcess(folder)) {
            List<Exposition> pages = Exposition.all().toList();
            for (Exposition page : pages) {
                servers.add(serve(page));
            }
            prometheus.targets(servers.stream().map(server -> "127.0.0.1:" + server.getAddress().getPort()).toList());
            prometheus.start();
            HttpPrometheusClient client = new HttpPrometheusClient(PrometheusConnection.of("local", prometheus.url()), Clock.systemUTC(),
                    QueryListener.NONE);
            Awaitility.await("every page is scraped").atMost(PATIENCE)
                    .until(() -> found(client, "up").series().stream().filter(up -> newest(up) == 1).count() == pages.size());

            assertThat(pages).allSatisfy(page -> assertThat(page.expected()).allSatisfy(expected -> assertFound(client, page, expected)));
        } finally {
            servers.forEach(server -> server.stop(0));
        }
    }

    private static void assertFound(HttpPrometheusClient client, Exposition page, Expected expected) {
        expected.query().selectors().forEach((field, selector) -> assertThat(found(client, page.ofChallenger(field, selector).toPromQl())
                .series().stream().mapToDouble(PresetsIT::newest).sum()).as("%s %s: %s", expected, field, selector)
                .isEqualTo(expected.counts().get(field)));
    }

    private static QueryOutcome.Samples found(HttpPrometheusClient client, String selector) {
        return (QueryOutcome.Samples) client.rawSamples(selector, RANGE, Instant.now());
    }

    private static double newest(Series series) {
        return series.samples().get(series.samples().size() - 1).value();
    }

    private static HttpServer serve(Exposition page) throws IOException {
        byte[] text = page.text().getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> answer(exchange, text));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, byte[] text) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
        }
    }
}
