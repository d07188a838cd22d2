package dev.gauntlet.decision;

import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.limited;
import static dev.gauntlet.decision.Assessments.success;
import static dev.gauntlet.decision.Assessments.undecided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSampleRatioMismatch;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSegmentDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.OnViolation;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of two rules that could fire the earlier one does, and no mixture of conditions breaks what all decisions promise. */
class RulePrecedenceTest {

    private static final MetricAssessment BROKEN = limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, true);
    private static final MetricAssessment HELD_LIMIT = limited("latency", Metric.Role.Guardrail, OnViolation.Hold, true);
    private static final MetricAssessment WORSE = guardrail(Verdict.Deteriorated);
    private static final int MIXTURES = 5_000;

    /** A condition, and what follows when nothing before it holds. */
    private record Row(String name, Consumer<Assessments> condition, Rule rule, Action action, Reason reason) {
    }

    private static final List<Row> ROWS = List.of(
            new Row("a limit rolls back", i -> i.and(BROKEN), Rule.HardLimit, Action.Rollback, Reason.HardLimitExceeded),
            new Row("deterioration rolls back", i -> i.and(WORSE).policy(OnDeterioration.Rollback, OnNoData.Action.Hold, OnDeadline.Hold),
                    Rule.Deterioration, Action.Rollback, Reason.Deteriorated),
            new Row("a mismatch rolls back", i -> i.mismatched(OnSampleRatioMismatch.Rollback), Rule.SampleRatioMismatch, Action.Rollback,
                    Reason.SampleRatioMismatch),
            new Row("aborted", i -> i.desired(DesiredState.Aborted), Rule.UserRequest, Action.KeepChampion, Reason.AbortedByUser),
            new Row("rolled back by annotation", i -> i.asked(UserRequest.Kind.Rollback, "slow"), Rule.UserRequest, Action.Rollback,
                    Reason.RolledBackByUser),
            new Row("a variant changed", Assessments::changed, Rule.VariantChanged, Action.KeepChampion, Reason.VariantChanged),
            new Row("blind for too long", i -> i.silentForSeconds(3600).policy(OnDeterioration.Hold, OnNoData.Action.Rollback,
                    OnDeadline.Hold),
                    Rule.NoData, Action.Rollback, Reason.NoDataTimeout),
            new Row("a limit holds", i -> i.and(HELD_LIMIT), Rule.HardLimit, Action.Hold, Reason.HardLimitExceeded),
            new Row("deterioration holds", i -> i.and(WORSE).policy(OnDeterioration.Hold, OnNoData.Action.Hold, OnDeadline.Hold),
                    Rule.Deterioration, Action.Hold, Reason.Deteriorated),
            new Row("paused", i -> i.desired(DesiredState.Paused), Rule.UserRequest, Action.Hold, Reason.PausedByUser),
            new Row("data are missing", i -> i.silentForSeconds(10), Rule.NoData, Action.Hold, Reason.VariantNotReady),
            new Row("promoted by annotation", i -> i.asked(UserRequest.Kind.Promote, "now"), Rule.UserRequest, Action.Promote,
                    Reason.PromotedByUser),
            new Row("a mismatch holds", i -> i.mismatched(OnSampleRatioMismatch.Hold), Rule.SampleRatioMismatch, Action.Hold,
                    Reason.SampleRatioMismatch),
            new Row("too early", i -> i.elapsedSeconds(1), Rule.TooEarly, Action.Continue, Reason.AwaitingTime),
            new Row("success", i -> { }, Rule.Success, Action.Promote, Reason.SuperiorAndNonInferior));

    static Stream<Arguments> pairs() {
        return IntStream.range(0, ROWS.size()).boxed().flatMap(first -> IntStream.range(first, ROWS.size())
                .mapToObj(second -> arguments(ROWS.get(first).name(), ROWS.get(second).name(), ROWS.get(first), ROWS.get(second))));
    }

    @ParameterizedTest(name = "{0}, and {1}")
    @MethodSource("pairs")
    void theEarlierRuleDecides(String first, String second, Row earlier, Row later) {
        Assessments inputs = undecided(success(Verdict.Superior), guardrail(Verdict.NonInferior));
        later.condition().accept(inputs);
        earlier.condition().accept(inputs);

        Decision decision = inputs.decide();

        assertThat(decision.rule()).isEqualTo(earlier.rule());
        assertThat(decision.action()).isEqualTo(earlier.action());
        assertThat(decision.reason()).isEqualTo(earlier.reason().name());
    }

    @Test
    void noMixtureOfConditionsBreaksWhatAllDecisionsPromise() {
        SplittableRandom random = new SplittableRandom(20261122);
        for (int mixture = 0; mixture < MIXTURES; mixture++) {
            DecisionInputs inputs = mixture(random).inputs();
            Decision decision = RuleTable.decide(inputs);
            DecisionDetails details = DecisionDetails.of(inputs, decision);

            assertThat(RuleTable.decide(inputs)).isEqualTo(decision);
            assertThat(decision.winner().isEmpty()).as("%s", decision).isEqualTo(decision.action() != Action.Promote);
            assertThat(decision.message()).isNotBlank();
            assertThat(details.nextActions()).hasSizeBetween(1, 4);
            if (decision.action() == Action.Promote) {
                promotes(inputs, decision);
            }
            if (!decision.removed().isEmpty()) {
                assertThat(decision.action()).isEqualTo(Action.Rollback);
                assertThat(inputs.active()).containsAll(decision.removed()).hasSizeGreaterThan(decision.removed().size());
            }
            if (inputs.desiredState() == DesiredState.Aborted) {
                assertThat(decision.action()).isIn(Action.KeepChampion, Action.Rollback);
            }
            boolean harm = !SafetyRules.broken(inputs, OnViolation.Rollback).isEmpty();
            if (harm) {
                assertThat(decision.action()).isEqualTo(Action.Rollback);
            }
        }
    }

    private static void promotes(DecisionInputs inputs, Decision decision) {
        assertThat(inputs.active()).contains(decision.winner());
        assertThat(inputs.circumstances().freeze()).isEmpty();
        assertThat(inputs.desiredState()).isEqualTo(DesiredState.Running);
        assertThat(inputs.step().inForce()).isTrue();
        assertThat(inputs.data().healthy()).isTrue();
        assertThat(inputs.assessments()).noneMatch(m -> m.verdict() == Verdict.Deteriorated);
        assertThat(SafetyRules.broken(inputs, OnViolation.Hold)).isEmpty();
        switch (decision.rule()) {
            case Success -> assertThat(inputs.step().stage()).isEqualTo(Stage.Experiment);
            case Approval -> assertThat(inputs.circumstances().approvedBy()).isPresent();
            case UserRequest -> assertThat(inputs.circumstances().requests()).isNotEmpty();
            default -> assertThat(decision.rule()).as("only these promote").isEqualTo(Rule.Success);
        }
    }

    private static Assessments mixture(SplittableRandom random) {
        List<MetricAssessment> metrics = new ArrayList<>();
        for (String challenger : List.of("candidate", "b")) {
            metrics.add(Assessments.of(challenger, success(any(random, Verdict.values())), random.nextDouble() - 0.5));
            metrics.add(Assessments.of(challenger, guardrail(any(random, Verdict.values())), 0));
            if (random.nextInt(4) == 0) {
                metrics.add(Assessments.of(challenger, limited("x", any(random, Metric.Role.values()), any(random, OnViolation.values()),
                        random.nextBoolean()), 0));
            }
        }
        Assessments inputs = undecided(metrics.toArray(MetricAssessment[]::new)).policy(any(random, OnDeterioration.values()),
                any(random, OnNoData.Action.values()), any(random, OnDeadline.values())).policy(any(random, Policy.values()));
        List<Consumer<Assessments>> conditions = List.of(i -> i.challengers("candidate", "b"), i -> i.challengers("candidate", "b"),
                i -> i.stage(any(random, Stage.values())), i -> i.candidate("candidate"), Assessments::approved,
                        Assessments::holdingOnTimeout,
                Assessments::wholeWeeks, i -> i.ahead("b", 0.1), i -> i.extensible(random.nextDouble()),
                i -> i.samples(random.nextInt(2000)), i -> i.elapsedSeconds(random.nextInt(1500)));
        List<Consumer<Assessments>> rare = List.of(Assessments::frozen, Assessments::changed, Assessments::notInForce,
                i -> i.segment(any(random, OnSegmentDeterioration.values())), i -> i.asked(UserRequest.Kind.Rollback, ""),
                i -> i.mismatched(any(random, OnSampleRatioMismatch.values())), i -> i.desired(any(random, DesiredState.values())),
                i -> i.silentForSeconds(random.nextInt(7200)), i -> i.asked(UserRequest.Kind.Promote, any(random, new String[] {"",
                        "b", "now"})));
        conditions.stream().filter(c -> random.nextBoolean()).forEach(c -> c.accept(inputs));
        rare.stream().filter(c -> random.nextInt(8) == 0).forEach(c -> c.accept(inputs));
        return inputs;
    }

    private static <T> T any(SplittableRandom random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
