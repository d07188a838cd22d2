package dev.gauntlet.local.gateway;

import java.util.Map;
import java.util.Optional;

/**
 * A condition on requests; all of its parts have to hold.
 *
 * @param path condition on the path, without the query
 * @param method HTTP method in capital letters
 * @param headers conditions by the header's name in lower case
 */
record RequestMatch(Optional<TextMatch> path, Optional<String> method, Map<String, TextMatch> headers) {

    /** Holds for every request. */
    static final RequestMatch ALL = new RequestMatch(Optional.empty(), Optional.empty(), Map.of());

    RequestMatch {
        headers = Map.copyOf(headers);
    }

    boolean matches(RequestHead request) {
        return path.map(wanted -> wanted.matches(request.path())).orElse(true)
                && method.map(wanted -> wanted.equals(request.method())).orElse(true)
                && headers.entrySet().stream().allMatch(header -> header.getValue().matches(request.headers().get(header.getKey())));
    }
}
