package dev.gauntlet.routing.gatewayapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.foreign.Acceptance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a gateway works by a route. */
class HttpRouteAcceptanceTest {

    private final HttpRouteDialect dialect = new HttpRouteDialect();

    private String trouble(ObjectNode route) {
        return dialect.acceptance(route, Cases.share("5")) instanceof Acceptance.NotYet notYet ? notYet.message() : null;
    }

    private static ObjectNode with(String conditions) {
        ObjectNode route = Cases.route();
        ((ObjectNode) route.at("/status/parents/0")).set("conditions", Cases.yaml("c: [" + conditions + "]").path("c"));
        return route;
    }

    private static String condition(String type, String status, int generation) {
        return "{type: %s, status: \"%s\", reason: Because, message: so, observedGeneration: %d}".formatted(type, status, generation);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "True    | 3 | True  | 3 | False | -",
        "True    | 4 | True  | 4 | False | -",
        "True    | 2 | True  | 3 | False | Gateway infra/public has not looked at generation 3 of HTTPRoute fraud yet",
        "True    | 3 | True  | 2 | False | Gateway infra/public has not looked at generation 3 of HTTPRoute fraud yet",
        "False   | 3 | True  | 3 | False | Gateway infra/public does not accept HTTPRoute fraud: Because: so",
        "Unknown | 3 | True  | 3 | False | Gateway infra/public does not accept HTTPRoute fraud: Because: so",
        "True    | 3 | False | 3 | False | Gateway infra/public does not find all that HTTPRoute fraud refers to: Because: so",
        "True    | 3 | True  | 3 | True  | Gateway infra/public accepts only parts of HTTPRoute fraud: Because: so"})
    void eachConditionCounts(String accepted, int acceptedAt, String resolved, int resolvedAt, String partly, String expected) {
        assertThat(trouble(with(condition("Accepted", accepted, acceptedAt) + ", " + condition("ResolvedRefs", resolved, resolvedAt) + ", "
                + condition("PartiallyInvalid", partly, 3)))).isEqualTo(expected);
    }

    @Test
    void aGatewayThatSaysNothingHasNotAccepted() {
        assertThat(trouble(with(""))).isEqualTo("Gateway infra/public has not said whether it accepts HTTPRoute fraud");
        ObjectNode silent = Cases.route();
        silent.remove("status");
        assertThat(trouble(silent)).startsWith("Gateway infra/public has not said whether it accepts HTTPRoute fraud; it has to exist");
        assertThat(trouble(with(condition("Accepted", "True", 3)))).isNull();
    }

    @Test
    void everyGatewayOfTheRouteHasToAcceptAndOthersDoNotMatter() {
        ObjectNode route = Cases.route();
        ObjectNode other = route.at("/spec/parentRefs/0").deepCopy();
        route.withArray("/spec/parentRefs").add(other.put("sectionName", "https"));

        assertThat(trouble(route)).startsWith("Gateway infra/public has not said");
        ((ObjectNode) route.withArray("/status/parents").add(route.at("/status/parents/0").deepCopy()).at("/1/parentRef"))
                .put("sectionName", "https");
        assertThat(trouble(route)).isNull();
        ObjectNode stranger = Cases.yaml("{parentRef: {name: stranger}, controllerName: a/b, conditions: [" + condition("Accepted", "False", 3)
                + "]}");
        route.withArray("/status/parents").add(stranger);
        assertThat(trouble(route)).isNull();
    }

    @Test
    void defaultsOfReferencesDoNotMatter() {
        ObjectNode route = Cases.route();
        ((ObjectNode) route.at("/spec/parentRefs/0")).remove("kind");
        ((ObjectNode) route.at("/status/parents/0/parentRef")).remove("group");

        assertThat(trouble(route)).isNull();
    }
}
