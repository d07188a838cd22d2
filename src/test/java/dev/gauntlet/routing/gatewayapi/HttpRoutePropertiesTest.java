package dev.gauntlet.routing.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.gatewayapi.RouteArbitraries.Life;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What holds for every route that a user may have, whatever is wanted of it and whatever is edited meanwhile. */
class HttpRoutePropertiesTest {

    private final HttpRouteDialect dialect = new HttpRouteDialect();

    @Provide
    Arbitrary<Life> lives() {
        return RouteArbitraries.lives();
    }

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void onlyTheRuleIsSplitAndEverythingComesBackToTheByte(@ForAll("lives") Life life) {
        ObjectNode users = life.route().deepCopy();
        RouteIntent first = life.intents().get(0);
        ObjectNode original = dialect.original(users, first);
        String memory = original.toString();
        ObjectNode route = users.deepCopy();
        long edits = life.edits();
        for (RouteIntent intent : life.intents()) {
            String before = route.toString();
            ObjectNode split = dialect.split(route, original, intent);
            assertThat(route).as("arguments are not changed").hasToString(before);
            assertThat(dialect.split(split, original, intent)).as("idempotent").hasToString(split.toString());
            assertThat(rest(split)).isEqualTo(rest(users));
            assertThat(split.toString()).doesNotContain("\"weight\":0,");
            assertThat(RouteArbitraries.chosen(split).path("backendRefs").findValues("weight").stream().mapToInt(weight -> weight.asInt()).sum())
                    .isEqualTo(10_000);
            ArrayNode kept = filters(users);
            assertThat(Nodes.objects(filters(split)).subList(0, kept.size())).hasToString(Nodes.objects(kept).toString());
            RouteArbitraries.edit(edits++, split, users);
            route = split;
        }
        for (RouteVariant variant : first.variants()) {
            ObjectNode released = dialect.release(route, original, first, variant.name());
            assertThat(dialect.release(released, original, first, variant.name())).hasToString(released.toString());
            assertThat(rest(released)).isEqualTo(rest(users));
            assertThat(filters(released)).hasToString(filters(users).toString());
            assertThat(released.toString()).doesNotContain("\"name\":\"gauntlet-").doesNotContain("X-Choose");
            assertThat(Backends.ofRule(RouteArbitraries.chosen(released), first)).isEqualTo(List.of(Backends.of(variant, first)));
            assertThat(dialect.release(released, original, first, first.champion().name())).hasToString(users.toString());
        }
        assertThat(original).hasToString(memory);
    }

    private static ArrayNode filters(ObjectNode route) {
        return RouteArbitraries.chosen(route).path("filters") instanceof ArrayNode filters ? filters : Nodes.JSON.arrayNode();
    }

    /** The text of all that is not split. */
    private static String rest(ObjectNode route) {
        ObjectNode rest = route.deepCopy();
        RouteArbitraries.chosen(rest).remove(List.of("backendRefs", "filters"));
        ((ArrayNode) rest.path("spec").path("rules")).removeIf(rule -> rule.path("name").asText().startsWith("gauntlet-"));
        return rest.toString();
    }
}
