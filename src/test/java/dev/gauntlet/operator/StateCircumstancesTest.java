package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.Circumstances.Freeze;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.Findings.SegmentEffect;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.LifecycleSpecs;
import dev.gauntlet.operator.workload.VariantModels;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateCircumstancesTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
    private static final Run RUN = new Run(1, NOW, List.of());
    private static final Surroundings.Seen NOTHING =
            new Surroundings.Seen(Optional.empty(), Optional.empty(), List.of(), VariantModels.NONE, Optional.empty());

    @ParameterizedTest(name = "{0} with minimumSeconds {1}: whole weeks {2}")
    @CsvSource({
        "Experiment, 604800, true", "Experiment, 1209600, true", "Experiment, 604799, false", "Experiment, 604801, false",
        "Experiment, 0, false", "Experiment, 86400, false",
        "Canary, 604800, false", "Shadow, 604800, false"})
    void onlyAnExperimentStepOfWholeWeeksEndsWithAWholeWeek(Step.Type type, long minimum, boolean whole) {
        Step step = new Step("s", type, type.splits() ? "50" : null, type == Step.Type.Shadow ? "50" : null, minimum, null, null, null, null,
                null, null);

        assertThat(of(spec(step), running(RUN, Optional.empty(), Optional.empty())).wholeWeeks()).isEqualTo(whole);
    }

    @Test
    void aPromotionDoesNotWaitForWholeWeeks() {
        Step week = new Step("s", Step.Type.Experiment, "50", null, 604_800L, null, null, null, null, null, null);

        assertThat(of(spec(week), promoting("c2")).wholeWeeks()).isFalse();
    }

    @ParameterizedTest(name = "on timeout {0}: hold {1}")
    @CsvSource(value = {"Hold, true", "KeepChampion, false", "null, false"}, nullValues = "null")
    void anApprovalThatNeverComesHoldsOnlyWhereTheStepSaysSo(Step.TimeoutAction action, boolean hold) {
        Step approval = new Step("s", Step.Type.Approval, null, null, null, null, null, null, 60L, action, null);

        assertThat(of(spec(approval), running(RUN, Optional.empty(), Optional.empty())).holdOnTimeout()).isEqualTo(hold);
    }

    @Test
    void candidateAndConsentAreThoseOfTheApprovalStep() {
        Circumstances awaited = of(approval(), running(RUN, Optional.of("c2"), Optional.empty()));
        Circumstances given = of(approval(), running(RUN, Optional.of("c2"), Optional.of(new Approval("kim", NOW))));

        assertThat(awaited.candidate()).contains("c2");
        assertThat(awaited.approvedBy()).isEmpty();
        assertThat(given.approvedBy()).contains("kim");
    }

    @Test
    void theCandidateOfAPromotionIsTheWinnerAndNeedsNobodysConsent() {
        Circumstances promoting = of(approval(), promoting("c1"));

        assertThat(promoting.candidate()).contains("c1");
        assertThat(promoting.approvedBy()).isEmpty();
        assertThat(promoting.holdOnTimeout()).isFalse();
    }

    @Test
    void removedChallengersTakeNoPartAndNeitherDoTheirSegments() {
        Run without = RUN.without(List.of("c1"), "Deteriorated", NOW);
        Findings findings = new Findings(List.of(), List.of(),
                List.of(segment("c1", true), segment("c2", true), segment("c3", false)), List.of(), Optional.empty());

        Circumstances circumstances = StateCircumstances.of(approval(), running(without, Optional.empty(), Optional.empty()), findings,
                NOTHING, List.of());

        assertThat(circumstances.challengers()).containsExactly("c2", "c3");
        assertThat(circumstances.segments()).containsExactly("accuracy of c2 in segment mobile");
    }

    @Test
    void whatWasSeenAroundAndAskedForIsPassedOn() {
        Freeze freeze = new Freeze("weekend", NOW.plusSeconds(60));
        UserRequest rollback = new UserRequest(UserRequest.Kind.Rollback, "too slow", "kim", NOW);
        Surroundings.Seen seen = new Surroundings.Seen(Optional.of(freeze), Optional.of("variant c1: changed"), List.of(),
                VariantModels.NONE, Optional.empty());

        Circumstances circumstances = StateCircumstances.of(approval(), running(RUN, Optional.empty(), Optional.empty()), Findings.NONE,
                seen, List.of(rollback));

        assertThat(circumstances.freeze()).contains(freeze);
        assertThat(circumstances.changedVariant()).contains("variant c1: changed");
        assertThat(circumstances.requests()).containsExactly(rollback);
        assertThat(circumstances.challengers()).containsExactly("c1", "c2", "c3");
    }

    private static Circumstances of(ModelExperimentSpec spec, Active state) {
        return StateCircumstances.of(spec, state, Findings.NONE, NOTHING, List.of());
    }

    private static ModelExperimentSpec approval() {
        return spec(LifecycleSpecs.step("s", Step.Type.Approval, null, null));
    }

    private static ModelExperimentSpec spec(Step step) {
        return LifecycleSpecs.spec(3, Promotion.standard(), List.of(step));
    }

    private static Running running(Run run, Optional<String> candidate, Optional<Approval> approval) {
        return new Running(run, 0, Optional.of(NOW), 1, false, 0, candidate, approval);
    }

    private static Promoting promoting(String winner) {
        return new Promoting(RUN, winner, NOW, PromotionStage.Bake, 0, Optional.of(NOW), 2, false);
    }

    private static SegmentEffect segment(String challenger, boolean deteriorated) {
        return new SegmentEffect("accuracy", challenger, "mobile", new EffectInterval(-0.1, -0.2, -0.05), 100, deteriorated);
    }
}
