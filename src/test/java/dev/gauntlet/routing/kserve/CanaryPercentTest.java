package dev.gauntlet.routing.kserve;

import static dev.gauntlet.routing.foreign.Serving.objection;
import static dev.gauntlet.routing.foreign.Serving.split;
import static dev.gauntlet.routing.foreign.Serving.splitOf;
import static dev.gauntlet.routing.foreign.Serving.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.foreign.Acceptance;
import dev.gauntlet.routing.foreign.RouteDialect;
import dev.gauntlet.routing.foreign.Serving;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** InferenceServices that are deployed as Knative Services. */
class CanaryPercentTest {

    private static final RouteDialect DIALECT = new InferenceServiceDialect();
    private static final RouteIntent FIVE = split("fraud-predictor-00001", "fraud-predictor-00002=5");
    private static final String CHAMPION = "fraud-predictor-00001";
    private static final String CHALLENGER = "fraud-predictor-00002";

    private static ObjectNode route(String percent) {
        return route(percent, CHAMPION, CHALLENGER);
    }

    private static ObjectNode route(String percent, String rolledOut, String latest) {
        ObjectNode route = yaml("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: fraud, namespace: demo, generation: 9}
                spec: {predictor: {canaryTrafficPercent: 0, model: {storageUri: "s3://models/2"}}}
                status: {deploymentMode: Knative, components: {predictor: {latestRolledoutRevision: %s, latestCreatedRevision: %s,
                  latestReadyRevision: %2$s}}}
                """.formatted(rolledOut, latest));
        if (percent.isEmpty()) {
            route.withObject("/spec/predictor").remove("canaryTrafficPercent");
        } else {
            route.withObject("/spec/predictor").put("canaryTrafficPercent", Integer.parseInt(percent));
        }
        return route;
    }

    @ParameterizedTest
    @CsvSource({"0,0", "5,5", "5.99,5", "99,99"})
    void theLatestRevisionGetsTheChallengersShare(String share, String expected) {
        assertThat(splitOf(DIALECT, route("0"), split(CHAMPION, CHALLENGER + "=" + share))).isEqualTo(route(expected));
    }

    @Test
    void theChampionIsKeptByTheFieldAndTheWinnerByItsAbsence() {
        ObjectNode original = DIALECT.original(route("0"), FIVE);

        assertThat(DIALECT.release(route("5"), original, FIVE, CHAMPION)).isEqualTo(route("0"));
        assertThat(DIALECT.release(route("5"), original, FIVE, CHALLENGER)).isEqualTo(route(""));
        assertThat(DIALECT.release(route("5", CHAMPION, "fraud-predictor-00003"), original, FIVE, CHALLENGER).at("/spec/predictor"))
                .as("the latest is somebody else's").isEqualTo(route("0").at("/spec/predictor"));
    }

    @Test
    void aPromotionIsRecognisedAndTheRevisionBeforeIsBroughtBack() {
        ObjectNode promoted = route("", CHALLENGER, CHALLENGER);
        promoted.withObject("/status/components/predictor").put("previousRolledoutRevision", CHAMPION);
        RouteIntent swapped = split(CHALLENGER, CHAMPION + "=0");

        assertThat(objection(DIALECT, promoted, swapped)).isEmpty();
        assertThat(DIALECT.release(promoted, DIALECT.original(promoted, swapped), FIVE, CHALLENGER)).isEqualTo(promoted);
        assertThat(splitOf(DIALECT, promoted, swapped)).as("0 would bring the other one back").isEqualTo(promoted);
        assertThat(DIALECT.release(promoted, DIALECT.original(promoted, swapped), swapped, CHAMPION).at("/spec/predictor"))
                .isEqualTo(route("0").at("/spec/predictor"));
        assertThat(objection(DIALECT, promoted, split(CHALLENGER, CHAMPION + "=5"))).hasValueSatisfying(objection ->
                assertThat(objection.message()).contains("later than the champion's only"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``| fraud-predictor-00001 | fraud-predictor-00001 | CONFIG_INVALID   | set it to 0, and only then
            7 | fraud-predictor-00001 | fraud-predictor-00002 | FOREIGN_BACKENDS | has 7 in spec.predictor.canaryTrafficPercent
            0 | fraud-predictor-00001 | fraud-predictor-00001 | CONFIG_INVALID   | no revision after the champion's
            0 | fraud-predictor-00009 | fraud-predictor-00002 | FOREIGN_BACKENDS | keeps revision fraud-predictor-00009
            0 | fraud-predictor-00001 | fraud-predictor-00003 | FOREIGN_BACKENDS | its latest revision, fraud-predictor-00003
            0 | ""                    | ""                    | NOT_ACCEPTED     | does not tell its revisions
            """)
    void whatKServeWouldSplitOtherwiseIsRefused(String percent, String rolledOut, String latest, RouteReason reason, String message) {
        ObjectNode route = route(percent, rolledOut, latest);

        assertThat(objection(DIALECT, route, FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(reason);
            assertThat(objection.message()).contains(message);
        });
        assertThat(objection(DIALECT, route, FIVE.withGoal(new RouteGoal.Release(CHAMPION)))).as("nothing stops a rollback").isEmpty();
    }

    @Test
    void moreThanOneChallengerAndAHundredPercentAreRefused() {
        assertThat(objection(DIALECT, route("0"), split(CHAMPION, CHALLENGER + "=5", "fraud-predictor-00003=5"))).hasValueSatisfying(
                objection -> assertThat(objection.message()).contains("there are 2 challengers"));
        assertThat(objection(DIALECT, route("0"), split(CHAMPION, CHALLENGER + "=100"))).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.UNSUPPORTED);
            assertThat(objection.message()).contains("at most 99");
        });
        assertThat(objection(DIALECT, route("0"), split(CHAMPION, CHALLENGER + "=99"))).isEmpty();
    }

    @Test
    void anInferenceServiceThatKServeDoesNotServeIsNotSplitButASplitGoesOn() {
        ObjectNode route = route("0");
        route.withObject("/status").set("conditions", yaml("l: [{type: PredictorReady, status: 'False', message: no pods}]").get("l"));

        assertThat(objection(DIALECT, route, FIVE)).hasValueSatisfying(objection -> {
            assertThat(objection.reason()).isEqualTo(RouteReason.NOT_ACCEPTED);
            assertThat(objection.message()).contains("PredictorReady is False: no pods").contains("mend it");
        });
        assertThat(DIALECT.objection(route, Optional.of(DIALECT.original(route, FIVE)), FIVE, Serving.NOTHING)).isEmpty();
    }

    @Test
    void aThirdRevisionStopsARunningSplit() {
        Optional<ObjectNode> original = Optional.of(DIALECT.original(route("0"), FIVE));

        assertThat(DIALECT.objection(route("5"), original, FIVE, Serving.NOTHING)).isEmpty();
        assertThat(DIALECT.objection(route("5", CHAMPION, "fraud-predictor-00003"), original, FIVE, Serving.NOTHING)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [] | no condition
            [{type: PredictorRouteReady, status: "False"}, {type: PredictorReady, status: "True"}] | PredictorRouteReady is False
            [{type: PredictorReady, status: "True"}] | 4 percent
            """)
    void theSplitIsBelievedWhenKServeReportsIt(String conditions, String problem) {
        ObjectNode route = route("5");
        route.withObject("/status").set("conditions", yaml("x: " + conditions).path("x"));
        route.withObject("/status/components/predictor").putArray("traffic").addObject().put("revisionName", CHALLENGER).put("percent", 4);

        assertThat(DIALECT.acceptance(route, FIVE)).isInstanceOfSatisfying(Acceptance.NotYet.class,
                refused -> assertThat(refused.message()).contains(problem));
        if (problem.contains("percent")) {
            assertThat(DIALECT.acceptance(splitOf(DIALECT, route, split(CHAMPION, CHALLENGER + "=4")), FIVE))
                    .isEqualTo(Acceptance.accepted());
        }
    }

    @Test
    void theChallengerIsReadyWhenItIsTheLatestReadyRevision() {
        ObjectNode waiting = route("0");
        waiting.withObject("/status/components/predictor").put("latestReadyRevision", CHAMPION);

        assertThat(DIALECT.ready(FIVE.challengers().get(0), route("0"), FIVE, Serving.NOTHING)).hasValue(true);
        assertThat(DIALECT.ready(FIVE.challengers().get(0), waiting, FIVE, Serving.NOTHING)).hasValue(false);
        assertThat(DIALECT.ready(FIVE.champion(), waiting, FIVE, Serving.NOTHING)).as("its Service tells").isEmpty();
        assertThat(DIALECT.ready(FIVE.challengers().get(0), route("0"), FIVE, (kind, namespace, name) ->
                Optional.of(yaml("status: {conditions: [{type: Ready, status: Unknown}]}")))).hasValue(false);
    }

    @Provide
    Arbitrary<ObjectNode> routes() {
        return Arbitraries.of("/spec/predictor/model/runtime", "/spec/predictor/minReplicas", "/spec/transformer/name").map(pointer -> {
            ObjectNode route = route("0");
            route.withObject(pointer.substring(0, pointer.lastIndexOf('/'))).put(pointer.substring(pointer.lastIndexOf('/') + 1), 1);
            return route;
        });
    }

    @Provide
    Arbitrary<List<Serving.Step>> steps() {
        return Serving.steps(1, 9900, List.of("/metadata/labels/team", "/metadata/annotations/x", "/spec/predictor/timeout",
                "/spec/predictor/model/storageUri", "/spec/unknown", "/unknown/field"));
    }

    @Property(tries = 300)
    void theRestIsNeverTouchedAndAllIsGivenBackToTheByte(@ForAll("routes") ObjectNode route, @ForAll("steps") List<Serving.Step> steps) {
        Serving.assertGivenBackToTheByte(DIALECT, route, FIVE, steps);
    }
}
