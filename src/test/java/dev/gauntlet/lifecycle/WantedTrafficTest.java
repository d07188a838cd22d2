package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Promotion.Strategy;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Removal;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WantedTrafficTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
    private static final Run ALL = new Run(1, NOW, List.of());
    private static final Run WITHOUT_C2 = new Run(1, NOW, List.of(new Removal("c2", NOW, "Deteriorated")));

    /** Steps 0 Approval, 1 Shadow of 50%, 2 Approval, 3 Canary of 6%, 4 Approval, 5 Experiment of 50%, 6 and 7 Approval. */
    private static final ModelExperimentSpec SPEC = LifecycleSpecs.spec(2, LifecycleSpecs.promotion(Strategy.ShiftTraffic, 60, "20", "80"),
            Step.Type.Approval, Step.Type.Shadow, Step.Type.Approval, Step.Type.Canary, Step.Type.Approval, Step.Type.Experiment,
            Step.Type.Approval, Step.Type.Approval);

    @ParameterizedTest(name = "step {0}: {1}% and {2}%, copies {3}%")
    @CsvSource({"0, 0, 0, 0", "1, 0, 0, 50", "2, 0, 0, 50", "3, 3, 3, 0", "4, 3, 3, 0", "5, 25, 25, 0", "6, 25, 25, 0", "7, 25, 25, 0"})
    void aStepHasItsTrafficAndAnApprovalThatOfTheStepBefore(int step, String first, String second, BigDecimal copies) {
        assertShares(running(ALL, step, false), first, second);
        assertMirrored(running(ALL, step, false), copies, copies);
    }

    @ParameterizedTest(name = "step {0}: {1}%, copies {2}%")
    @CsvSource({"1, 0, 50", "2, 0, 50", "3, 3, 0", "5, 25, 0", "6, 25, 0"})
    void aChallengerThatWasRemovedHasNothingAndTheOthersKeepTheirs(int step, String first, BigDecimal copies) {
        assertShares(running(WITHOUT_C2, step, false), first, "0");
        assertMirrored(running(WITHOUT_C2, step, false), copies, BigDecimal.ZERO);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "5", "6"})
    void whileSuspendedTheChampionServesEverybodyAndNothingIsCopied(int step) {
        assertShares(running(ALL, step, true), "0", "0");
        assertMirrored(running(ALL, step, true), BigDecimal.ZERO, BigDecimal.ZERO);
    }

    @Test
    void aStepWantsItsShareBeforeItsWeightsAreInForce() {
        assertShares(States.running(5, Optional.empty(), NOW, 2, false), "25", "25");
    }

    @ParameterizedTest(name = "{0} {1}, suspended {2}: {3}% and {4}%")
    @CsvSource({"Ramp, 0, false, 0, 20", "Ramp, 1, false, 0, 80", "Ramp, 1, true, 0, 0", "Bake, 0, false, 0, 100", "Bake, 0, true, 0, 0",
        "PatchTarget, 0, false, 0, 100", "PatchTarget, 0, true, 0, 0"})
    void aPromotionGivesTrafficToItsWinnerAlone(PromotionStage stage, int index, boolean suspended, String first, String second) {
        Promoting state = new Promoting(ALL, "c2", NOW, stage, index, Optional.of(NOW), 3, suspended);

        assertShares(state, first, second);
        assertMirrored(state, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void withoutARunOneVariantServesEverybody(ExperimentState state, String first, String second) {
        assertShares(state, first, second);
        assertMirrored(state, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    static Stream<Arguments> withoutARunOneVariantServesEverybody() {
        return Stream.concat(
                Stream.of(arguments(Waiting.NEW, "0", "0"), arguments(new Waiting(2, 9), "0", "0"),
                        arguments(States.ended(Outcome.Promoted, "c2", NOW, 3, false), "0", "100"),
                        arguments(States.ended(Outcome.Promoted, "c2", NOW, 3, true), "0", "100")),
                Stream.of(Outcome.values()).map(outcome -> arguments(States.ended(outcome, "baseline", NOW, 3, true), "0", "0")));
    }

    @ParameterizedTest(name = "{1} challengers share {0}%")
    @CsvSource({"50, 1, 50", "50, 2, 25", "50, 3, 16.66", "10, 3, 3.33", "0.01, 1, 0.01", "0.05, 8, 0.00", "99.99, 7, 14.28"})
    void challengersShareEquallyAndTheChampionTakesWhatRoundingLeaves(String percent, int challengers, String each) {
        ModelExperimentSpec spec = LifecycleSpecs.spec(challengers, Promotion.standard(),
                List.of(LifecycleSpecs.step("experiment", Step.Type.Experiment, percent, null)));

        Map<String, BigDecimal> shares = WantedTraffic.shares(running(ALL, 0, false), spec);

        assertThat(shares.keySet()).containsExactlyElementsOf(spec.variants().stream().map(Variant::name).toList());
        assertThat(spec.challengers()).extracting(c -> shares.get(c.name())).allSatisfy(s -> assertThat(s).isEqualByComparingTo(each));
        assertThat(shares.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)).isEqualByComparingTo("100");
        assertThat(shares.get("baseline")).isPositive();
    }

    private static Running running(Run run, int step, boolean suspended) {
        return new Running(run, step, Optional.of(NOW), 2, suspended, 0, Optional.empty(), Optional.empty());
    }

    private static void assertShares(ExperimentState state, String first, String second) {
        Map<String, BigDecimal> shares = WantedTraffic.shares(state, SPEC);
        BigDecimal champion = BigDecimal.valueOf(100).subtract(new BigDecimal(first)).subtract(new BigDecimal(second));
        assertThat(shares.get("c1")).isEqualByComparingTo(first);
        assertThat(shares.get("c2")).isEqualByComparingTo(second);
        assertThat(shares.get("baseline")).isEqualByComparingTo(champion);
    }

    private static void assertMirrored(ExperimentState state, BigDecimal first, BigDecimal second) {
        Map<String, BigDecimal> mirrored = WantedTraffic.mirrored(state, SPEC);
        assertThat(mirrored.getOrDefault("c1", BigDecimal.ZERO)).isEqualByComparingTo(first);
        assertThat(mirrored.getOrDefault("c2", BigDecimal.ZERO)).isEqualByComparingTo(second);
    }
}
