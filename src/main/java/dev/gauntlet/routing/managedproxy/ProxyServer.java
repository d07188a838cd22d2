package dev.gauntlet.routing.managedproxy;

import java.time.Duration;

/**
 * How nginx itself is set up; the same for every experiment.
 *
 * @param listenAddress IPv4 address to listen on, {@code 0.0.0.0} for all
 * @param workers number of worker processes, 1 to 64
 * @param shutdown how long a process that was asked to quit may finish its requests; whole seconds
 */
public record ProxyServer(String listenAddress, int workers, Duration shutdown) {

    /** Port of the client traffic. */
    public static final int TRAFFIC_PORT = 8080;
    /** Port of the operator's interface and of the probes. */
    public static final int ADMIN_PORT = 8081;
    /** Port of the metrics. */
    public static final int METRICS_PORT = 8082;

    /** Port on which a proxy hands copies to itself; only processes of the same pod reach it. */
    public static final int MIRROR_PORT = 8083;

    private static final String ALL = "0.0.0.0";

    /** All addresses, two workers, one minute to finish. */
    public static final ProxyServer DEFAULT = new ProxyServer(ALL, 2, Duration.ofSeconds(60));

    /**
     * @throws IllegalArgumentException if a value does not fit nginx's syntax or range
     */
    public ProxyServer {
        if (!listenAddress.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            throw new IllegalArgumentException("not an IPv4 address: " + listenAddress);
        }
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("workers must lie in 1..64: " + workers);
        }
        if (shutdown.toSeconds() < 1) {
            throw new IllegalArgumentException("the shutdown needs at least one second: " + shutdown);
        }
    }

    /** Address of {@link #MIRROR_PORT}: the loopback interface, or the one address that is listened on. */
    String mirrorAddress() {
        return listenAddress.equals(ALL) ? "127.0.0.1" : listenAddress;
    }
}
