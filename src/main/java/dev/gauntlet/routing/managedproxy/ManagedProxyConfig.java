package dev.gauntlet.routing.managedproxy;

import java.time.Duration;

/**
 * How proxies are run in the cluster; from the operator's configuration.
 *
 * @param image image with nginx and Lua; its stop signal should be SIGQUIT, as OpenResty's is
 * @param replicas pods per experiment, at least 1
 * @param server set-up of nginx
 * @param cpuRequest CPU request of a pod, a Kubernetes quantity
 * @param memoryRequest memory request of a pod
 * @param memoryLimit memory limit of a pod
 * @param drain how long proxies go on serving the connections they have after clients were led elsewhere
 * @param preStop how long a pod that is about to end goes on serving, until no new connection is led to it; whole seconds
 * @param pushTimeout longest time for one proxy to take a new state
 */
public record ManagedProxyConfig(String image, int replicas, ProxyServer server, String cpuRequest, String memoryRequest,
        String memoryLimit, Duration drain, Duration preStop, Duration pushTimeout) {

    /** OpenResty, two pods, thirty seconds to drain. */
    public static final ManagedProxyConfig DEFAULT = new ManagedProxyConfig("openresty/openresty:1.27.1.2-alpine", 2, ProxyServer.DEFAULT,
            "100m", "64Mi", "256Mi", Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(2));

    /**
     * @throws IllegalArgumentException if there is no replica or a time is negative
     */
    public ManagedProxyConfig {
        if (replicas < 1) {
            throw new IllegalArgumentException("at least one replica is needed: " + replicas);
        }
        if (drain.isNegative() || preStop.isNegative() || pushTimeout.isNegative() || pushTimeout.isZero()) {
            throw new IllegalArgumentException("times must not be negative: " + drain + ", " + preStop + ", " + pushTimeout);
        }
    }
}
