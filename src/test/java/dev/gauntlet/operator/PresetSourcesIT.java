package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Preset;
import dev.gauntlet.evidence.Epoch;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.evidence.EvidenceCollector;
import dev.gauntlet.evidence.EvidenceLimits;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.ProportionCounts;
import dev.gauntlet.evidence.PrometheusProcess;
import dev.gauntlet.evidence.presets.Presets;
import dev.gauntlet.evidence.prometheus.Authentication;
import dev.gauntlet.evidence.prometheus.HttpPrometheusClient;
import dev.gauntlet.evidence.prometheus.PrometheusConnection;
import dev.gauntlet.evidence.prometheus.QueryListener;
import dev.gauntlet.evidence.prometheus.QueryOutcome;
import dev.gauntlet.evidence.prometheus.RetryLimits;
import dev.gauntlet.evidence.prometheus.StoreTime;
import dev.gauntlet.local.LocalCluster;
import dev.gauntlet.local.LocalControlPlane;
import dev.gauntlet.local.gateway.CrdInstaller;
import dev.gauntlet.local.gateway.LocalGateway;
import dev.gauntlet.stats.ArmSums;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The presets of gateways from end to end: real clients, a gateway that splits and copies by a route object and exports the series of
 * the real system, a real Prometheus, and the counts by which the operator would decide.
 */
@ExtendWith(LocalCluster.class)
class PresetSourcesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CHAMPION = "baseline";
    private static final String CHALLENGER = "candidate";
    private static final double MARGIN_SECONDS = 0.1;

    /** A source, by which of its labels the variants are told apart, and what the gateway reads. */
    private enum Case {
        ISTIO(Preset.Source.Istio, LocalGateway.Kind.VIRTUAL_SERVICE, "destination_workload: digits-%1$s", """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: split}
                spec:
                  hosts: [digits]
                  http:
                  - route:
                    - {destination: {host: digits-baseline, port: {number: 8080}}, weight: %1$d}
                    - {destination: {host: digits-candidate, port: {number: 8080}}, weight: %2$d}
                %3$s""", "    mirrors: [{destination: {host: digits-candidate, port: {number: 8080}}, percentage: {value: 100}}]", true, false),
        ENVOY(Preset.Source.EnvoyGateway, LocalGateway.Kind.HTTP_ROUTE,
                "envoy_cluster_name: httproute/%2$s/split/rule/0/backend/%3$d", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: split}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                  - backendRefs:
                    - {name: digits-baseline, port: 8080, weight: %1$d, filters: [
                        {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Gauntlet-Variant, value: baseline}]}}]}
                    - {name: digits-candidate, port: 8080, weight: %2$d, filters: [
                        {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Gauntlet-Variant, value: candidate}]}}]}
                %3$s""", "    filters: [{type: RequestMirror, requestMirror: {backendRef: {name: digits-candidate, port: 8080}}}]", false, false),
        TRAEFIK(Preset.Source.Traefik, LocalGateway.Kind.TRAEFIK_SERVICE, "service: %2$s-digits-%1$s-8080@kubernetescrd", """
                apiVersion: traefik.io/v1alpha1
                kind: TraefikService
                metadata: {name: split}
                spec:
                  weighted:
                    services:
                    - {name: digits-baseline, port: 8080, weight: %1$d}
                    - {name: digits-candidate, port: 8080, weight: %2$d}
                """, """
                apiVersion: traefik.io/v1alpha1
                kind: TraefikService
                metadata: {name: split}
                spec:
                  mirroring:
                    name: digits-baseline
                    port: 8080
                    mirrors: [{name: digits-candidate, port: 8080, percent: 100}]
                """, true, true),
        KNATIVE(Preset.Source.KnativeServing, LocalGateway.Kind.KNATIVE_SERVICE, "revision_name: digits-%1$s", """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: split}
                spec:
                  template: {metadata: {name: digits-candidate}, spec: {containers: [{image: test/digits}]}}
                  traffic: [{revisionName: digits-baseline, percent: %1$d}, {revisionName: digits-candidate, percent: %2$d}]
                """, "", true, false);

        private final Preset.Source source;
        private final LocalGateway.Kind kind;
        private final String labels;
        private final String route;
        private final String copying;
        /** Whether a request whose client went away counts among the trials; never among the errors. */
        private final boolean countsTheAbandoned;
        /** Whether copies count like requests, so that only the epochs tell them apart. */
        private final boolean countsCopies;

        Case(Preset.Source source, LocalGateway.Kind kind, String labels, String route, String copying, boolean countsTheAbandoned,
                boolean countsCopies) {
            this.source = source;
            this.kind = kind;
            this.labels = labels;
            this.route = route;
            this.copying = copying;
            this.countsTheAbandoned = countsTheAbandoned;
            this.countsCopies = countsCopies;
        }

        /** The route of a shadow; empty where the system makes no copies. */
        Optional<String> shadow() {
            return copying.isEmpty() ? Optional.empty()
                    : Optional.of(copying.startsWith("apiVersion") ? copying : route.formatted(100, 0, copying));
        }

        String split() {
            return route.formatted(50, 50, "");
        }

        ModelExperimentSpec spec(String namespace) {
            String manifest = Manifests.MINIMAL
                    .replace("version: baseline", labels.formatted(CHAMPION, namespace, 0))
                    .replace("version: candidate", labels.formatted(CHALLENGER, namespace, 1)) + """
                      - name: errors
                        role: Guardrail
                        nonInferiorityMargin: {type: Absolute, value: "0.02"}
                        preset: {source: %1$s, signal: Errors}
                      - name: mean
                        role: Guardrail
                        nonInferiorityMargin: {type: Absolute, value: "%2$s"}
                        preset: {source: %1$s, signal: Latency}
                      - name: slowest
                        role: Diagnostic
                        quantile: "0.9"
                        preset: {source: %1$s, signal: Latency}
                      analysis: {warmupSeconds: 0}
                    """.formatted(source, MARGIN_SECONDS);
            ModelExperimentSpec written = Manifests.spec(manifest);
            assertThat(Presets.errors(written)).isEmpty();
            return Presets.expand(written);
        }
    }

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private LocalControlPlane controlPlane;
    private KubernetesClient client;
    private PrometheusProcess prometheus;
    private HttpPrometheusClient store;
    private final Map<String, GatewayModel> models = new TreeMap<>();

    @BeforeEach
    void start(LocalControlPlane plane, KubernetesClient admin) throws Exception {
        controlPlane = plane;
        client = admin;
        prometheus = new PrometheusProcess(folder);
        open.add(prometheus);
        prometheus.start();
        store = new HttpPrometheusClient(new PrometheusConnection("local", prometheus.url(), Duration.ofSeconds(10),
                new Authentication.None(), Optional.empty(), Map.of(), Duration.ofSeconds(1), Set.of(), 10 << 20, RetryLimits.DEFAULT),
                Clock.systemUTC(), QueryListener.NONE);
        for (String variant : List.of(CHAMPION, CHALLENGER)) {
            HasMetadata service = apply("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: digits-%s}
                    spec: {ports: [{port: 8080, protocol: TCP}]}
                    """.formatted(variant));
            GatewayModel model = new GatewayModel(variant, ((Service) service).getSpec().getClusterIP(),
                    variant.equals(CHAMPION) ? 20 : 120);
            open.add(model);
            models.put(variant, model);
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private HasMetadata apply(String manifest) {
        return client.load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))).inNamespace(client.getNamespace())
                .forceConflicts().serverSideApply().get(0);
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void countsWhatClientsSawAndNoCopies(Case source) throws Exception {
        CrdInstaller schemas = new CrdInstaller(client);
        List.of("gateway-api", "istio", "knative-serving", "traefik").forEach(schemas::install);
        LocalGateway gateway = LocalGateway.start(controlPlane.adminConfig(), source.kind, client.getNamespace(), "split");
        open.add(gateway);
        prometheus.targets(List.of(gateway.metricsUri().getAuthority()));
        ModelExperimentSpec spec = source.spec(client.getNamespace());
        Counting counting = new Counting(EvidenceSpecs.of("demo/digits", spec));

        if (source.shadow().isPresent()) {
            inForce(gateway, source.shadow().get());
            Epoch shadow = counting.open(10_000, 0);
            GatewayClients clients = new GatewayClients(gateway.uri());
            clients.send(60);
            assertThat(clients.seen(CHALLENGER)).as("clients at the challenger").isEmpty();
            await("copies").atMost(PATIENCE).until(() -> models.get(CHALLENGER).requests() == 60);
            counting.await(shadow, CHAMPION, clients.counts(CHAMPION));
            counting.await(shadow, CHALLENGER, source.countsCopies ? clients.counts(CHAMPION) : ProportionCounts.NONE);
        }

        inForce(gateway, source.split());
        Epoch split = counting.open(5_000, 5_000);
        GatewayClients clients = new GatewayClients(gateway.uri());
        clients.send(150);
        for (String variant : List.of(CHAMPION, CHALLENGER)) {
            assertThat(clients.seen(variant)).as("statuses of %s", variant).contains(200, 422, 500, 503);
            counting.await(split, variant, clients.counts(variant));
        }
        assertLatencies(spec, counting.evidence(), clients);

        Epoch abandoned = counting.open(5_000, 5_000);
        models.values().forEach(GatewayModel::forget);
        clients.abandon(20);
        await("all arrived").atMost(PATIENCE).until(() -> models.values().stream().mapToInt(GatewayModel::requests).sum() == 20);
        GatewayClients after = new GatewayClients(gateway.uri());
        after.send(40);
        for (String variant : List.of(CHAMPION, CHALLENGER)) {
            long gone = source.countsTheAbandoned ? models.get(variant).late() : 0;
            counting.await(abandoned, variant, after.counts(variant).plus(new ProportionCounts(gone, 0)));
        }
        assertThat(counting.evidence().proportionStrata("errors", CHALLENGER, CHAMPION).orElseThrow()).as("epochs with a split").hasSize(2);
    }

    /** In the unit of the source, told by what has become of the margin in seconds. */
    private static void assertLatencies(ModelExperimentSpec spec, Evidence evidence, GatewayClients clients) {
        Metric mean = spec.metrics().stream().filter(metric -> metric.name().equals("mean")).findFirst().orElseThrow();
        double unitsPerSecond = Double.parseDouble(mean.nonInferiorityMargin().value()) / MARGIN_SECONDS;
        var totals = evidence.sumsStrata("mean", CHALLENGER, CHAMPION).orElseThrow().get(0).totals();
        assertMean(totals.champion(), unitsPerSecond, 0.020, clients.meanSeconds(CHAMPION));
        assertMean(totals.challenger(), unitsPerSecond, 0.120, clients.meanSeconds(CHALLENGER));
        var slowest = evidence.histogramStrata("slowest", CHALLENGER, CHAMPION).orElseThrow().get(0).totals();
        assertThat(slowest.challenger().count()).isEqualTo(clients.counts(CHALLENGER).trials());
        assertThat(slowest.champion().count()).isEqualTo(clients.counts(CHAMPION).trials());
    }

    private static void assertMean(ArmSums sums, double unitsPerSecond, double atLeast, double seenByClients) {
        double seconds = sums.numerator() / sums.denominator() / unitsPerSecond;
        assertThat(seconds).as("mean latency in seconds, clients saw %s", seenByClients).isBetween(atLeast, seenByClients);
    }

    private void inForce(LocalGateway gateway, String route) {
        long generation = apply(route).getMetadata().getGeneration();
        await("route in force").atMost(PATIENCE).until(() -> gateway.generation() >= generation);
        models.values().forEach(GatewayModel::forget);
    }

    /** What the operator does with the store. */
    private final class Counting {

        private final EvidenceSpec counted;
        private final EvidenceCollector collector;
        private Ledger ledger;

        private Counting(EvidenceSpec counted) {
            this.counted = counted;
            this.collector = new EvidenceCollector(store, Duration.ofSeconds(1), Set.of(), EvidenceLimits.DEFAULT);
            awaitScrapeAfter(now());
            this.ledger = Ledger.startingAt(counted, EvidenceLimits.DEFAULT, now());
        }

        private Instant now() {
            return ((StoreTime.Known) store.storeTime()).now();
        }

        private void awaitScrapeAfter(Instant moment) {
            Awaitility.await("a scrape").atMost(PATIENCE).until(() -> ((QueryOutcome.Samples) store.rawSamples("up", Duration.ofMinutes(1), now()))
                    .series().stream().flatMap(series -> series.samples().stream())
                    .anyMatch(sample -> sample.value() == 1 && sample.timestampMillis() > moment.toEpochMilli()));
        }

        /** From now on these weights are in force; returns once traffic would count for them as a whole. */
        private Epoch open(int champion, int challenger) {
            Instant start = now();
            ledger = ledger.withTraffic(ledger.traffic().verify(start)
                    .open(start, new TreeMap<>(Map.of(CHAMPION, champion, CHALLENGER, challenger))));
            awaitScrapeAfter(start);
            return ledger.traffic().current().orElseThrow();
        }

        private Evidence evidence() {
            return new Evidence(counted, ledger);
        }

        private void await(Epoch epoch, String variant, ProportionCounts expected) {
            Awaitility.await(variant).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> {
                Instant now = now();
                ledger = collector.collect(counted, ledger.withTraffic(ledger.traffic().verify(now)), now).ledger();
                assertThat(evidence().inEpoch("errors", variant, epoch.generation())).as("counts of %s", variant).isEqualTo(expected);
            });
        }
    }
}
