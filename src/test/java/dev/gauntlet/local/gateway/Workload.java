package dev.gauntlet.local.gateway;

/**
 * What serves a Service.
 *
 * @param namespace its namespace
 * @param name name of the Deployment; that of the Service where there is none
 * @param version its pods' label {@code version}; {@code unknown} without one
 */
record Workload(String namespace, String name, String version) {
}
