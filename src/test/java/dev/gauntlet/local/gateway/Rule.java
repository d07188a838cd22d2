package dev.gauntlet.local.gateway;

import java.util.List;
import java.util.Optional;

/**
 * What becomes of some requests.
 *
 * @param matches conditions of which one has to hold; none for all requests
 * @param backends where the requests go, by weight
 * @param mirrors where copies go
 */
record Rule(List<RequestMatch> matches, List<Backend> backends, List<Mirror> mirrors) {

    Rule {
        matches = List.copyOf(matches);
        backends = List.copyOf(backends);
        mirrors = List.copyOf(mirrors);
    }

    boolean matches(RequestHead request) {
        return matches.isEmpty() || matches.stream().anyMatch(match -> match.matches(request));
    }

    /**
     * The backend of one request.
     *
     * @param uniform a random number, at least 0 and less than 1
     * @return empty if no backend has a weight
     */
    Optional<Backend> draw(double uniform) {
        long total = backends.stream().mapToLong(Backend::weight).sum();
        double position = uniform * total;
        for (Backend backend : backends) {
            position -= backend.weight();
            if (position < 0) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }
}
