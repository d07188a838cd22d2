package dev.gauntlet.local.gateway;

/**
 * Where a Service is reached.
 *
 * @param host its cluster IP
 * @param onlyPort number of its first port
 * @param workload what serves it
 */
record Endpoint(String host, int onlyPort, Workload workload) {

    int port(Backend backend) {
        return backend.port() == 0 ? onlyPort : backend.port();
    }
}
