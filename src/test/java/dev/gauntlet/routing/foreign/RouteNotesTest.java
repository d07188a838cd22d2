package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteClaim;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteNotesTest {

    private static final RouteOwner OWNER = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "ns", "digits", "uid-1");

    private static RouteIntent intent(String share, String mirrored) {
        return new RouteIntent(OWNER, "", Optional.of(RouteTarget.adopted("fraud")), List.of(new RouteVariant("v1", true, "a", 80),
                new RouteVariant("v2", false, "b", 80)), AssignmentPolicy.perRequest("salt"), Map.of("v2", new BigDecimal(share)),
                Map.of("v2", new BigDecimal(mirrored)), Map.of("v2", new RouteIntent.CopyTarget("comparator", 80)), 7,
                new RouteGoal.Split());
    }

    private static ObjectNode route(Map<String, String> annotations) {
        ObjectNode route = JsonNodeFactory.instance.objectNode();
        annotations.forEach(route.withObject("/metadata/annotations")::put);
        return route;
    }

    @Test
    void notesAreReadAsTheyWereWritten() {
        RouteNotes notes = new RouteNotes(Optional.of(RouteClaim.of(OWNER)),
                Optional.of(new OriginalNote(JsonNodeFactory.instance.objectNode().put("a", 1), JsonNodeFactory.instance.arrayNode())
                        .toJson()),
                OptionalLong.of(7), Optional.of(AppliedTraffic.of(intent("2.50", "0"))),
                new Reverts(List.of(Instant.parse("2026-11-22T12:00:00Z"))));
        assertThat(RouteNotes.on(route(notes.annotations()))).isEqualTo(notes);
        assertThat(notes.annotations().keySet()).containsExactlyInAnyOrderElementsOf(RouteNotes.ALL);
        assertThat(RouteNotes.on(route(notes.annotations())).readableOriginal().orElseThrow().original().path("a").asInt()).isEqualTo(1);
    }

    @Test
    void aRouteWithoutNotesHasNone() {
        assertThat(RouteNotes.on(JsonNodeFactory.instance.objectNode()).annotations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"original\":1,\"owners\":[]}", "{\"original\":{}}"})
    void aBrokenOriginalIsNone(String text) {
        assertThat(RouteNotes.on(route(Map.of(RouteNotes.ORIGINAL, text))).readableOriginal()).isEmpty();
    }

    @Test
    void trafficIsTheSameHoweverItsNumbersAreWritten() {
        assertThat(AppliedTraffic.of(intent("10", "0"))).isEqualTo(AppliedTraffic.of(intent("10.00", "0.0")))
                .isNotEqualTo(AppliedTraffic.of(intent("10.01", "0")));
        assertThat(AppliedTraffic.fromJson(AppliedTraffic.of(intent("0", "100")).toJson()))
                .hasValue(AppliedTraffic.of(intent("0", "100.00")));
        assertThat(AppliedTraffic.fromJson("{")).isEmpty();
    }

    @Test
    void trafficOfOtherChallengersFitsNoIntent() {
        AppliedTraffic other = new AppliedTraffic(new TreeMap<>(Map.of("v3", BigDecimal.TEN)), new TreeMap<>(), new TreeMap<>());
        assertThat(other.in(intent("10", "0"))).isEmpty();
        assertThat(AppliedTraffic.of(intent("10", "0")).in(intent("20", "0"))).get().extracting(i -> i.share("v2"))
                .isEqualTo(BigDecimal.TEN);
    }

    @Test
    void numbersAreComparedByValue() throws JsonProcessingException {
        assertThat(RouteJson.same(RouteJson.MAPPER.readTree("{\"a\":[5,{\"b\":1.50}]}"),
                RouteJson.MAPPER.readTree("{\"a\":[5.0,{\"b\":1.5}]}")))
                .isTrue();
        assertThat(RouteJson.same(RouteJson.MAPPER.readTree("{\"a\":5}"), RouteJson.MAPPER.readTree("{\"a\":\"5\"}"))).isFalse();
    }
}
