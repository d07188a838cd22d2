package dev.gauntlet.local.gateway;

import java.time.Duration;

/**
 * A request that was sent to a backend, and its end.
 *
 * @param backend where it went
 * @param workload what serves the backend
 * @param method HTTP method
 * @param code HTTP status; that of the gateway if the backend did not answer
 * @param duration from sending to the whole answer
 */
record Exchange(Backend backend, Workload workload, String method, int code, Duration duration) {

    double millis() {
        return duration.toNanos() / 1e6;
    }

    double seconds() {
        return duration.toNanos() / 1e9;
    }
}
