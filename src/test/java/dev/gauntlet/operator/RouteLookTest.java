package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteLookTest {

    @Test
    void theFirstUnreadyVariantThatMattersIsTold() {
        RouteObservation seen = seen(Map.of("baseline", true, "c1", false, "c2", false, "c3", true));

        assertThat(RouteLook.unreadyVariant(seen, variant -> true)).contains("variant c1 has no ready pod; traffic is not moved to it");
        assertThat(RouteLook.unreadyVariant(seen, Set.of("baseline", "c2")::contains)).hasValueSatisfying(
                message -> assertThat(message).startsWith("variant c2 "));
    }

    @Test
    void aVariantThatIsNotNeededMayLackPods() {
        RouteObservation seen = seen(Map.of("baseline", true, "c1", false));

        assertThat(RouteLook.unreadyVariant(seen, "baseline"::equals)).isEmpty();
        assertThat(RouteLook.unreadyVariant(seen(Map.of()), variant -> true)).isEmpty();
    }

    @Test
    void withoutARouteNoPodsAreAskedFor() {
        assertThat(new RouteLook(null, Optional.empty()).unreadyVariant(variant -> true)).isEmpty();
        assertThat(new RouteLook(null, Optional.of(seen(Map.of("c1", false)))).unreadyVariant("c1"::equals)).isPresent();
    }

    private static RouteObservation seen(Map<String, Boolean> ready) {
        return new RouteObservation(RouteState.PROGRAMMED, RouteReason.values()[0], "", OptionalLong.of(1), true, false, ready, 2);
    }
}
