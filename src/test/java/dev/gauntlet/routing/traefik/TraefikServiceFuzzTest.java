package dev.gauntlet.routing.traefik;

import static dev.gauntlet.routing.foreign.DigitsIntent.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.foreign.DigitsIntent;
import dev.gauntlet.routing.foreign.RandomJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Any TraefikService, split and copied again and again while its user edits it, and given back. */
class TraefikServiceFuzzTest {

    private final TraefikServiceDialect dialect = new TraefikServiceDialect();

    private static ObjectNode route(RandomJson json) {
        ObjectNode service = yaml("{name: digits-baseline}").setAll(yaml(json.oneOf("{}", "{port: 8080}", "{port: http, scheme: h2c}")));
        ObjectNode spec = json.fields(1);
        if (json.onceIn(3)) {
            spec.set("mirroring", json.among(service.setAll(yaml(json.oneOf("{}", "{mirrors: []}", "{mirrorBody: false, maxBodySize: 9}")))));
        } else {
            ObjectNode weighted = json.fields(1);
            weighted.putArray("services").add(json.among(service.setAll(yaml(json.oneOf("{}", "{weight: 1}", "{weight: 100}")))));
            spec.set("weighted", json.among(weighted));
        }
        ObjectNode route = yaml("{metadata: {name: digits, namespace: demo}, kind: TraefikService}");
        route.set("spec", json.among(spec));
        return json.among(route);
    }

    private static RouteIntent intent(RandomJson json, DigitsIntent base) {
        Map<String, String> shares = new HashMap<>();
        Map<String, String> mirrored = new HashMap<>();
        int left = 10_000;
        boolean shadow = json.onceIn(2);
        for (String challenger : base.challengers()) {
            if (shadow) {
                mirrored.put(challenger, String.valueOf(json.random().nextInt(101)));
            } else {
                int share = json.oneOf(0, json.random().nextInt(left + 1), left);
                shares.put(challenger, share / 100 + "." + share % 100 / 10 + share % 10);
                left -= share;
            }
        }
        return base.shares(shares).mirrored(mirrored).split();
    }

    private static String unsplit(ObjectNode route) {
        ObjectNode copy = route.deepCopy();
        ((ObjectNode) copy.get("spec")).remove(List.of("weighted", "mirroring"));
        return copy.toString();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void everythingElseStaysToTheByteAndTheChampionGetsBackWhatItHad(@ForAll long seed) {
        RandomJson json = new RandomJson(new Random(seed));
        DigitsIntent base = DigitsIntent.with(List.of("candidate", "rival", "third").subList(0, 1 + json.random().nextInt(3)));
        ObjectNode plain = route(json);
        ObjectNode original = dialect.original(plain, base.split());
        ObjectNode current = plain.deepCopy();
        assertThat(dialect.objection(plain, Optional.empty(), intent(json, base), (kind, namespace, name) -> Optional.empty())).isEmpty();
        for (int round = 0; round < 5; round++) {
            RouteIntent intent = intent(json, base);
            String before = current.toString();

            ObjectNode split = dialect.split(current, original, intent);

            assertThat(current.toString()).isEqualTo(before);
            assertThat(unsplit(split)).isEqualTo(unsplit(plain));
            assertThat(split.at("/spec/weighted").isObject() ^ split.at("/spec/mirroring").isObject()).isTrue();
            assertThat(dialect.split(split, original, intent).toString()).isEqualTo(split.toString());
            if (!split.at("/spec/mirroring").isObject()) {
                assertThat(split.at("/spec/weighted/services").findValuesAsText("weight").stream().mapToInt(Integer::parseInt).sum())
                        .isEqualTo(10_000);
            }
            String place = json.oneOf("spec", "metadata");
            String field = "y" + json.random().nextInt(5);
            JsonNode value = json.value(1);
            for (ObjectNode route : List.of(plain, split)) {
                ((ObjectNode) route.get(place)).set(field, value.deepCopy());
            }
            assertThat(dialect.release(split, original, intent, "baseline").toString()).isEqualTo(plain.toString());
            assertThat(unsplit(dialect.release(split, original, intent, "candidate"))).isEqualTo(unsplit(plain));
            current = split;
        }
    }
}
