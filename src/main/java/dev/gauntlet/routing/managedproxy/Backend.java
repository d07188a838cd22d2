package dev.gauntlet.routing.managedproxy;

/**
 * Where the proxy reaches a variant.
 *
 * @param address IP address, usually the cluster IP of the variant's Service
 * @param port TCP port
 * @param connectTimeoutMillis longest time to connect, in milliseconds
 * @param readTimeoutMillis longest silence of the variant, in milliseconds
 */
public record Backend(String address, int port, long connectTimeoutMillis, long readTimeoutMillis) {
}
