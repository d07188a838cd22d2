package dev.gauntlet.routing.managedproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteVariant;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutePlanTest {

    private static final RouteOwner OWNER = new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "digits", "uid-1");
    private static final SortedMap<String, Backend> BACKENDS = new TreeMap<>(
            Map.of("a", new Backend("10.0.0.1", 80, 1, 1), "b", new Backend("10.0.0.2", 80, 1, 1)));

    private static RouteIntent intent(String share, String mirrored) {
        return new RouteIntent(OWNER, "web", List.of(new RouteVariant("a", true, "web-a", 80), new RouteVariant("b", false, "web-b", 80)),
                AssignmentPolicy.perRequest("salt"), Map.of("b", new BigDecimal(share)), Map.of("b", new BigDecimal(mirrored)), 2,
                new RouteGoal.Split());
    }

    private static ProxyState state(long generation, String share, String mirrored) {
        SortedMap<String, Long> copies = new TreeMap<>();
        if (!mirrored.equals("0")) {
            copies.put("b", Lanes.positions(new BigDecimal(mirrored)));
        }
        return new ProxyState(generation, Lanes.of(List.of("b"), name -> new BigDecimal(share)), "a", BACKENDS, copies, null, false);
    }

    private static RouteView view(RouteIntent intent, boolean challengerReady, ProxyState held) {
        return view(intent, challengerReady, Map.of(), held);
    }

    private static RouteView view(RouteIntent intent, boolean challengerReady, Map<String, VariantView> copyTargets, ProxyState held) {
        return new RouteView(intent, Optional.empty(), Optional.empty(), false,
                Map.of("a", variant("a", true), "b", variant("b", challengerReady)), copyTargets,
                Optional.of(new ConfigMapBuilder().addToData(ProxyFiles.STATE, held.toJson()).build()), Optional.empty(), List.of(),
                Map.of());
    }

    private static VariantView variant(String name, boolean ready) {
        return new VariantView(Optional.of(BACKENDS.get(name)), ready, Optional.empty(), "", Map.of(), Optional.empty());
    }

    @Test
    void copiesAreATenthOfThePositionsAndTakeNoLane() {
        ProxyState planned = RoutePlan.splitState(view(intent("0", "10"), true, state(1, "0", "0")));
        assertThat(planned.lanes()).isEmpty();
        assertThat(planned.mirrored()).isEqualTo(Map.of("b", 429496730L));
        assertThat(planned.generation()).isEqualTo(2);
        ProxyState everything = RoutePlan.splitState(view(intent("0", "100"), true, state(1, "0", "0")));
        assertThat(everything.mirrored()).isEqualTo(Map.of("b", Lanes.POSITIONS));
    }

    @ParameterizedTest(name = "from {0}% and copies of {1}% to {2}% and copies of {3}%: in force {4}")
    @CsvSource({"0, 0, 0, 10, false", "0, 10, 0, 10, true", "0, 10, 0, 5, true", "0, 5, 0, 10, false", "0, 50, 1, 0, false",
        "50, 0, 0, 1, false", "50, 0, 0, 0, true"})
    void aChallengerWithoutAReadyPodGetsNeitherMoreRequestsNorMoreCopies(String share, String mirrored, String wantedShare,
            String wantedMirrored, boolean inForce) {
        ProxyState held = state(1, share, mirrored);
        ProxyState planned = RoutePlan.splitState(view(intent(wantedShare, wantedMirrored), false, held));
        assertThat(planned).isEqualTo(inForce ? state(2, wantedShare, wantedMirrored) : held);
    }

    @ParameterizedTest(name = "comparator reachable {0}, ready {1}: copies {2}")
    @CsvSource({"true, true, true", "true, false, false", "false, false, false"})
    void copiesForAComparatorGoToItOnceItIsReadyAndNowhereBefore(boolean reachable, boolean ready, boolean copied) {
        Backend comparator = new Backend("10.0.0.9", 8100, 1, 1);
        VariantView target = reachable ? new VariantView(Optional.of(comparator), ready, Optional.empty(), "", Map.of(), Optional.empty())
                : VariantView.unreachable(RouteReason.VARIANT_SERVICE_NOT_FOUND, "no such Service");

        ProxyState planned = RoutePlan.splitState(view(intent("0", "10"), true, Map.of("b", target), state(1, "0", "0")));

        assertThat(planned.generation()).isEqualTo(copied ? 2 : 1);
        assertThat(planned.mirrored()).hasSize(copied ? 1 : 0);
        assertThat(planned.copies()).isEqualTo(copied ? Map.of("b", comparator) : Map.of());
        assertThat(planned.backends()).as("a request that asks for the challenger reaches it").isEqualTo(BACKENDS);
    }

    @Test
    void aReleaseEndsAllCopies() {
        RouteView view = view(intent("0", "10"), true, state(1, "0", "10"));
        assertThat(RoutePlan.releaseState(view, "a").orElseThrow().mirrored()).isEmpty();
    }
}
