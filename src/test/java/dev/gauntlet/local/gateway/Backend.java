package dev.gauntlet.local.gateway;

/**
 * A Service that gets requests.
 *
 * @param service its name, in the route's namespace
 * @param port port number of it; 0 for its only port
 * @param weight its part of the rule's requests, relative to the other backends of the rule; 0 or more
 * @param headers changes of the headers of its requests
 * @param series what identifies the backend in the series of the real system, such as Envoy's name of the cluster
 */
record Backend(String service, int port, long weight, HeaderEdits headers, String series) {

    Backend {
        if (weight < 0) {
            throw new IllegalArgumentException("the weight of " + service + " is negative: " + weight);
        }
    }
}
