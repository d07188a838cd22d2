package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * VirtualServices of Istio: the first route that matches is taken, one that delegates stands for the routes of its delegate that match
 * too. Subsets are not told apart.
 *
 * @see <a href="https://istio.io/latest/docs/reference/config/networking/virtual-service/">VirtualService</a>
 */
final class VirtualServiceReader implements RouteReader {

    private final TrafficMetrics metrics = new IstioMetrics();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("networking.istio.io", "v1", "VirtualService", "virtualservices");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        String namespace = route.at("/metadata/namespace").asText();
        List<Rule> rules = new ArrayList<>();
        for (JsonNode http : route.at("/spec/http")) {
            List<RequestMatch> matches = matches(http);
            JsonNode delegate = http.path("delegate");
            if (delegate.isMissingNode()) {
                rules.add(rule(http, matches));
            } else {
                cluster.get(kind(), delegate.path("namespace").asText(namespace), delegate.path("name").asText())
                        .ifPresent(other -> other.at("/spec/http").forEach(inner -> rules.add(rule(inner, both(matches, matches(inner))))));
            }
        }
        return rules;
    }

    private static List<RequestMatch> both(List<RequestMatch> outer, List<RequestMatch> inner) {
        if (outer.isEmpty() || inner.isEmpty()) {
            return outer.isEmpty() ? inner : outer;
        }
        List<RequestMatch> both = new ArrayList<>();
        for (RequestMatch first : outer) {
            for (RequestMatch second : inner) {
                if (first.path().isPresent() && second.path().isPresent()) {
                    throw new IllegalArgumentException("the local gateway matches the path in one of root and delegate only");
                }
                Map<String, TextMatch> headers = new TreeMap<>(first.headers());
                headers.putAll(second.headers());
                both.add(new RequestMatch(first.path().or(second::path), first.method().or(second::method), headers));
            }
        }
        return both;
    }

    private static Rule rule(JsonNode http, List<RequestMatch> matches) {
        HeaderEdits ofRoute = edits(http);
        List<Backend> backends = new ArrayList<>();
        JsonNode destinations = http.path("route");
        for (JsonNode destination : destinations) {
            // Without weights everything goes to the only destination.
            long weight = destinations.size() == 1 ? 100 : destination.path("weight").asLong(0);
            backends.add(backend(destination.path("destination"), weight, ofRoute.and(edits(destination))));
        }
        List<Mirror> mirrors = new ArrayList<>();
        http.path("mirrors").forEach(mirror -> mirrors.add(new Mirror(backend(mirror.path("destination"), 1, ofRoute),
                mirror.at("/percentage/value").asDouble(100))));
        if (http.has("mirror")) {
            mirrors.add(new Mirror(backend(http.path("mirror"), 1, ofRoute), http.at("/mirrorPercentage/value").asDouble(100)));
        }
        return new Rule(matches, backends, mirrors);
    }

    private static Backend backend(JsonNode destination, long weight, HeaderEdits edits) {
        String host = destination.path("host").asText();
        return new Backend(host.split("\\.")[0], destination.at("/port/number").asInt(), weight, edits, host);
    }

    private static HeaderEdits edits(JsonNode holder) {
        Map<String, String> set = new TreeMap<>();
        List<String> remove = new ArrayList<>();
        holder.at("/headers/request/set").fields().forEachRemaining(header -> set.put(header.getKey(), header.getValue().asText()));
        holder.at("/headers/request/remove").forEach(header -> remove.add(header.asText()));
        return new HeaderEdits(set, remove);
    }

    private static List<RequestMatch> matches(JsonNode http) {
        List<RequestMatch> matches = new ArrayList<>();
        for (JsonNode match : http.path("match")) {
            Map<String, TextMatch> headers = new TreeMap<>();
            match.path("headers").fields().forEachRemaining(header ->
                    headers.put(header.getKey().toLowerCase(Locale.ROOT), text(header.getValue())));
            matches.add(new RequestMatch(match.has("uri") ? Optional.of(text(match.path("uri"))) : Optional.empty(),
                    Optional.ofNullable(match.at("/method/exact").textValue()), headers));
        }
        return matches;
    }

    private static TextMatch text(JsonNode match) {
        if (match.has("exact")) {
            return TextMatch.exactly(match.path("exact").asText());
        }
        if (match.has("prefix")) {
            return new TextMatch(TextMatch.Kind.PREFIX, match.path("prefix").asText());
        }
        return match.has("regex") ? new TextMatch(TextMatch.Kind.REGEX, match.path("regex").asText())
                : new TextMatch(TextMatch.Kind.PRESENT, "");
    }
}
