package dev.gauntlet.operator;

import dev.gauntlet.evidence.prometheus.Authentication;
import dev.gauntlet.evidence.prometheus.HttpPrometheusClient;
import dev.gauntlet.evidence.prometheus.PrometheusClient;
import dev.gauntlet.evidence.prometheus.PrometheusConnection;
import dev.gauntlet.evidence.prometheus.RetryLimits;
import dev.gauntlet.operator.tls.TlsContexts;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The Prometheus connections named in the operator's configuration. */
@Singleton
public class Connections {

    private static final int MAXIMUM_RESPONSE_BYTES = 64 << 20;

    private final Map<String, Connection> connections = new TreeMap<>();

    /**
     * A client with its settings.
     *
     * @param settings how the store is reached
     * @param client reads it
     */
    public record Connection(PrometheusConnection settings, PrometheusClient client) {
    }

    Connections(GauntletConfig config, TlsConfigurationRegistry tls, Clock clock, OperatorMetrics metrics) {
        config.prometheus().forEach((name, connection) -> {
            PrometheusConnection settings = settings(name, connection, tls);
            connections.put(name, new Connection(settings, new HttpPrometheusClient(settings, clock,
                    (store, latency, failure) -> metrics.queried(store, failure.map(f -> f.reason()).orElse("Success"), latency))));
        });
    }

    /** Names that experiments may use. */
    public Set<String> names() {
        return connections.keySet();
    }

    /** The connection of a name; empty when the configuration has none. */
    public Optional<Connection> find(String name) {
        return Optional.ofNullable(connections.get(name));
    }

    private static PrometheusConnection settings(String name, GauntletConfig.Connection config, TlsConfigurationRegistry tls) {
        return new PrometheusConnection(name, config.url(), config.timeout(), authentication(name, config),
                config.tlsConfiguration().map(configuration -> TlsContexts.named(configuration, tls)), config.headers(),
                config.settleDelay(), config.replicaLabels().orElse(Set.of()), MAXIMUM_RESPONSE_BYTES, RetryLimits.DEFAULT);
    }

    private static Authentication authentication(String name, GauntletConfig.Connection config) {
        if (config.bearerTokenFile().isPresent()) {
            return new Authentication.Bearer(Path.of(config.bearerTokenFile().get()));
        }
        if (config.username().isPresent()) {
            return new Authentication.Basic(config.username().get(), Path.of(config.passwordFile().orElseThrow(
                    () -> new IllegalArgumentException("gauntlet.prometheus." + name + ".username needs password-file"))));
        }
        return new Authentication.None();
    }
}
