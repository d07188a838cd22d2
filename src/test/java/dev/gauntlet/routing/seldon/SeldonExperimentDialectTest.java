package dev.gauntlet.routing.seldon;

import static dev.gauntlet.routing.foreign.Serving.objection;
import static dev.gauntlet.routing.foreign.Serving.split;
import static dev.gauntlet.routing.foreign.Serving.splitOf;
import static dev.gauntlet.routing.foreign.Serving.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteIntent.CopyTarget;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.ClusterObjects;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.foreign.Serving;
import java.math.BigDecimal;
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

class SeldonExperimentDialectTest {

    private static final RouteDialect DIALECT = new SeldonExperimentDialect();
    private static final RouteIntent FIVE = split("fraud-1", "fraud-2=5.25");
    private static final String CHAMPION = "{default: fraud-1, candidates: [{name: fraud-1, weight: 100}]}";

    private static ObjectNode route(String spec) {
        return yaml("""
                apiVersion: mlops.seldon.io/v1alpha1
                kind: Experiment
                metadata: {name: fraud, namespace: demo}
                spec: %s
                """.formatted(spec));
    }

    private static RouteIntent copying(Map<String, BigDecimal> mirrored, Map<String, CopyTarget> targets) {
        RouteIntent intent = split("fraud-1", "fraud-2=0", "fraud-3=0");
        return new RouteIntent(intent.owner(), "", intent.target(), intent.variants(), intent.assignment(), Map.of(), mirrored, targets, 1,
                intent.goal());
    }

    @Test
    void candidatesGetHundredthsOfAPercentInTheirPlaces() {
        assertThat(splitOf(DIALECT, route(CHAMPION), FIVE))
                .isEqualTo(route("{default: fraud-1, candidates: [{name: fraud-1, weight: 9475}, {name: fraud-2, weight: 525}]}"));
        assertThat(splitOf(DIALECT, route("""
                {candidates: [{name: fraud-2, weight: 0}, {name: other, weight: 0}, {name: fraud-1, weight: 1, x: y}]}"""), FIVE))
                .isEqualTo(route("""
                        {candidates: [{name: fraud-2, weight: 525}, {name: other, weight: 0}, {name: fraud-1, weight: 9475, x: y}]}"""));
    }

    @Test
    void aChallengerWithoutAShareIsNoCandidateButTheDefaultAlwaysIs() {
        assertThat(splitOf(DIALECT, route("{candidates: [{name: fraud-1, weight: 100}, {name: fraud-2, weight: 0}]}"),
                split("fraud-1", "fraud-2=0"))).isEqualTo(route("{candidates: [{name: fraud-1, weight: 10000}]}"));
        assertThat(splitOf(DIALECT, route(CHAMPION), split("fraud-1", "fraud-2=100")))
                .isEqualTo(route("{default: fraud-1, candidates: [{name: fraud-1, weight: 0}, {name: fraud-2, weight: 10000}]}"));
    }

    @Test
    void copiesGoToTheMirrorWhichIsTakenAwayAgain() {
        RouteIntent shadow = copying(Map.of("fraud-2", new BigDecimal("20")), Map.of());
        ObjectNode route = route(CHAMPION);
        ObjectNode split = splitOf(DIALECT, route, shadow);

        assertThat(split).isEqualTo(route("""
                {default: fraud-1, candidates: [{name: fraud-1, weight: 10000}], mirror: {name: fraud-2, percent: 20}}"""));
        assertThat(splitOf(DIALECT, split, FIVE).at("/spec").has("mirror")).isFalse();
        assertThat(DIALECT.release(split, DIALECT.original(route, shadow), shadow, "fraud-1")).isEqualTo(route);
    }

    @Test
    void theWinnerGetsEverybodyAndIsLedBackFrom() {
        ObjectNode split = splitOf(DIALECT, route(CHAMPION), FIVE);

        assertThat(DIALECT.release(split, DIALECT.original(route(CHAMPION), FIVE), FIVE, "fraud-2"))
                .isEqualTo(route("{default: fraud-1, candidates: [{name: fraud-1, weight: 0}, {name: fraud-2, weight: 10000}]}"));
        Serving.assertLedBack(DIALECT, route(CHAMPION), FIVE, "fraud-1", "fraud-2");
        Serving.assertLedBack(DIALECT, route("{candidates: [{name: fraud-1, weight: 100}]}"), FIVE, "fraud-1", "fraud-2");
    }

    @Test
    void whatOthersDidToTheirCandidatesMeanwhileIsKeptWithoutTraffic() {
        ObjectNode route = route("{candidates: [{name: old, weight: 0}, {name: fraud-1, weight: 7}]}");
        ObjectNode edited = route("{candidates: [{name: fraud-1, weight: 9475}, {name: new, weight: 5}, {name: fraud-2, weight: 525}]}");

        assertThat(DIALECT.release(edited, DIALECT.original(route, FIVE), FIVE, "fraud-1"))
                .isEqualTo(route("{candidates: [{name: fraud-1, weight: 7}, {name: new, weight: 0}]}"));
        assertThat(DIALECT.split(edited, DIALECT.original(route, FIVE), FIVE).at("/spec/candidates/1/weight").asInt()).isZero();
    }

    @Test
    void anExperimentThatSeldonDoesNotStartIsNotSplitButASplitGoesOn() {
        ObjectNode route = route(CHAMPION);
        route.set("status", yaml("conditions: [{type: Ready, status: 'False', message: no scheduler}]"));

        assertThat(objection(DIALECT, route, FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.NOT_ACCEPTED);
            assertThat(objection.message()).contains("Ready is False: no scheduler").contains("mend it");
        });
        assertThat(DIALECT.objection(route, Optional.of(DIALECT.original(route, FIVE)), FIVE, Serving.NOTHING)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {candidates: [{name: fraud-1, weight: 50}, {name: other, weight: 50}]} | FOREIGN_BACKENDS | weight 50 to other
            {candidates: [{name: fraud-1, weight: 50}, {name: fraud-2, weight: 50}]} | FOREIGN_BACKENDS | weight 50 to fraud-2
            {candidates: [{name: fraud-2, weight: 0}]} | FOREIGN_BACKENDS | fraud-1 no weight
            {default: other, candidates: [{name: fraud-1, weight: 1}, {name: other, weight: 0}]} | CONFIG_INVALID | other in spec.default
            {candidates: [{name: fraud-1, weight: 1}], mirror: {name: fraud-2, percent: 10}} | FOREIGN_BACKENDS | copies requests to fraud-2
            """)
    void whatIsNotTheChampionsAloneIsRefused(String spec, RouteReason reason, String message) {
        assertThat(objection(DIALECT, route(spec), FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(reason);
            assertThat(objection.message()).startsWith("Experiment fraud ").contains(message);
        });
        assertThat(objection(DIALECT, route(spec), FIVE.withGoal(new RouteGoal.Release("fraud-1")))).isEmpty();
    }

    @Test
    void copiesThatSeldonCannotMakeAreRefused() {
        BigDecimal ten = BigDecimal.TEN;
        Map<RouteIntent, String> refused = Map.of(
                copying(Map.of("fraud-2", ten, "fraud-3", ten), Map.of()), "fraud-2, fraud-3 want copies",
                copying(Map.of("fraud-2", new BigDecimal("0.5")), Map.of()), "fraud-2 wants 0.5",
                copying(Map.of("fraud-2", ten), Map.of("fraud-2", new CopyTarget("comparator", 80))), "Service comparator");

        refused.forEach((intent, message) -> assertThat(objection(DIALECT, route(CHAMPION), intent)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.UNSUPPORTED);
            assertThat(objection.message()).contains(message);
        }));
        ObjectNode mirrored = route("{candidates: [{name: fraud-1, weight: 1}], mirror: {name: log, percent: 1}}");
        assertThat(objection(DIALECT, mirrored, copying(Map.of("fraud-2", ten), Map.of()))).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("room for one"));
        assertThat(objection(DIALECT, mirrored, FIVE)).isEmpty();
        assertThat(splitOf(DIALECT, mirrored, FIVE).at("/spec/mirror")).isEqualTo(mirrored.at("/spec/mirror"));
    }

    @Test
    void aVariantIsReadyWhenItsModelOrItsPipelineIs() {
        ClusterObjects cluster = (kind, namespace, name) -> Optional.of(yaml("status: {conditions: [{type: " + kind.kind()
                + "Ready, status: '" + (name.equals("fraud-1") ? "True" : "False") + "'}]}"));
        for (ObjectNode route : List.of(route(CHAMPION), route("{resourceType: pipeline, candidates: []}"))) {
            assertThat(DIALECT.ready(FIVE.champion(), route, FIVE, cluster)).hasValue(true);
            assertThat(DIALECT.ready(FIVE.challengers().get(0), route, FIVE, cluster)).hasValue(false);
            assertThat(DIALECT.ready(FIVE.champion(), route, FIVE, Serving.NOTHING)).hasValue(false);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                               | no condition
            {conditions: [{type: ExperimentReady, status: "False", reason: no such model}]}  | ExperimentReady is False: no such model
            {conditions: [{type: ExperimentReady, status: "True"}, {type: Ready, status: "False"}]} | Ready is False
            {conditions: [{type: Ready, status: "True"}]}                                    | ``
            """)
    void theSplitIsBelievedWhenSeldonCallsTheExperimentReady(String status, String problem) {
        ObjectNode route = route(CHAMPION);
        route.set("status", yaml(status));

        assertThat(DIALECT.acceptance(route, FIVE)).satisfies(acceptance -> assertThat(
                acceptance instanceof Acceptance.NotYet refused ? refused.message() : "").contains(problem).matches(
                        message -> message.isEmpty() == problem.isEmpty()));
    }

    @Provide
    Arbitrary<ObjectNode> routes() {
        Arbitrary<String> idle = Arbitraries.of("{name: fraud-2, weight: 0}", "{weight: 0, name: other}",
                "{name: fraud-3, weight: 0, a: {}}");
        return Combinators.combine(Arbitraries.of("", "default: fraud-1, ", "mirror: {name: log, percent: 5}, "),
                idle.list().uniqueElements().ofMaxSize(3), Arbitraries.longs(), Arbitraries.of("", ", resourceType: model"))
                .as((before, others, seed, after) -> {
                    List<String> candidates = new ArrayList<>(others);
                    candidates.add("{name: fraud-1, weight: 42, extra: [1]}");
                    Collections.shuffle(candidates, new Random(seed));
                    return route("{" + before + "candidates: [" + String.join(", ", candidates) + "]" + after + "}");
                });
    }

    @Provide
    Arbitrary<List<Serving.Step>> steps() {
        return Serving.steps(2, 10_000, List.of("/metadata/labels/team", "/metadata/annotations/x", "/spec/unknown", "/unknown/field"));
    }

    @Property(tries = 300)
    void theRestIsNeverTouchedAndAllIsGivenBackToTheByte(@ForAll("routes") ObjectNode route, @ForAll("steps") List<Serving.Step> steps) {
        Serving.assertGivenBackToTheByte(DIALECT, route, split("fraud-1", "fraud-2=0", "fraud-3=0"), steps);
    }
}
