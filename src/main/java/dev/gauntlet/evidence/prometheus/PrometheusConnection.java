package dev.gauntlet.evidence.prometheus;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/**
 * A metrics store that the operator's configuration names.
 *
 * @param name the name that experiments use
 * @param url the base URL, a path prefix included and {@code /api/v1} left out
 * @param timeout the longest time one request may take
 * @param authentication the credentials
 * @param tls trust and client certificate, or empty for the platform's defaults
 * @param headers further headers of each request, for instance {@code X-Scope-OrgID}
 * @param settleDelay how old a sample must be before it is believed to be stored (at least two scrape intervals)
 * @param replicaLabels labels that tell the copies of a highly available store apart
 * @param maximumResponseBytes the largest answer that is read
 * @param retry how hard a query is retried
 */
public record PrometheusConnection(String name, URI url, Duration timeout, Authentication authentication, Optional<SSLContext> tls,
        Map<String, String> headers, Duration settleDelay, Set<String> replicaLabels, int maximumResponseBytes, RetryLimits retry) {

    private static final int DEFAULT_RESPONSE_BYTES = 64 << 20;

    /** Copies the collections and refuses a URL that is not HTTP. */
    public PrometheusConnection {
        Objects.requireNonNull(name);
        Objects.requireNonNull(authentication);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(retry);
        if (!Set.of("http", "https").contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("the URL of connection " + name + " must start with http:// or https:// and name a host");
        }
        if (timeout.isNegative() || timeout.isZero() || settleDelay.isNegative() || maximumResponseBytes < 1) {
            throw new IllegalArgumentException("the limits of connection " + name + " must be positive");
        }
        headers = Map.copyOf(new TreeMap<>(headers));
        replicaLabels = Set.copyOf(new TreeSet<>(replicaLabels));
    }

    /**
     * A connection without credentials and with default limits: 10 s per request, 10 s to settle, 64 MiB per answer.
     *
     * @param name the name that experiments use
     * @param url the base URL
     */
    public static PrometheusConnection of(String name, URI url) {
        return new PrometheusConnection(name, url, Duration.ofSeconds(10), new Authentication.None(), Optional.empty(), Map.of(),
                Duration.ofSeconds(10), Set.of(), DEFAULT_RESPONSE_BYTES, RetryLimits.DEFAULT);
    }

    /** Leaves out header values, which may be secret. */
    @Override
    public String toString() {
        return "PrometheusConnection[" + name + " " + url + "]";
    }
}
