package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.gatewayapi.HttpRouteDialect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** HTTPRoutes with filters, matches and several rules. */
final class HttpRoutes implements RouteFamily {

    private static final String FILTERS = "gateway-api/gateway.networking.k8s.io_";
    private static final String OURS = "gauntlet-";

    @Override
    public RouteDialect dialect() {
        return new HttpRouteDialect();
    }

    @Override
    public List<String> schemas() {
        return List.of(FILTERS + "httproutes.yaml", FILTERS + "gateways.yaml", FILTERS + "gatewayclasses.yaml");
    }

    @Override
    public List<ObjectNode> surroundings() {
        return List.of(yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: fuzzed}
                spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
                status:
                  supportedFeatures: [{name: HTTPRouteRequestMirror}, {name: HTTPRouteRequestMultipleMirrors},
                    {name: HTTPRouteRequestPercentageMirror}]
                """), yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public}
                spec: {gatewayClassName: fuzzed, listeners: [{name: http, port: 80, protocol: HTTP}]}
                """));
    }

    @Override
    public Sample sample(RandomJson random) {
        List<ObjectNode> rules = new ArrayList<>();
        int others = random.random().nextInt(5);
        for (int i = 0; i < others; i++) {
            rules.add(other(random, i));
        }
        boolean named = others > 0 || random.random().nextBoolean();
        rules.add(random.random().nextInt(rules.size() + 1), chosen(random, named));
        ObjectNode route = yaml("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                spec: {parentRefs: [{name: public}], hostnames: [models.example.com, "*.example.org"]}
                status:
                  parents:
                  - parentRef: {name: public}
                    controllerName: gateway.envoyproxy.io/gatewayclass-controller
                    conditions:
                    - {type: Accepted, status: "True", reason: Accepted, message: "", observedGeneration: 1000,
                       lastTransitionTime: "2026-01-01T00:00:00Z"}
                """);
        route.withArray("/spec/rules").addAll(rules);
        return new Sample(route, RouteFamily.variants(random.oneOf(1, 1, 2)), named ? Optional.of("predict") : Optional.empty(),
                random.onceIn(3) ? Optional.of("X-Choose") : Optional.empty(), true);
    }

    private static ObjectNode chosen(RandomJson random, boolean named) {
        ObjectNode rule = yaml("{backendRefs: [{name: fraud-v1, port: 80}]}");
        ObjectNode champion = (ObjectNode) rule.at("/backendRefs/0");
        champion.setAll(yaml(random.oneOf("{}", "{weight: 7}", "{kind: Service}", "{group: '', kind: Service, weight: 1}")));
        if (random.onceIn(3)) {
            champion.set("filters", filters(random));
        }
        if (named) {
            rule.put("name", "predict");
        }
        return dressed(random, rule);
    }

    private static ObjectNode other(RandomJson random, int number) {
        ObjectNode rule = yaml(random.oneOf("{}", "{backendRefs: []}", "{backendRefs: [{name: fraud-v2, port: 81, weight: 0}]}",
                "{backendRefs: [{name: other, port: 80, weight: 7}, {name: fraud-v1, port: 80}, {name: far, namespace: away, port: 1}]}",
                "{backendRefs: [{group: example.com, kind: Model, name: other}]}"));
        if (random.random().nextBoolean()) {
            rule.put("name", random.oneOf("other-", "predict-") + number);
        }
        return dressed(random, rule);
    }

    /** With filters, matches and timeouts, as any rule may have. */
    private static ObjectNode dressed(RandomJson random, ObjectNode rule) {
        if (random.random().nextBoolean()) {
            rule.set("filters", filters(random));
        }
        rule.setAll(yaml(random.oneOf("{}", "{timeouts: {request: 5s}}", "{timeouts: {request: 0s, backendRequest: 250ms}}",
                "{timeouts: {}}")));
        if (!random.onceIn(3)) {
            ArrayNode matches = rule.putArray("matches");
            for (int i = 0; i <= random.random().nextInt(3); i++) {
                matches.add(match(random));
            }
        }
        return rule;
    }

    private static ObjectNode match(RandomJson random) {
        return yaml(random.oneOf("{}", "{path: {value: /v2}}", "{path: {type: PathPrefix, value: /predict}}",
                "{path: {type: Exact, value: /a}}", "{path: {type: RegularExpression, value: '/v[0-9]+/.*'}}"))
                .setAll(yaml(random.oneOf("{}", "{method: POST}", "{method: GET}", "{headers: []}",
                        "{headers: [{name: x-tier, value: gold}, {type: RegularExpression, name: x-b, value: 'a|b'}]}",
                        "{queryParams: [{name: version, value: '2'}], headers: [{type: Exact, name: Tenant, value: 'ü \"'}]}")));
    }

    private static ArrayNode filters(RandomJson random) {
        List<String> filters = new ArrayList<>(List.of(
                "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-a, value: 'b,c'}], remove: [x-d]}}",
                "{type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: x-served, value: champion}]}}",
                "{type: URLRewrite, urlRewrite: {hostname: models.internal, path: {type: ReplaceFullPath, replaceFullPath: /x}}}",
                "{type: ExtensionRef, extensionRef: {group: example.com, kind: RateLimit, name: ten}}",
                "{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}}}",
                "{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 81}, percent: 5}}",
                "{type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 82}, fraction: {numerator: 1}}}",
                "{type: CORS, cors: {allowOrigins: ['https://a.example.com'], maxAge: 7}}"));
        Collections.shuffle(filters, random.random());
        ArrayNode some = RouteJson.MAPPER.createArrayNode();
        filters.subList(0, random.random().nextInt(4)).forEach(filter -> some.add(yaml(filter)));
        return some;
    }

    private static ObjectNode chosen(ObjectNode route, Sample sample) {
        for (JsonNode rule : route.at("/spec/rules")) {
            if (sample.rule().map(name -> rule.path("name").asText().equals(name)).orElse(!isOurs(rule))) {
                return (ObjectNode) rule;
            }
        }
        throw new AssertionError("the rule is gone: " + route);
    }

    private static boolean isOurs(JsonNode rule) {
        return rule.path("name").asText().startsWith(OURS);
    }

    /** Filters before the first copy for a challenger are the user's; so backends go, and copies, and rules for the override header. */
    @Override
    public String users(ObjectNode route, Sample sample) {
        ObjectNode users = route.deepCopy();
        ObjectNode chosen = chosen(users, sample);
        chosen.remove("backendRefs");
        if (chosen.get("filters") instanceof ArrayNode filters) {
            filters.removeIf(filter -> sample.variants().stream()
                    .anyMatch(variant -> variant.serviceName().equals(filter.at("/requestMirror/backendRef/name").asText())));
            if (filters.isEmpty()) {
                chosen.remove("filters");
            }
        }
        ((ArrayNode) users.at("/spec/rules")).removeIf(HttpRoutes::isOurs);
        return users.toString();
    }

    @Override
    public void disturb(ObjectNode route, Sample sample) {
        ObjectNode backend = (ObjectNode) chosen(route, sample).at("/backendRefs/0");
        backend.put("weight", backend.path("weight").asInt() + 1);
    }

    @Override
    public void edit(ObjectNode route) {
        ((ArrayNode) route.at("/spec/hostnames")).remove(0);
        for (JsonNode rule : route.at("/spec/rules")) {
            if (rule.path("name").asText().startsWith("other-")) {
                ((ObjectNode) rule).putObject("timeouts").put("request", "9s");
            }
        }
    }

    @Override
    public String toString() {
        return "HTTPRoute";
    }
}
