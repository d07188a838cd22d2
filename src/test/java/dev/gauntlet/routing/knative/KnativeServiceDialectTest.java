package dev.gauntlet.routing.knative;

import static dev.gauntlet.routing.foreign.Serving.objection;
import static dev.gauntlet.routing.foreign.Serving.split;
import static dev.gauntlet.routing.foreign.Serving.splitOf;
import static dev.gauntlet.routing.foreign.Serving.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.foreign.Serving;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnativeServiceDialectTest {

    private static final RouteDialect DIALECT = new KnativeServiceDialect();
    private static final RouteIntent FIVE = split("fraud-1", "fraud-2=5");
    private static final String PINNED = "[{latestRevision: false, percent: 100, revisionName: fraud-1}]";

    private static ObjectNode route(String traffic) {
        return route(traffic, "{latestReadyRevisionName: fraud-2, latestCreatedRevisionName: fraud-2}");
    }

    private static ObjectNode route(String traffic, String status) {
        ObjectNode route = yaml("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: fraud, namespace: demo, generation: 3}
                spec: {template: {spec: {containers: [{image: "fraud:2"}]}}, traffic: %s}
                status: %s
                """.formatted(traffic, status));
        if (traffic.isEmpty()) {
            route.withObject("/spec").remove("traffic");
        }
        return route;
    }

    private static JsonNode traffic(ObjectNode route) {
        return route.at("/spec/traffic");
    }

    private static JsonNode list(String traffic) {
        return yaml("traffic: " + traffic).path("traffic");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5     | {latestRevision: false, percent: 95, revisionName: fraud-1}, {latestRevision: false, percent: 5, revisionName: fraud-2}
            5.99  | {latestRevision: false, percent: 95, revisionName: fraud-1}, {latestRevision: false, percent: 5, revisionName: fraud-2}
            0     | {latestRevision: false, percent: 100, revisionName: fraud-1}
            100   | {latestRevision: false, percent: 0, revisionName: fraud-1}, {latestRevision: false, percent: 100, revisionName: fraud-2}
            """)
    void revisionsAreNamedWithWholePercentsAndAnIdleChallengerIsNot(String share, String expected) {
        assertThat(traffic(splitOf(DIALECT, route(PINNED), split("fraud-1", "fraud-2=" + share)))).isEqualTo(list("[" + expected + "]"));
    }

    @Test
    void tagsAndOtherRevisionsThatAreHeldStayWithoutTraffic() {
        ObjectNode route = route("""
                [{revisionName: fraud-0, percent: 0}, {revisionName: fraud-1, percent: 100, tag: current},
                 {latestRevision: true, tag: candidate}]""");

        assertThat(traffic(splitOf(DIALECT, route, FIVE))).isEqualTo(list("""
                [{latestRevision: false, percent: 95, revisionName: fraud-1}, {latestRevision: false, percent: 5, revisionName: fraud-2},
                 {revisionName: fraud-0, percent: 0}, {revisionName: fraud-1, percent: 0, tag: current},
                 {latestRevision: true, tag: candidate}]"""));
    }

    @Test
    void whatOthersDidToTheirTagsMeanwhileIsKeptAtTheEnd() {
        ObjectNode route = route("[{revisionName: fraud-0, tag: old}, {revisionName: fraud-1, percent: 100, tag: current}]");
        ObjectNode original = DIALECT.original(route, FIVE);
        ObjectNode edited = DIALECT.split(route, original, FIVE);
        edited.withObject("/spec").set("traffic", list("""
                [{revisionName: fraud-1, percent: 95}, {revisionName: fraud-2, percent: 5},
                 {revisionName: fraud-1, percent: 0, tag: current}, {revisionName: fraud-2, percent: 10, tag: new},
                 {revisionName: fraud-9, percent: 3}]"""));

        assertThat(traffic(DIALECT.release(edited, original, FIVE, "fraud-1"))).isEqualTo(list("""
                [{revisionName: fraud-1, percent: 100, tag: current}, {revisionName: fraud-2, percent: 0, tag: new}]"""));
    }

    @Test
    void theChampionIsNamedAtTheEndWhereTheLatestRevisionIsAnotherOneByNow() {
        for (String traffic : List.of("", "[{latestRevision: true, percent: 100}]")) {
            ObjectNode before = route(traffic, "{latestReadyRevisionName: fraud-1, latestCreatedRevisionName: fraud-1}");
            assertThat(objection(DIALECT, before, FIVE)).isEmpty();
            ObjectNode original = DIALECT.original(before, FIVE);
            ObjectNode split = DIALECT.split(before, original, FIVE);
            assertThat(DIALECT.release(split, original, FIVE, "fraud-1")).isEqualTo(before);
            split.withObject("/status").put("latestCreatedRevisionName", "fraud-2");

            assertThat(traffic(DIALECT.release(split, original, FIVE, "fraud-1"))).isEqualTo(list(PINNED));
        }
    }

    @Test
    void theWinnerGetsEverybodyByNameOrByTheOriginalThatLeadsToIt() {
        ObjectNode latest = route("", "{latestReadyRevisionName: fraud-2, latestCreatedRevisionName: fraud-2}");
        ObjectNode split = splitOf(DIALECT, route(PINNED), FIVE);

        assertThat(traffic(DIALECT.release(split, DIALECT.original(route(PINNED), FIVE), FIVE, "fraud-2")))
                .isEqualTo(list("[{latestRevision: false, percent: 100, revisionName: fraud-2}]"));
        assertThat(DIALECT.release(split, DIALECT.original(latest, FIVE), FIVE, "fraud-2")).isEqualTo(latest);
    }

    @Test
    void aRouteThatWasGivenToTheWinnerIsLedBack() {
        Serving.assertLedBack(DIALECT, route(PINNED), FIVE, "fraud-1", "fraud-2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{revisionName: fraud-1, percent: 90}, {revisionName: fraud-0, percent: 10}] | gives 10 percent to revision fraud-0
            [{revisionName: fraud-2, percent: 100}]                                      | champion's, fraud-1
            [{latestRevision: true, percent: 100}]                                       | latest revision, fraud-2
            []                                                                           | pin the champion's
            """)
    void trafficThatIsNotTheChampionsAloneIsRefused(String traffic, String message) {
        assertThat(objection(DIALECT, route(traffic), FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.FOREIGN_BACKENDS);
            assertThat(objection.message()).contains(message);
        });
        assertThat(DIALECT.objection(route(traffic), Optional.of(DIALECT.original(route(PINNED), FIVE)), FIVE, Serving.NOTHING))
                .as("once it is claimed, that is drift").isEmpty();
        assertThat(objection(DIALECT, route(traffic), FIVE.withGoal(new RouteGoal.Release("fraud-1"))))
                .as("nothing stops a rollback").isEmpty();
    }

    @Test
    void trafficThatKnativeDoesNotCarryAsItIsIsNotSplitButASplitGoesOn() {
        ObjectNode route = route(PINNED, "{conditions: [{type: RoutesReady, status: 'False', message: no ingress}]}");

        assertThat(objection(DIALECT, route, FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.NOT_ACCEPTED);
            assertThat(objection.message()).contains("RoutesReady is False: no ingress").contains("mend it");
        });
        assertThat(DIALECT.objection(route, Optional.of(DIALECT.original(route, FIVE)), FIVE, Serving.NOTHING)).isEmpty();
        assertThat(objection(DIALECT, route(PINNED, "{conditions: [{type: RoutesReady, status: Unknown}]}"), FIVE)).isEmpty();
    }

    @Test
    void revisionsOfOthersAndOneRevisionForTwoAreRefused() {
        ClusterObjects cluster = (kind, namespace, name) -> Optional.of(yaml("metadata: {labels: {serving.knative.dev/service: other}}"));

        assertThat(DIALECT.objection(route(PINNED), Optional.empty(), FIVE, cluster)).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("fraud-1 belongs to other"));
        assertThat(objection(DIALECT, route(PINNED), twice())).hasValueSatisfying(objection ->
                assertThat(objection.reason()).isEqualTo(RouteReason.CONFIG_INVALID));
    }

    private static RouteIntent twice() {
        RouteVariant champion = FIVE.champion();
        RouteVariant again = new RouteVariant("again", false, champion.serviceName(), 80);
        return new RouteIntent(FIVE.owner(), "", List.of(champion, again), FIVE.assignment(), Map.of(), 1, FIVE.goal());
    }

    @Test
    void aVariantIsReadyWhenItsRevisionIs() {
        for (String status : List.of("True", "False", "Unknown")) {
            ClusterObjects cluster = (kind, namespace, name) -> Optional.of(yaml("status: {conditions: [{type: Ready, status: '" + status
                    + "'}]}"));
            assertThat(DIALECT.ready(FIVE.champion(), route(PINNED), FIVE, cluster)).hasValue(status.equals("True"));
        }
        assertThat(DIALECT.ready(FIVE.champion(), route(PINNED), FIVE, Serving.NOTHING)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                       | has not looked at generation 3
            {observedGeneration: 2}                                                  | has not looked at generation 3
            {observedGeneration: 3, conditions: [{type: Ready, status: "True"}, {type: RoutesReady, status: "False"}]} | RoutesReady is
            {observedGeneration: 3, traffic: [{revisionName: fraud-1, percent: 100}]} | {fraud-1=100} in status.traffic, and {fraud-1=95, f
            {observedGeneration: 3, traffic: [{revisionName: fraud-1, percent: 95}, {revisionName: fraud-2, percent: 5}]} | ``
            """)
    void theSplitIsBelievedWhenKnativeReportsIt(String status, String problem) {
        ObjectNode split = splitOf(DIALECT, route(PINNED, status), FIVE);

        assertThat(DIALECT.acceptance(split, FIVE)).satisfies(acceptance -> assertThat(
                acceptance instanceof Acceptance.NotYet refused ? refused.message() : "").contains(problem).matches(
                        message -> message.isEmpty() == problem.isEmpty()));
    }

    @Provide
    Arbitrary<ObjectNode> routes() {
        Arbitrary<String> live = Arbitraries.of("{revisionName: fraud-1, percent: 100}",
                "{percent: 100, tag: current, latestRevision: false, revisionName: fraud-1}", "{latestRevision: true, percent: 100, x: 1}");
        Arbitrary<String> idle = Arbitraries.of("{tag: a, revisionName: fraud-2}", "{tag: b, latestRevision: true, percent: 0}",
                "{revisionName: fraud-0, percent: 0}", "{revisionName: fraud-2, percent: 0}", "{tag: c, revisionName: fraud-1, y: {}}");
        return Combinators.combine(live, idle.list().uniqueElements().ofMaxSize(5), Arbitraries.longs(), Arbitraries.of(true, false))
                .as((first, others, seed, absent) -> {
                    List<String> entries = new ArrayList<>(others);
                    entries.add(first);
                    Collections.shuffle(entries, new Random(seed));
                    return route(absent && others.isEmpty() ? "" : "[" + String.join(", ", entries) + "]",
                            "{latestReadyRevisionName: fraud-1}");
                });
    }

    @Provide
    Arbitrary<List<Serving.Step>> steps() {
        return Serving.steps(3, 10_000, List.of("/metadata/labels/team", "/metadata/annotations/x", "/spec/template/metadata/name",
                "/spec/unknown", "/unknown/field"));
    }

    @Property(tries = 300)
    void theRestIsNeverTouchedAndAllIsGivenBackToTheByte(@ForAll("routes") ObjectNode route, @ForAll("steps") List<Serving.Step> steps) {
        Serving.assertGivenBackToTheByte(DIALECT, route, split("fraud-1", "fraud-2=0", "fraud-3=0", "fraud-4=0"), steps);
    }
}
