package dev.gauntlet.routing;

import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
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
 * @param workload Deployment in the owner's namespace that runs the variant's pods, for providers that scale it; empty if none is known
 */
public record RouteVariant(String name, boolean champion, String serviceName, int port, AttemptTimeouts timeouts,
        SortedMap<String, String> metricLabels, Optional<String> workload) {

    /** Copies the labels. */
    public RouteVariant {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(serviceName, "serviceName");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(workload, "workload");
        metricLabels = Collections.unmodifiableSortedMap(new TreeMap<>(metricLabels));
    }

    /** A variant without a known workload. */
    public RouteVariant(String name, boolean champion, String serviceName, int port, AttemptTimeouts timeouts,
            SortedMap<String, String> metricLabels) {
        this(name, champion, serviceName, port, timeouts, metricLabels, Optional.empty());
    }

    /** A variant with {@link AttemptTimeouts#DEFAULT} and no labels of its own. */
    public RouteVariant(String name, boolean champion, String serviceName, int port) {
        this(name, champion, serviceName, port, AttemptTimeouts.DEFAULT, Collections.emptySortedMap());
    }
}
