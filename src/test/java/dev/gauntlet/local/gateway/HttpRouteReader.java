package dev.gauntlet.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.ObjectKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * HTTPRoutes of the Gateway API, as Envoy Gateway works by them: each backend with a filter of its own is a cluster of its own in the
 * metrics, all others of a rule share one.
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule">the precedence of matches</a>
 */
final class HttpRouteReader implements RouteReader {

    /** The controller it plays. */
    static final String CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller";

    /** A rule with one match, so that all can be brought into the order of precedence. */
    private record Ranked(Rule rule, int exactPath, int pathLength, int method, int headers) {
    }

    private static final Comparator<Ranked> PRECEDENCE = Comparator.comparingInt(Ranked::exactPath)
            .thenComparingInt(Ranked::pathLength).thenComparingInt(Ranked::method).thenComparingInt(Ranked::headers).reversed();

    private final TrafficMetrics metrics = new EnvoyMetrics();

    @Override
    public ObjectKind kind() {
        return ObjectKind.namespaced("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes");
    }

    @Override
    public TrafficMetrics metrics() {
        return metrics;
    }

    @Override
    public List<Rule> rules(ObjectNode route, ClusterObjects cluster) {
        List<Ranked> ranked = new ArrayList<>();
        JsonNode rules = route.at("/spec/rules");
        for (int i = 0; i < rules.size(); i++) {
            String name = "httproute/%s/%s/rule/%d".formatted(route.at("/metadata/namespace").asText(),
                    route.at("/metadata/name").asText(), i);
            Rule whole = rule(rules.get(i), name);
            JsonNode matches = rules.get(i).path("matches");
            if (matches.isEmpty()) {
                ranked.add(ranked(whole, RequestMatch.ALL));
            }
            matches.forEach(match -> ranked.add(ranked(whole, match(match))));
        }
        // The sort is stable: what is equal stays in the order of the rules.
        return ranked.stream().sorted(PRECEDENCE).map(Ranked::rule).toList();
    }

    private static Ranked ranked(Rule whole, RequestMatch match) {
        Optional<TextMatch> path = match.path();
        return new Ranked(new Rule(List.of(match), whole.backends(), whole.mirrors()),
                path.filter(p -> p.kind() == TextMatch.Kind.EXACT).isPresent() ? 1 : 0, path.map(p -> p.value().length()).orElse(0),
                match.method().isPresent() ? 1 : 0, match.headers().size());
    }

    private static Rule rule(JsonNode rule, String name) {
        HeaderEdits ofRule = edits(rule.path("filters"));
        boolean apart = hasFilters(rule);
        List<Backend> backends = new ArrayList<>();
        JsonNode refs = rule.path("backendRefs");
        for (int i = 0; i < refs.size(); i++) {
            JsonNode ref = refs.get(i);
            backends.add(backend(ref, ref.path("weight").asLong(1), ofRule.and(edits(ref.path("filters"))),
                    apart ? name + "/backend/" + i : name));
        }
        List<Mirror> mirrors = new ArrayList<>();
        JsonNode filters = rule.path("filters");
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).path("type").asText().equals("RequestMirror")) {
                JsonNode mirror = filters.get(i).path("requestMirror");
                mirrors.add(new Mirror(backend(mirror.path("backendRef"), 1, ofRule, name + "-mirror-" + i), percent(mirror)));
            }
        }
        return new Rule(List.of(), backends, mirrors);
    }

    private static boolean hasFilters(JsonNode rule) {
        for (JsonNode ref : rule.path("backendRefs")) {
            if (!ref.path("filters").isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Backend backend(JsonNode ref, long weight, HeaderEdits edits, String cluster) {
        return new Backend(ref.path("name").asText(), ref.path("port").asInt(), weight, edits, cluster);
    }

    private static double percent(JsonNode mirror) {
        if (mirror.has("percent")) {
            return mirror.get("percent").asDouble();
        }
        JsonNode fraction = mirror.path("fraction");
        return fraction.isMissingNode() ? 100 : 100 * fraction.path("numerator").asDouble() / fraction.path("denominator").asDouble(100);
    }

    private static HeaderEdits edits(JsonNode filters) {
        Map<String, String> set = new TreeMap<>();
        List<String> remove = new ArrayList<>();
        for (JsonNode filter : filters) {
            JsonNode modifier = filter.path("requestHeaderModifier");
            modifier.path("set").forEach(header -> set.put(header.path("name").asText(), header.path("value").asText()));
            modifier.path("remove").forEach(header -> remove.add(header.asText()));
        }
        return new HeaderEdits(set, remove);
    }

    private static RequestMatch match(JsonNode match) {
        if (match.has("queryParams")) {
            throw new IllegalArgumentException("the local gateway matches no query parameters");
        }
        Map<String, TextMatch> headers = new TreeMap<>();
        match.path("headers").forEach(header -> headers.putIfAbsent(header.path("name").asText().toLowerCase(Locale.ROOT),
                text(header, "Exact")));
        JsonNode path = match.path("path");
        return new RequestMatch(path.isMissingNode() ? Optional.empty() : Optional.of(text(path, "PathPrefix")),
                Optional.ofNullable(match.path("method").textValue()), headers);
    }

    private static TextMatch text(JsonNode match, String defaultType) {
        TextMatch.Kind kind = switch (match.path("type").asText(defaultType)) {
            case "Exact" -> TextMatch.Kind.EXACT;
            case "PathPrefix" -> TextMatch.Kind.PATH_PREFIX;
            case "RegularExpression" -> TextMatch.Kind.REGEX;
            default -> throw new IllegalArgumentException("no such type of match: " + match.path("type"));
        };
        return new TextMatch(kind, match.path("value").asText("/"));
    }

    @Override
    public Optional<ObjectNode> status(ObjectNode route, boolean accepted, String now) {
        ObjectNode status = route.objectNode();
        ArrayNode parents = status.putArray("parents");
        for (JsonNode parentRef : route.at("/spec/parentRefs")) {
            ObjectNode parent = parents.addObject();
            parent.set("parentRef", parentRef);
            parent.put("controllerName", CONTROLLER);
            ArrayNode conditions = parent.putArray("conditions");
            Conditions.add(conditions, route, "Accepted", accepted, accepted ? "Accepted" : "NotAllowedByListeners", now);
            Conditions.add(conditions, route, "ResolvedRefs", true, "ResolvedRefs", now);
        }
        return Optional.of(status);
    }
}
