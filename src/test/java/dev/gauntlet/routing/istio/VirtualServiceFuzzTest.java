package dev.gauntlet.routing.istio;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.foreign.DigitsIntent;
import dev.gauntlet.routing.foreign.RandomJson;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Any VirtualService, split again and again while its user edits it, and given back. */
class VirtualServiceFuzzTest {

    private static final List<String> SPLIT_FIELDS =
            List.of("route", "mirror", "mirrors", "mirrorPercentage", "mirrorPercent", "mirror_percent");

    private final VirtualServiceDialect dialect = new VirtualServiceDialect();

    /**
     * One life.
     *
     * @param json where randomness comes from
     * @param base the experiment
     * @param place where the chosen HTTP route stands at first
     */
    private record Life(RandomJson json, DigitsIntent base, int place) {

        static Life of(long seed) {
            RandomJson json = new RandomJson(new Random(seed));
            DigitsIntent base = DigitsIntent.with(List.of("candidate", "rival", "third").subList(0, 1 + json.random().nextInt(3)));
            boolean named = !json.onceIn(4);
            DigitsIntent intent = named ? base.rule("predict") : base;
            return new Life(json, json.random().nextBoolean() ? intent.header("X-Gauntlet-Variant") : intent,
                    named ? json.random().nextInt(4) : 0);
        }

        ObjectNode route() {
            ObjectNode route = yaml("{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: digits, namespace: demo},"
                    + " spec: {}, status: {}}");
            ArrayNode http = route.withArray("/spec/http");
            for (int i = 0; i <= place; i++) {
                http.add(i == place ? chosen() : other("other-" + i));
            }
            for (int i = 0; base.rule().isPresent() && i < json.random().nextInt(3); i++) {
                http.add(json.onceIn(3) ? other("behind-" + i) : json.among(yaml("{redirect: {uri: /}}")));
            }
            route.set("spec", json.among((ObjectNode) route.get("spec")));
            return route;
        }

        private ObjectNode chosen() {
            ObjectNode rule = json.fields(2);
            base.rule().ifPresent(name -> rule.put("name", name));
            String host = json.oneOf("digits-baseline", "digits-baseline.demo", "digits-baseline.demo.svc.cluster.local");
            ObjectNode destination = yaml("{host: " + host + "}");
            if (json.random().nextBoolean()) {
                destination.putObject("port").put("number", 8080);
            }
            ObjectNode entry = json.among((ObjectNode) json.fields(1).set("destination", destination));
            if (json.random().nextBoolean()) {
                entry.put("weight", json.oneOf(1, 100));
            }
            if (json.random().nextBoolean()) {
                entry.set("headers", yaml(json.oneOf("{}", "{request: {set: {a: b, x-gauntlet-variant: c}}}", "{response: {add: {d: e}}}")));
            }
            rule.putArray("route").add(entry);
            rule.setAll(yaml(json.oneOf("{}", "{}", "{mirror: {host: audit}}", "{mirrorPercentage: {value: 2.5}, mirror: {host: audit}}",
                    "{mirrors: [{destination: {host: audit}}, {destination: {host: b}, percentage: {value: 1}}]}")));
            rule.setAll(yaml(json.oneOf("{}", "{match: []}", "{match: [{uri: {prefix: /a}}]}",
                    "{match: [{headers: {tenant: {exact: t}}, name: m}, {method: {exact: POST}}]}")));
            rule.setAll(yaml(json.oneOf("{}", "{timeout: 5s, retries: {attempts: 3, retryOn: 5xx}}", "{corsPolicy: {allowHeaders: [a]}}")));
            return json.among(rule);
        }

        private ObjectNode other(String name) {
            return json.among(yaml("{name: " + name + ", route: [{destination: {host: digits-baseline}}, {destination: {host: x}, weight: 3}]}"));
        }

        RouteIntent intent() {
            Map<String, String> shares = new HashMap<>();
            Map<String, String> mirrored = new HashMap<>();
            int left = 100;
            boolean shadow = json.onceIn(3);
            for (String challenger : base.challengers()) {
                int share = json.oneOf(0, json.random().nextInt(left + 1), left);
                if (shadow) {
                    mirrored.put(challenger, json.oneOf("0", "0.01", "10", "12.50", "100"));
                } else {
                    shares.put(challenger, String.valueOf(share));
                    left -= share;
                }
            }
            return base.shares(shares).mirrored(mirrored).split();
        }

        /** The same edit of all the routes, none of it in what is split. */
        void edit(ObjectNode... routes) {
            int kind = json.random().nextInt(5);
            String field = "y" + json.random().nextInt(5);
            JsonNode value = json.value(1);
            String name = "new-" + json.random().nextInt(1_000_000);
            for (ObjectNode route : routes) {
                ArrayNode http = (ArrayNode) route.at("/spec/http");
                switch (kind) {
                    case 0 -> http.insert(0, yaml("{name: " + name + ", redirect: {uri: /}}"));
                    case 1 -> http.add(yaml("{name: " + name + ", route: [{destination: {host: new}}]}"));
                    case 2 -> ((ObjectNode) route.get("spec")).set(field, value.deepCopy());
                    case 3 -> route.withObject("/metadata/annotations").set(field, value.deepCopy());
                    default -> chosen(route).set(field, value.deepCopy());
                }
            }
        }

        ObjectNode chosen(ObjectNode route) {
            for (JsonNode rule : route.at("/spec/http")) {
                boolean ours = rule.path("name").asText().startsWith("gauntlet-");
                if (base.rule().map(name -> rule.path("name").asText().equals(name))
                        .orElse(!ours && !rule.path("name").asText().startsWith("new-"))) {
                    return (ObjectNode) rule;
                }
            }
            throw new IllegalStateException(route.toString());
        }

        /** The route without all that may be split. */
        String unsplit(ObjectNode route) {
            ObjectNode copy = route.deepCopy();
            chosen(copy).remove(SPLIT_FIELDS);
            ArrayNode http = (ArrayNode) copy.at("/spec/http");
            for (int i = http.size() - 1; i >= 0; i--) {
                if (http.get(i).path("name").asText().startsWith("gauntlet-")) {
                    http.remove(i);
                }
            }
            return copy.toString();
        }
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void everythingElseStaysToTheByteAndTheChampionGetsBackWhatItHad(@ForAll long seed) {
        Life life = Life.of(seed);
        ObjectNode plain = life.route();
        ObjectNode original = dialect.original(plain, life.intent());
        ObjectNode current = plain.deepCopy();
        assertThat(dialect.objection(plain, Optional.empty(), life.intent(), (kind, namespace, name) -> Optional.empty())).isEmpty();
        for (int round = 0; round < 5; round++) {
            RouteIntent intent = life.intent();
            String before = current.toString();

            ObjectNode split = dialect.split(current, original, intent);

            assertThat(current.toString()).isEqualTo(before);
            assertThat(life.unsplit(split)).isEqualTo(life.unsplit(plain));
            assertShares(life.chosen(split), intent);
            assertThat(dialect.split(split, original, intent).toString()).isEqualTo(split.toString());
            assertThat(dialect.objection(split, Optional.of(original), intent, (kind, namespace, name) -> Optional.empty())).isEmpty();
            life.edit(plain, split);
            assertThat(dialect.release(split, original, intent, "baseline").toString()).isEqualTo(plain.toString());
            ObjectNode won = dialect.release(split, original, intent, "candidate");
            assertThat(life.unsplit(won)).isEqualTo(life.unsplit(plain));
            assertThat(life.chosen(won).path("route").findValuesAsText("host")).singleElement().asString().startsWith("digits-candidate");
            assertThat(won.toString()).doesNotContain("\"name\":\"gauntlet-", "X-Gauntlet-");
            current = split;
        }
        assertThat(dialect.release(plain, original, life.intent(), "baseline").toString()).isEqualTo(plain.toString());
    }

    private static void assertShares(ObjectNode rule, RouteIntent intent) {
        Map<String, Integer> weights = new HashMap<>();
        rule.path("route").forEach(entry -> weights.put(
                entry.at("/headers/request/set/X-Gauntlet-Variant").asText(), entry.path("weight").asInt()));
        assertThat(weights.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
        assertThat(weights.values()).doesNotContain(0);
        intent.challengers().forEach(challenger -> assertThat(BigDecimal.valueOf(weights.getOrDefault(challenger.name(), 0)))
                .isEqualByComparingTo(intent.share(challenger.name())));
        assertThat(rule.has("mirror") && rule.has("mirrors")).isFalse();
    }
}
