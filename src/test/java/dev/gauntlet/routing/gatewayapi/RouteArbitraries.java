package dev.gauntlet.routing.gatewayapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Any routes that users may have, any intents for them, and any edits of what is not split. */
final class RouteArbitraries {

    private static final List<String> WORDS = List.of("a", "predict", "zone", "Äpfel \"quoted\"", "x-y", "0", "\u2028", "matches");

    private static final String CHOSEN = "chosen";

    private RouteArbitraries() {
    }

    /** The rule of a generated route that leads to the champion, split or not. */
    static ObjectNode chosen(ObjectNode route) {
        return Nodes.objects(route.path("spec").path("rules")).stream()
                .filter(rule -> rule.has(CHOSEN) && !rule.path("name").asText().startsWith("gauntlet-")).findFirst().orElseThrow();
    }

    /** Changes something that is not split, in the same way in each of several routes. */
    static void edit(long seed, ObjectNode... routes) {
        for (ObjectNode route : routes) {
            new Maker(new Random(seed)).edit(route);
        }
    }

    /**
     * What happens to a route.
     *
     * @param route the route as the user wrote it
     * @param intents what is wanted of it, one after the other
     * @param edits what the user's edits in between are made from
     */
    record Life(ObjectNode route, List<RouteIntent> intents, long edits) {
    }

    /** Lives of routes. */
    static Arbitrary<Life> lives() {
        return Arbitraries.longs().map(seed -> new Maker(new Random(seed)).life());
    }

    /** Makes one life from a source of chance. */
    private static final class Maker {

        private final Random random;

        Maker(Random random) {
            this.random = random;
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        private <T> T oneOf(List<T> values) {
            return values.get(random.nextInt(values.size()));
        }

        Life life() {
            int others = random.nextInt(4);
            List<ObjectNode> rules = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                rules.add(otherRule());
            }
            Optional<String> name = others > 0 || chance(50) ? Optional.of("predict") : Optional.empty();
            rules.add(random.nextInt(rules.size() + 1), rule(name));
            ObjectNode route = Nodes.JSON.objectNode();
            route.set("metadata", object(1).put("name", "fraud").put("generation", 3));
            ObjectNode spec = object(1);
            spec.set("parentRefs", Nodes.JSON.arrayNode().add(Nodes.JSON.objectNode().put("name", "public")));
            spec.set("rules", Nodes.array(rules));
            route.set("spec", shuffled(spec));
            if (chance(80)) {
                route.putObject("status").putArray("parents").addObject().put("controllerName", chance(50) ? "io.cilium/gateway-controller" : "x/y");
            }
            Optional<String> header = chance(50) ? Optional.of("X-Choose") : Optional.empty();
            List<RouteVariant> variants = chance(50) ? List.of(Cases.CHAMPION, Cases.CHALLENGER)
                    : List.of(Cases.CHALLENGER, Cases.CHAMPION, Cases.RIVAL);
            List<RouteIntent> intents = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                intents.add(intent(name, header, variants));
            }
            return new Life(shuffled(route), intents, random.nextLong());
        }

        private RouteIntent intent(Optional<String> rule, Optional<String> header, List<RouteVariant> variants) {
            Map<String, String> shares = new HashMap<>();
            Map<String, String> mirrored = new HashMap<>();
            int left = 10_000;
            for (RouteVariant variant : variants) {
                if (!variant.champion() && chance(30)) {
                    mirrored.put(variant.name(), hundredths(random.nextInt(10_001)));
                } else if (!variant.champion()) {
                    int share = chance(10) ? left : random.nextInt(left + 1);
                    left -= share;
                    shares.put(variant.name(), hundredths(share));
                }
            }
            return Cases.intent(rule, header, variants, shares, mirrored);
        }

        private static String hundredths(int hundredths) {
            return new BigDecimal(hundredths).movePointLeft(2).toPlainString();
        }

        private ObjectNode rule(Optional<String> name) {
            ObjectNode champion = object(1).put("name", Cases.CHAMPION.serviceName()).put("port", Cases.CHAMPION.port());
            if (chance(50)) {
                champion.put("weight", 1 + random.nextInt(1_000));
            }
            if (chance(50)) {
                champion.put("kind", "Service").put("group", "");
            }
            if (chance(30)) {
                champion.put("namespace", Cases.NAMESPACE);
            }
            if (chance(40)) {
                champion.set("filters", filters());
            }
            ObjectNode rule = object(2).put(CHOSEN, true);
            rule.set("backendRefs", Nodes.JSON.arrayNode().add(shuffled(champion)));
            name.ifPresent(text -> rule.put("name", text));
            if (chance(80)) {
                rule.set("matches", matches());
            }
            if (chance(60)) {
                rule.set("filters", filters());
            }
            return shuffled(rule);
        }

        private ObjectNode otherRule() {
            ObjectNode rule = object(2);
            if (chance(70)) {
                rule.put("name", "other-" + random.nextInt(1_000_000));
            }
            if (chance(70)) {
                rule.putArray("backendRefs").addObject().put("name", oneOf(List.of("fraud-v1", "fraud-v2", "health"))).put("port", 80);
            }
            rule.set("filters", filters());
            rule.set("matches", matches());
            return shuffled(rule);
        }

        private ArrayNode matches() {
            ArrayNode matches = Nodes.JSON.arrayNode();
            for (int i = 0; i <= random.nextInt(3); i++) {
                ObjectNode match = object(1);
                match.putObject("path").put("type", "PathPrefix").put("value", "/" + random.nextInt(10));
                if (chance(40)) {
                    match.putArray("headers").addObject().put("name", "x-tenant").put("value", oneOf(WORDS));
                }
                matches.add(shuffled(match));
            }
            return matches;
        }

        private ArrayNode filters() {
            ArrayNode filters = Nodes.JSON.arrayNode();
            for (int i = 0; i < random.nextInt(4); i++) {
                ObjectNode filter = object(1);
                switch (random.nextInt(4)) {
                    case 0 -> filter.put("type", "URLRewrite").putObject("urlRewrite").put("hostname", "models");
                    case 1 -> filter.put("type", "ExtensionRef").putObject("extensionRef").put("name", oneOf(WORDS));
                    case 2 -> filter.put("type", "RequestMirror").putObject("requestMirror").putObject("backendRef").put("name", "audit")
                            .put("port", 80);
                    default -> filter.put("type", "RequestHeaderModifier").putObject("requestHeaderModifier").putArray("set").addObject()
                            .put("name", oneOf(List.of("x-gauntlet-variant", "x-a"))).put("value", oneOf(WORDS));
                }
                filters.add(shuffled(filter));
            }
            return filters;
        }

        /** An object with up to that many fields that no version of the API knows. */
        private ObjectNode object(int most) {
            ObjectNode object = Nodes.JSON.objectNode();
            for (int i = 0; i < random.nextInt(most + 1); i++) {
                object.set("unknown" + random.nextInt(5), value(2));
            }
            return object;
        }

        private JsonNode value(int depth) {
            return switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> Nodes.JSON.textNode(oneOf(WORDS));
                case 1 -> Nodes.JSON.numberNode(new BigDecimal(random.nextInt(100)).movePointLeft(1));
                case 2 -> Nodes.JSON.booleanNode(random.nextBoolean());
                case 3 -> Nodes.JSON.nullNode();
                case 4 -> Nodes.JSON.arrayNode().add(value(depth - 1)).add(value(depth - 1));
                default -> Nodes.JSON.objectNode().set(oneOf(WORDS), value(depth - 1));
            };
        }

        private ObjectNode shuffled(ObjectNode object) {
            List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
            Collections.shuffle(fields, random);
            ObjectNode shuffled = Nodes.JSON.objectNode();
            fields.forEach(field -> shuffled.set(field.getKey(), field.getValue()));
            return shuffled;
        }

        private void edit(ObjectNode route) {
            ((ObjectNode) route.path("metadata")).set("labels", value(2));
            ((ObjectNode) route.path("spec")).set("hostnames", value(1));
            ObjectNode chosen = chosen(route);
            if (chance(50)) {
                chosen.set("timeouts", value(2));
            }
            if (chance(20)) {
                chosen.set("matches", matches());
            }
            if (chance(50)) {
                ((ArrayNode) route.path("spec").path("rules")).add(otherRule().put("name", "added"));
            }
        }
    }
}
