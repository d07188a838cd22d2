package dev.gauntlet.comparator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gauntlet.api.v1alpha1.Comparison;
import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a comparator compares and how much it may do; a JSON document. Fields without a default are required.
 *
 * @param experiment {@code namespace/name} of the experiment; every series carries it
 * @param champion the model that serves users, whose answers are the expected ones
 * @param challengers the models that are compared with it, at least one
 * @param comparison how answers are compared, as in the manifest; every field has a default
 * @param listenAddress address to listen at; {@code 0.0.0.0} by default
 * @param metricsPort port of {@code /metrics} and {@code /healthz}; 0 for a free one
 * @param maximumConcurrent copies that are received, asked and compared at the same time, of all challengers; beyond it copies are
 *     dropped and counted, and so are those whose bodies would take more than a sixth of the heap together; 64 by default
 * @param timeoutMilliseconds how long a model may take, from sending to the last byte of the answer; 10000 by default
 * @param methods methods whose requests may be repeated; others are dropped and counted; GET, HEAD and POST by default
 * @param relayStatus whether a copy is answered with the status of the challenger's answer, once that is there; for senders that count
 *     by it and at which nobody waits, as the managed proxy. Otherwise a copy is answered at once; false by default
 * @param scoreBuckets upper bounds of the buckets in which scores are counted, ascending; by default 0.05 apart from 0 to 1, with some
 *     beyond on either side
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComparatorConfig(
        String experiment,
        Model champion,
        List<Challenger> challengers,
        Comparison comparison,
        String listenAddress,
        Integer metricsPort,
        Integer maximumConcurrent,
        Integer timeoutMilliseconds,
        List<String> methods,
        Boolean relayStatus,
        List<Double> scoreBuckets) {

    private static final ObjectMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final List<Double> SCORES = List.of(-1000.0, -100.0, -10.0, -1.0, 0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45,
            0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 10.0, 100.0, 1000.0);

    /** Applies the defaults and refuses values that make no sense. */
    public ComparatorConfig {
        comparison = comparison == null ? new Comparison(null, null, null, null, null, null, null, null, null) : comparison;
        listenAddress = listenAddress == null ? "0.0.0.0" : listenAddress;
        maximumConcurrent = maximumConcurrent == null ? 64 : maximumConcurrent;
        timeoutMilliseconds = timeoutMilliseconds == null ? 10_000 : timeoutMilliseconds;
        methods = methods == null ? List.of("GET", "HEAD", "POST") : List.copyOf(methods);
        relayStatus = relayStatus != null && relayStatus;
        scoreBuckets = scoreBuckets == null ? SCORES : List.copyOf(scoreBuckets);
        challengers = challengers == null ? List.of() : List.copyOf(challengers);
        check(experiment != null && experiment.matches("[^/]+/[^/]+"), "experiment", experiment, "namespace/name");
        check(champion != null, "champion", null, "name, url and metricLabels of the champion");
        check(!challengers.isEmpty(), "challengers", "empty", "at least one challenger");
        range("metricsPort", metricsPort, 0, 65_535);
        range("maximumConcurrent", maximumConcurrent, 1, 10_000);
        range("timeoutMilliseconds", timeoutMilliseconds, 1, 3_600_000);
        check(!methods.isEmpty(), "methods", "empty", "some of GET, HEAD and POST");
        check(ascending(scoreBuckets), "scoreBuckets", scoreBuckets, "ascending finite numbers, at least one");
        Set<String> names = new HashSet<>();
        Stream.concat(Stream.of(champion.name()), challengers.stream().map(Challenger::name))
                .forEach(name -> check(names.add(name), "name", name, "another one, because two models have this"));
    }

    /**
     * A model.
     *
     * @param name the variant's name
     * @param url where it answers: scheme, host and port, such as {@code http://model-v1.shop:8080}
     * @param metricLabels the labels that its series carry beside the comparator's own
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Model(String name, URI url, SortedMap<String, String> metricLabels) {

        /** Refuses values that make no sense. */
        public Model {
            checkModel("champion", name, url);
            metricLabels = sorted(metricLabels);
        }
    }

    /**
     * A model that has to prove itself.
     *
     * @param name the variant's name
     * @param url where it answers: scheme, host and port
     * @param listenPort port at which copies for it arrive, because a mirroring gateway cannot say for whom a copy is; 0 for a free one
     * @param metricLabels the labels that its series carry beside the comparator's own
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Challenger(String name, URI url, Integer listenPort, SortedMap<String, String> metricLabels) {

        /** Refuses values that make no sense. */
        public Challenger {
            checkModel("challengers", name, url);
            range("challengers.listenPort", listenPort, 0, 65_535);
            metricLabels = sorted(metricLabels);
        }
    }

    /**
     * Reads the document.
     *
     * @throws IllegalArgumentException if it is no JSON, or a field is unknown, missing or makes no sense; names field, value and remedy
     */
    public static ComparatorConfig parse(String json) {
        try {
            return JSON.readValue(json, ComparatorConfig.class);
        } catch (ValueInstantiationException e) {
            throw new IllegalArgumentException(e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage() + (e.getLocation() == null ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")"), e);
        }
    }

    /** The document. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a comparator's configuration cannot be written", e);
        }
    }

    private static void checkModel(String field, String name, URI url) {
        check(name != null && !name.isBlank(), field + ".name", name, "the variant's name");
        boolean plain = url != null && url.getHost() != null && Set.of("http", "https").contains(String.valueOf(url.getScheme()))
                && (url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/"))
                && url.getQuery() == null && url.getFragment() == null && url.getUserInfo() == null;
        check(plain, field + ".url", url, "scheme, host and port, such as http://model-v1.shop:8080");
    }

    private static SortedMap<String, String> sorted(Map<String, String> labels) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(labels == null ? Map.of() : labels));
    }

    private static boolean ascending(List<Double> bounds) {
        return !bounds.isEmpty() && bounds.stream().allMatch(Double::isFinite)
                && bounds.equals(bounds.stream().distinct().sorted().toList());
    }

    private static void range(String field, Integer value, int minimum, int maximum) {
        check(value != null && value >= minimum && value <= maximum, field, value, "a whole number from " + minimum + " to " + maximum);
    }

    private static void check(boolean fine, String field, Object value, String remedy) {
        if (!fine) {
            throw new IllegalArgumentException(field + " is " + (value == null ? "absent" : value) + "; write " + remedy);
        }
    }
}
