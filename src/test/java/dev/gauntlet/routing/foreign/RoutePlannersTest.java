package dev.gauntlet.routing.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteTarget;
import dev.gauntlet.routing.RouteVariant;
import dev.gauntlet.routing.gatewayapi.HttpRouteDialect;
import io.fabric8.zjsonpatch.JsonPatch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written and said in each situation, on a route in memory. That an API server does as told is shown elsewhere. */
@ParameterizedClass
@MethodSource("dialects")
class RoutePlannersTest {

    private static final RouteOwner OWNER = new RouteOwner("v1", "ConfigMap", "ns", "digits", "uid-1");
    private static final RouteGoal SPLIT = new RouteGoal.Split();

    private final SplitPlanner splits;
    private final ReleasePlanner releases;
    private final RouteAssessment assessment;
    private final Set<String> ready = new HashSet<>(Set.of("v1", "v2"));
    private final ObjectNode before = json("""
            {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"fraud","namespace":"ns",
            "annotations":{"team":"scoring"},
            "managedFields":[{"manager":"helm","operation":"Update","fieldsV1":{"f:spec":{"f:rules":{}}}}]},
            "spec":{"x":1,"parentRefs":[{"name":"gateway"}],"rules":[{"backendRefs":[{"name":"fraud-v1","port":80}]}]},
            "status":{"parents":[{"parentRef":{"name":"gateway"},"controllerName":"example.com/gateway",
            "conditions":[{"type":"Accepted","status":"True"}]}]}}""");
    private ObjectNode route = before.deepCopy();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private RouteTarget target = RouteTarget.adopted("fraud");
    private int writes;

    RoutePlannersTest(RouteDialect dialect) {
        ClusterObjects nothing = (kind, namespace, name) -> Optional.empty();
        splits = new SplitPlanner(dialect, nothing);
        releases = new ReleasePlanner(dialect, splits, nothing);
        assessment = new RouteAssessment(dialect, splits, releases, nothing);
    }

    static List<RouteDialect> dialects() {
        return List.of(new WeightsDialect(WeightsDialect.HTTP_ROUTE), new HttpRouteDialect());
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) RouteJson.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private RouteIntent intent(long generation, String share, RouteGoal goal) {
        return new RouteIntent(OWNER, "", Optional.of(target), List.of(new RouteVariant("v1", true, "fraud-v1", 80),
                new RouteVariant("v2", false, "fraud-v2", 80)), AssignmentPolicy.perRequest("salt"), Map.of("v2", new BigDecimal(share)),
                Map.of(), Map.of(), generation, goal);
    }

    private RouteSight sight(RouteIntent intent) {
        Map<String, VariantSight> variants = new TreeMap<>();
        intent.variants().forEach(variant -> variants.put(variant.name(), VariantSight.of(ready.contains(variant.name()))));
        RouteNotes notes = RouteNotes.on(route);
        return new RouteSight(intent, Optional.empty(), Optional.empty(), Optional.of(route), notes, true, variants, Set.of());
    }

    /** Does to the route what an API server would, its managers aside. */
    private void write(RouteChange change) {
        writes++;
        if (change instanceof RouteChange.Declare declare) {
            ObjectNode next = declare.read().deepCopy();
            ObjectNode annotations = next.withObject("/metadata/annotations");
            // What is left out may stay: whoever patched it before still holds it.
            annotations.setAll((ObjectNode) declare.fields().at("/metadata/annotations"));
            next.withObject("/spec").setAll((ObjectNode) declare.fields().at("/spec"));
            route = next;
        } else {
            RouteChange.Patch patch = (RouteChange.Patch) change;
            route = (ObjectNode) JsonPatch.apply(patch.operations(), patch.read().deepCopy());
        }
    }

    private RouteObservation split(long generation, String share) {
        RouteIntent intent = intent(generation, share, SPLIT);
        RouteSight sight = sight(intent);
        boolean drifted = assessment.isDrifted(sight, now);
        if (assessment.obstacle(sight, now).isEmpty()) {
            splits.change(sight, now).ifPresent(this::write);
        }
        return assessment.assess(sight(intent), now).withDrift(drifted);
    }

    private RouteObservation release(String variant) {
        RouteIntent intent = intent(9, "0", new RouteGoal.Release(variant));
        for (Optional<RouteChange> change = releases.change(sight(intent), variant); change.isPresent();
                change = releases.change(sight(intent), variant)) {
            assertThat(writes).isLessThan(20);
            write(change.get());
        }
        return assessment.assess(sight(intent), now);
    }

    private int challengerWeight() {
        return route.at("/spec/rules/0/backendRefs/1/weight").asInt();
    }

    @Test
    void aSplitIsOneWriteAndAReleaseTwo() {
        assertThat(split(1, "5").state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(writes).isEqualTo(1);
        assertThat(challengerWeight()).isEqualTo(500);
        assertThat(split(1, "5").observedGeneration()).hasValue(1);
        assertThat(writes).isEqualTo(1);
        assertThat(split(2, "50").drifted()).isFalse();
        assertThat(release("v1").reason()).isEqualTo(RouteReason.RELEASED);
        assertThat(writes).isEqualTo(4);
        assertThat(route.toString()).isEqualTo(before.toString());
    }

    @Test
    void aWinnerIsLedBackLater() {
        split(1, "5");
        assertThat(release("v2").drifted()).isFalse();
        assertThat(route.at("/spec/rules/0/backendRefs")).isEqualTo(json("{\"a\":[{\"name\":\"fraud-v2\",\"port\":80}]}").get("a"));
        assertThat(route.at("/metadata")).isEqualTo(before.at("/metadata"));
        assertThat(assessment.removed(sight(intent(9, "0", new RouteGoal.Release("v1"))), "v1", now).state())
                .as("a removal leads nobody elsewhere any more").isEqualTo(RouteState.PROGRAMMED);
        assertThat(release("v1").reason()).isEqualTo(RouteReason.RELEASED);
        assertThat(route.toString()).isEqualTo(before.toString());
        assertThat(assessment.assess(sight(intent(9, "0", new RouteGoal.Release("v2"))), now).drifted())
                .as("the champion serves instead of the winner").isTrue();
    }

    @Test
    void theThirdRevertWithinFiveMinutesStops() {
        split(1, "5");
        for (int revert = 0; revert < 2; revert++) {
            route.set("spec", before.get("spec").deepCopy());
            now = now.plusSeconds(60);
            RouteObservation repaired = split(1, "5");
            assertThat(repaired.drifted()).isTrue();
            assertThat(repaired.state()).isEqualTo(RouteState.PROGRAMMED);
        }
        route.set("spec", before.get("spec").deepCopy());
        RouteSight sight = sight(intent(1, "5", SPLIT));
        assertThat(splits.isStopped(sight, now)).isTrue();
        assertThat(splits.isStopped(sight, now.plus(Duration.ofMinutes(5)))).as("not yet noted").isFalse();
        write(splits.stop(sight, now));
        now = now.plus(Duration.ofHours(1));
        assertThat(split(1, "5").reason()).isEqualTo(RouteReason.OWNERSHIP_CONFLICT);
        assertThat(split(2, "50").message()).contains("helm (update)").contains("gauntlet.dev/reverted");
        assertThat(route.get("spec")).isEqualTo(before.get("spec"));
        assertThat(release("v1").state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(route.toString()).isEqualTo(before.toString());
    }

    @Test
    void revertsFarApartAreRepairedEachTime() {
        split(1, "5");
        for (int revert = 0; revert < 6; revert++) {
            route.set("spec", before.get("spec").deepCopy());
            now = now.plus(Duration.ofMinutes(3));
            assertThat(split(1, "5").state()).isEqualTo(RouteState.PROGRAMMED);
        }
    }

    @Test
    void aChallengerThatCannotAnswerGetsNothing() {
        ready.remove("v2");
        RouteObservation waiting = split(1, "5");
        assertThat(waiting.reason()).isEqualTo(RouteReason.VARIANT_NOT_READY);
        assertThat(waiting.observedGeneration()).isEmpty();
        assertThat(challengerWeight()).isZero();
        ready.add("v2");
        assertThat(split(1, "5").drifted()).isFalse();
        assertThat(challengerWeight()).isEqualTo(500);
    }

    @Test
    void aNoteThatHoldsNoMoreGoesWhoeverWroteIt() {
        split(1, "5");
        ready.remove("v2");
        RouteObservation without = split(1, "5");
        assertThat(without.reason()).isEqualTo(RouteReason.VARIANT_NOT_READY);
        assertThat(without.observedGeneration()).as("not all of the generation is in force").isEmpty();
        int written = writes;
        split(1, "5");
        assertThat(writes).as("nothing is left to write").isEqualTo(written);
        RouteSight sight = sight(intent(1, "5", SPLIT));
        splits.retreat(sight).ifPresent(this::write);
        assertThat(RouteNotes.on(route).applied()).isEmpty();
        assertThat(splits.isUndone(sight(intent(1, "5", SPLIT)))).as("a retreat is nobody else's doing").isFalse();
    }

    @Test
    void aRouteThatWasMadeIsSplitOnceItIsAccepted() {
        ((ObjectNode) route.get("metadata")).withObject("/labels").put("app.kubernetes.io/managed-by", "gauntlet");
        JsonNode status = route.get("status").deepCopy();
        ((ObjectNode) route.at("/status/parents/0/conditions/0")).put("status", "False");
        target = new RouteTarget("fraud", Optional.empty(), Optional.of(new RouteTarget.Creation(
                List.of(new RouteTarget.Gateway("gateway", Optional.empty(), Optional.empty())), List.of(), "/")));

        RouteObservation early = split(1, "5");
        assertThat(early.reason()).isEqualTo(RouteReason.NOT_ACCEPTED);
        assertThat(early.state()).isEqualTo(RouteState.PROGRESSING);
        assertThat(writes).isZero();

        route.set("status", status);
        assertThat(split(1, "5").state()).isEqualTo(RouteState.PROGRAMMED);
    }

    @Test
    void nothingIsTakenOverWhileTheChampionCannotAnswer() {
        ready.remove("v1");
        assertThat(split(1, "5").reason()).isEqualTo(RouteReason.VARIANT_NOT_READY);
        assertThat(writes).isZero();
        ready.add("v1");
        split(1, "5");
        ready.remove("v1");
        assertThat(split(2, "6").state()).isEqualTo(RouteState.PROGRAMMED);
    }
}
