package dev.gauntlet.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operator's configuration, prefix {@code gauntlet}; as environment variables {@code GAUNTLET_...}. */
@ConfigMapping(prefix = "gauntlet")
public interface GauntletConfig {

    /** Namespace the operator runs in; it keeps its own Secret there. */
    @WithDefault("gauntlet-system")
    String namespace();

    /** Prometheus connections by name; experiments choose one by name and never carry a URL. */
    Map<String, Connection> prometheus();

    /** The managed proxy. */
    Proxy proxy();

    /** The comparator of Shadow steps that compare answers. */
    Comparator comparator();

    /** Longest time between two stored ledgers while nothing happens. */
    @WithDefault("PT2M")
    Duration checkpointInterval();

    /** Shortest time between two status writes that only update numbers. */
    @WithDefault("PT30S")
    Duration statusInterval();

    /** Silence of a metric after which it counts as missing, at least two evaluation periods. */
    @WithDefault("PT2M")
    Duration silenceLimit();

    /** Which of several operator replicas acts. */
    LeaderElection leaderElection();

    /** Settings of the leader election; the lease is named {@code gauntlet-operator}. */
    interface LeaderElection {

        /** How long a silent leader keeps the lease. */
        @WithDefault("PT15S")
        Duration leaseDuration();

        /** How long the leader tries to renew before it gives up and exits. */
        @WithDefault("PT10S")
        Duration renewDeadline();

        /** Time between two attempts. */
        @WithDefault("PT2S")
        Duration retryPeriod();

        /** Name under which this replica holds the lease; the same name takes it over at once after a crash. */
        Optional<String> identity();
    }

    /** How to reach one Prometheus-compatible store. */
    interface Connection {

        /** Base URL, with the path prefix of Mimir, Thanos or VictoriaMetrics if there is one. */
        URI url();

        /** Time limit of one query. */
        @WithDefault("PT10S")
        Duration timeout();

        /** How long late scrapes may take to arrive: 0 to a few seconds for Prometheus, 60 to 120 s behind remote write. */
        @WithDefault("PT5S")
        Duration settleDelay();

        /** File with a bearer token, read anew for every query. */
        Optional<String> bearerTokenFile();

        /** User name for basic authentication. */
        Optional<String> username();

        /** File with the password for basic authentication. */
        Optional<String> passwordFile();

        /** Further request headers, such as {@code X-Scope-OrgID}. */
        Map<String, String> headers();

        /** Name of a Quarkus TLS configuration ({@code quarkus.tls.<name>...}) with trust and client certificate. */
        @WithName("tls")
        Optional<String> tlsConfiguration();

        /** Labels that tell replicas of one Prometheus apart; one replica per series is counted. */
        Optional<Set<String>> replicaLabels();
    }

    /** Settings of the comparator. */
    interface Comparator {

        /** Image of the comparator: the operator's own. */
        @WithDefault("gauntlet/operator:0.1.0")
        String image();

        /** Memory limit of a comparator pod. */
        @WithDefault("512Mi")
        String memoryLimit();
    }

    /** Settings of the managed proxy. */
    interface Proxy {

        /** Image with nginx and the Lua module. */
        @WithDefault("openresty/openresty:1.27.1.2-alpine")
        String image();

        /** Proxy pods of one experiment. */
        @WithDefault("2")
        int replicas();

        /** How long proxies go on serving old connections after clients were led elsewhere. */
        @WithDefault("PT30S")
        Duration drainPeriod();

        /** How long a proxy pod that is about to end goes on serving, until no new connection is led to it. */
        @WithDefault("PT15S")
        Duration preStop();

        /** Longest time for one proxy to take new weights. */
        @WithDefault("PT2S")
        Duration pushTimeout();

        /** CPU request of a proxy pod. */
        @WithDefault("100m")
        String cpuRequest();

        /** Memory request of a proxy pod. */
        @WithDefault("64Mi")
        String memoryRequest();

        /** Memory limit of a proxy pod. */
        @WithDefault("256Mi")
        String memoryLimit();
    }
}
