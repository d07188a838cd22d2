package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickScheduleTest {

    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, ROUTE_NOT_FOUND, PT0.5S", "4, ROUTE_NOT_FOUND, PT0.5S", "30, ROUTE_NOT_FOUND, PT3S", "100, ROUTE_NOT_FOUND, PT10S",
        "86400, ROUTE_NOT_FOUND, PT10S", "86400, WRITE_CONFLICT, PT0.5S", "-5, ROUTE_NOT_FOUND, PT0.5S"})
    void aRouteIsLookedAtLessAndLessOftenWhileItIsNotAsItShouldBe(long seconds, RouteReason reason, Duration next) {
        assertThat(TickSchedule.untilRouted(Optional.of(SINCE), seen(reason), SINCE.plusSeconds(seconds))).isEqualTo(next);
    }

    @Test
    void aRouteThatWasAsItShouldBeIsLookedAtSoon() {
        assertThat(TickSchedule.untilRouted(Optional.empty(), seen(RouteReason.ROUTE_NOT_FOUND), SINCE)).isEqualTo(PassOutcome.SOON);
    }

    @ParameterizedTest
    @CsvSource({"'True', false", "'False', true", "Unknown, false"})
    void theConditionTellsSinceWhen(String status, boolean unrouted) {
        ModelExperimentStatus told = Serialization.unmarshal("conditions: [{type: RouteProgrammed, status: '" + status
                + "', lastTransitionTime: '2026-11-22T10:00:00Z'}]", ModelExperimentStatus.class);

        assertThat(TickSchedule.unrouted(told)).isEqualTo(unrouted ? Optional.of(SINCE) : Optional.empty());
    }

    private static RouteObservation seen(RouteReason reason) {
        return new RouteObservation(RouteState.BLOCKED, reason, "", OptionalLong.empty(), false, false, Map.of(), 0);
    }
}
