package dev.gauntlet.routing;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One variant and where it is served.
 *
 * @param name name of the variant, a DNS label
 * @param champion whether it is the champion; a route has exactly one
 * @param serviceName Service in the owner's namespace whose pods serve the variant
 * @param port port number of that Service
 * @param timeouts limits of one attempt
 * @param metricLabels labels by which the variant is known in metrics; the provider's own series carry them where it can
 */
public record RouteVariant(String name, boolean champion, String serviceName, int port, AttemptTimeouts timeouts,
        SortedMap<String, String> metricLabels) {

    /** Copies the labels. */
    public RouteVariant {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(serviceName, "serviceName");
        Objects.requireNonNull(timeouts, "timeouts");
        metricLabels = Collections.unmodifiableSortedMap(new TreeMap<>(metricLabels));
    }

    /** A variant with {@link AttemptTimeouts#DEFAULT} and no labels of its own. */
    public RouteVariant(String name, boolean champion, String serviceName, int port) {
        this(name, champion, serviceName, port, AttemptTimeouts.DEFAULT, Collections.emptySortedMap());
    }
}
