package dev.gauntlet.routing.foreign;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.istio.VirtualServiceDialect;
import java.util.List;
import java.util.Optional;

/** VirtualServices with HTTP routes of all sorts; some of their fields are null, as the schema lets them be. */
final class VirtualServices implements RouteFamily {

    private static final List<String> SPLIT = List.of("route", "mirror", "mirrors", "mirrorPercentage", "mirrorPercent", "mirror_percent");
    private static final String OURS = "gauntlet-";

    @Override
    public RouteDialect dialect() {
        return new VirtualServiceDialect();
    }

    @Override
    public List<String> schemas() {
        return List.of("istio/networking.istio.io_virtualservices.yaml", "istio/networking.istio.io_destinationrules.yaml");
    }

    @Override
    public Sample sample(RandomJson random) {
        boolean named = !random.onceIn(4);
        ObjectNode route = yaml("{apiVersion: networking.istio.io/v1, kind: VirtualService, spec: {hosts: [fraud, fraud.example.com]}}");
        ((ObjectNode) route.get("spec")).setAll(yaml(random.oneOf("{}", "{gateways: [mesh, istio-ingress/public]}", "{exportTo: ['.']}",
                "{tcp: [{match: [{port: 9}], route: [{destination: {host: other}, weight: 3}]}]}",
                "{tls: [{match: [{port: 443, sniHosts: [a.example.com]}], route: [{destination: {host: other}}]}]}")));
        ArrayNode http = route.withArray("/spec/http");
        for (int i = 0; named && i < random.random().nextInt(4); i++) {
            http.add(other(random, i));
        }
        http.add(chosen(random, named));
        for (int i = 9; named && i < 9 + random.random().nextInt(2); i++) {
            http.add(other(random, i));
        }
        return new Sample(route, RouteFamily.variants(random.oneOf(1, 1, 2)), named ? Optional.of("predict") : Optional.empty(),
                random.random().nextBoolean() ? Optional.of("X-Gauntlet-Variant") : Optional.empty(), true);
    }

    private static ObjectNode chosen(RandomJson random, boolean named) {
        ObjectNode entry = yaml(random.oneOf("{destination: {host: fraud-v1}}", "{destination: {host: fraud-v1, port: {number: 80}}}",
                "{destination: {host: fraud-v1}, weight: 100}", "{destination: {host: fraud-v1}, weight: 0}"));
        entry.setAll(yaml(random.oneOf("{}", "{headers: {}}", "{headers: {request: {set: {a: b, x-c: ''}}, response: {remove: [x-d]}}}")));
        ObjectNode rule = yaml(random.oneOf("{}", "{}", "{mirror: {host: audit}}",
                "{mirrorPercentage: {value: 2.5}, mirror: {host: audit}}",
                "{mirror: {host: audit, port: {number: 9}}, mirrorPercent: 7}", "{mirror: {host: audit}, mirrorPercent: null}",
                "{mirrors: [{destination: {host: audit}}, {destination: {host: b}, percentage: {value: 0.1}}]}", "{mirrors: []}"));
        rule.putArray("route").add(entry);
        if (named) {
            rule.put("name", "predict");
        }
        return dressed(random, rule);
    }

    private static ObjectNode other(RandomJson random, int number) {
        ObjectNode rule = yaml(random.oneOf("{redirect: {uri: /}}", "{directResponse: {status: 503, body: {string: 'ü €'}}}",
                "{route: [{destination: {host: fraud-v1}, weight: 70}, {destination: {host: fraud-v2, subset: s}, weight: 30}]}",
                "{delegate: {name: inner, namespace: away}}", "{route: [{destination: {host: fraud-v2}}], mirror: {host: fraud-v3}}"));
        if (random.random().nextBoolean()) {
            rule.put("name", random.oneOf("other-", "predict-") + number);
        }
        return dressed(random, rule);
    }

    private static ObjectNode dressed(RandomJson random, ObjectNode rule) {
        rule.setAll(yaml(random.oneOf("{}", "{match: []}", "{match: [{}]}", "{match: [{uri: {prefix: /a}, ignoreUriCase: true}]}",
                "{match: [{headers: {tenant: {exact: t}, x-any: {}}, name: m}, {method: {exact: POST}, withoutHeaders: {cookie: {}}}]}",
                "{match: [{queryParams: {v: {regex: '[0-9]+'}}, sourceLabels: {app: web}, port: 80, gateways: [mesh]}]}")));
        rule.setAll(yaml(random.oneOf("{}", "{timeout: 5s}", "{retries: {attempts: 3, perTryTimeout: 1.5s, retryRemoteLocalities: null}}",
                "{retries: {attempts: 0}, headers: {response: {set: {x-by: 'a b'}}}}", "{rewrite: {uri: /v2}}")));
        return (ObjectNode) rule.setAll(yaml(random.oneOf("{}", "{corsPolicy: {allowCredentials: null, allowHeaders: [a]}}",
                "{fault: {abort: {httpStatus: 500, percentage: {value: 0.000001}}}}", "{corsPolicy: {allowOrigins: [{exact: b}]}}")));
    }

    private static ObjectNode chosen(ObjectNode route, Sample sample) {
        for (JsonNode rule : route.at("/spec/http")) {
            if (sample.rule().map(name -> rule.path("name").asText().equals(name)).orElse(!isOurs(rule))) {
                return (ObjectNode) rule;
            }
        }
        throw new AssertionError("the HTTP route is gone: " + route);
    }

    private static boolean isOurs(JsonNode rule) {
        return rule.path("name").asText().startsWith(OURS);
    }

    @Override
    public String users(ObjectNode route, Sample sample) {
        ObjectNode users = route.deepCopy();
        chosen(users, sample).remove(SPLIT);
        ((ArrayNode) users.at("/spec/http")).removeIf(VirtualServices::isOurs);
        return users.toString();
    }

    @Override
    public void disturb(ObjectNode route, Sample sample) {
        ObjectNode entry = (ObjectNode) chosen(route, sample).at("/route/0");
        entry.put("weight", entry.path("weight").asInt() + 1);
    }

    @Override
    public void edit(ObjectNode route) {
        ((ArrayNode) route.at("/spec/hosts")).remove(0);
        for (JsonNode rule : route.at("/spec/http")) {
            if (rule.path("name").asText().startsWith("other-")) {
                ((ObjectNode) rule).put("timeout", "9s");
            }
        }
    }

    @Override
    public String toString() {
        return "VirtualService";
    }
}
