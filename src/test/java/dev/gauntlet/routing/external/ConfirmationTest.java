package dev.gauntlet.routing.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.routing.AssignmentPolicy;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteVariant;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmationTest {

    private static RouteIntent intent(String share, String copies, RouteGoal goal) {
        return new RouteIntent(new RouteOwner("gauntlet.dev/v1alpha1", "ModelExperiment", "demo", "fraud", "uid"), "",
                List.of(new RouteVariant("v1", true, "fraud-v1", 80), new RouteVariant("v2", false, "fraud-v2", 80)),
                AssignmentPolicy.perRequest("salt"), Map.of("v2", new BigDecimal(share)), Map.of("v2", new BigDecimal(copies)), 7, goal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "-    | -1 | apply v1 90 %, v2 10 %, then confirm it: kubectl annotate --overwrite modelexperiment fraud -n demo "
            + "gauntlet.dev/applied-weights=7",
        "6    | 6  | gauntlet.dev/applied-weights=7 (it says \"6\" now)",
        "8    | 8  | gauntlet.dev/applied-weights=7 (it says \"8\" now)",
        "done | -1 | gauntlet.dev/applied-weights=7 (it says \"done\" now)"})
    void nothingIsInForceUntilThisVeryGenerationIsConfirmed(String annotation, long observed, String message) {
        RouteObservation seen = Confirmation.judge(intent("10.00", "0", new RouteGoal.Split()), Optional.ofNullable(annotation), Map.of());

        assertThat(seen.state()).isEqualTo(RouteState.PROGRESSING);
        assertThat(seen.message()).endsWith(message);
        assertThat(seen.observedGeneration().orElse(-1)).isEqualTo(observed);
    }

    @Test
    void aConfirmedGenerationIsInForce() {
        RouteObservation seen = Confirmation.judge(intent("10", "0", new RouteGoal.Split()), Optional.of("7"), Map.of("v2", false));

        assertThat(seen.state()).isEqualTo(RouteState.PROGRAMMED);
        assertThat(seen.reason()).isEqualTo(RouteReason.TRAFFIC_SPLIT);
        assertThat(seen.message()).startsWith("generation 7 (v1 90 %, v2 10 %) was confirmed");
        assertThat(seen.inPath()).isTrue();
        assertThat(seen.variantsReady()).isEqualTo(Map.of("v2", false));
    }

    @Test
    void copiesAreToldAndAReleaseIsConfirmedLikeAnyOtherWeights() {
        assertThat(Confirmation.judge(intent("0", "10", new RouteGoal.Split()), Optional.empty(), Map.of()).message())
                .startsWith("apply v1 100 %, v2 0 %, copies of 10 % to v2, then");
        RouteIntent released = intent("0", "10", new RouteGoal.Release("v2"));
        assertThat(Confirmation.judge(released, Optional.of("6"), Map.of())).satisfies(seen -> {
            assertThat(seen.state()).isEqualTo(RouteState.PROGRESSING);
            assertThat(seen.message()).startsWith("apply v1 0 %, v2 100 %, then");
        });
        assertThat(Confirmation.judge(released, Optional.of("7"), Map.of()).reason()).isEqualTo(RouteReason.RELEASED);
    }
}
