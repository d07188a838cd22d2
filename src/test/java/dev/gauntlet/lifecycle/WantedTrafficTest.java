package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedTrafficTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL);
    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");

    @Test
    void aStepGivesItsShareToTheChallengerAndTheRestToTheChampion() {
        assertShares(running(0, false), SPEC, "90", "10");
        assertShares(running(1, false), SPEC, "50", "50");
    }

    @Test
    void aStepWantsItsShareBeforeItsWeightsAreInForce() {
        assertShares(States.running(1, Optional.empty(), NOW, 2, false), SPEC, "50", "50");
    }

    @Test
    void theChampionServesEverybodyBeforeTheStartAndWhileSuspended() {
        assertShares(Waiting.NEW, SPEC, "100", "0");
        assertShares(running(1, true), SPEC, "100", "0");
    }

    @ParameterizedTest
    @CsvSource({"Promoted, candidate, 0, 100", "RolledBack, baseline, 100, 0", "KeptChampion, baseline, 100, 0", "Aborted, baseline, 100, 0"})
    void theOneWhoServesAfterTheEndServesEverybody(Outcome outcome, String serving, String champion, String challenger) {
        for (boolean released : new boolean[] {false, true}) {
            assertShares(States.ended(outcome, serving, NOW, 3, released), SPEC, champion, challenger);
        }
    }

    @ParameterizedTest(name = "{1} challengers share {0}%")
    @CsvSource({"50, 1, 50", "50, 2, 25", "50, 3, 16.66", "10, 3, 3.33", "0.01, 1, 0.01", "99.99, 7, 14.28"})
    void challengersShareEquallyAndTheChampionTakesWhatRoundingLeaves(String percent, int challengers, String each) {
        ModelExperimentSpec spec = spec(percent, challengers);

        Map<String, BigDecimal> shares = WantedTraffic.shares(running(0, false), spec);

        assertThat(shares.keySet()).containsExactlyElementsOf(spec.variants().stream().map(Variant::name).toList());
        assertThat(spec.challengers()).extracting(c -> shares.get(c.name())).allSatisfy(s -> assertThat(s).isEqualByComparingTo(each));
        assertThat(shares.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo("100");
        assertThat(shares.get("baseline")).isPositive();
    }

    @Test
    void onlyTheWinnerOfSeveralServes() {
        ModelExperimentSpec spec = spec("50", 3);

        Map<String, BigDecimal> shares = WantedTraffic.shares(States.ended(Outcome.Promoted, "c2", NOW, 3, false), spec);

        assertThat(shares.get("c2")).isEqualByComparingTo("100");
        assertThat(shares.values().stream().filter(s -> s.signum() != 0)).hasSize(1);
    }

    private static Running running(int step, boolean suspended) {
        return States.running(step, Optional.of(NOW), NOW, 2, suspended);
    }

    private static ModelExperimentSpec spec(String percent, int challengers) {
        List<Variant> variants = new ArrayList<>(List.of(SPEC.champion()));
        for (int i = 1; i <= challengers; i++) {
            variants.add(new Variant("c" + i, Variant.Role.Challenger, null, null, null, Map.of("version", "c" + i)));
        }
        return new ModelExperimentSpec(null, null, null, variants, SPEC.routing(), null,
                List.of(new Step("experiment", Step.Type.Experiment, percent, null, null, null, null, null, null, null)), null, SPEC.metrics(), null, null,
                null, null, null);
    }

    private static void assertShares(ExperimentState state, ModelExperimentSpec spec, String champion, String challenger) {
        Map<String, BigDecimal> shares = WantedTraffic.shares(state, spec);
        assertThat(shares.get("baseline")).isEqualByComparingTo(champion);
        assertThat(shares.get("candidate")).isEqualByComparingTo(challenger);
    }
}
