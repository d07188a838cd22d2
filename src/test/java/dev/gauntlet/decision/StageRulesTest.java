package dev.gauntlet.decision;

import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.limited;
import static dev.gauntlet.decision.Assessments.success;
import static dev.gauntlet.decision.Assessments.undecided;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSampleRatioMismatch;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.OnViolation;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules do in every stage, and while something is waited for. */
class StageRulesTest {

    private static final MetricAssessment BROKEN = limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, true);
    private static final MetricAssessment WORSE = guardrail(Verdict.Deteriorated);
    private static final MetricAssessment BETTER = success(Verdict.Superior);
    private static final MetricAssessment OPEN = success(Verdict.Inconclusive);
    private static final MetricAssessment SAFE = guardrail(Verdict.NonInferior);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"ends", "approval", "maturation"})
    void decidesByTheFirstRuleThatFires(Assessments inputs, Rule rule, Action action, Reason reason) {
        Decision decision = inputs.decide();

        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.reason()).isEqualTo(reason.name());
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                row("a shadow without harm ends with its time", undecided(OPEN).stage(Stage.Shadow), Rule.StepComplete, Action.Continue,
                        Reason.GuardrailsHeld),
                row("a shadow promotes nobody", undecided(BETTER, SAFE).stage(Stage.Shadow), Rule.StepComplete, Action.Continue,
                        Reason.GuardrailsHeld),
                row("a part of the ramp ends with its time", undecided(BETTER).promoting(Stage.Ramp, "candidate"), Rule.StepComplete,
                        Action.Continue, Reason.GuardrailsHeld),
                row("a part of the ramp lasts its time", undecided(BETTER).promoting(Stage.Ramp, "candidate").elapsedSeconds(59),
                        Rule.TooEarly,
                        Action.Continue, Reason.RampingUp),
                row("a bake ends with its time", undecided(BETTER).promoting(Stage.Bake, "candidate"), Rule.StepComplete, Action.Continue,
                        Reason.GuardrailsHeld),
                row("a bake lasts its time", undecided(BETTER).promoting(Stage.Bake, "candidate").elapsedSeconds(59), Rule.TooEarly,
                        Action.Continue, Reason.Baking),
                row("a patched workload completes", undecided(BETTER).promoting(Stage.PatchTarget, "candidate").minimum(Duration.ZERO),
                        Rule.StepComplete, Action.Continue, Reason.TargetPatched),
                row("a workload is patched", undecided(BETTER).promoting(Stage.PatchTarget, "candidate").notInForce(), Rule.TooEarly,
                        Action.Continue, Reason.PatchingTarget),
                row("a ramp waits for the route", undecided(BETTER).promoting(Stage.Ramp, "candidate").notInForce(), Rule.TooEarly,
                        Action.Continue, Reason.AwaitingTraffic));
    }

    static Stream<Arguments> approval() {
        return Stream.of(
                row("an approval is waited for", waiting(), Rule.Approval, Action.Hold, Reason.AwaitingApproval),
                row("its minimum time and samples do not hide that", waiting().samples(0).elapsedSeconds(1), Rule.Approval, Action.Hold,
                        Reason.AwaitingApproval),
                row("an approved step completes", undecided(OPEN).stage(Stage.Approval).approved(), Rule.StepComplete, Action.Continue,
                        Reason.ApprovedByUser),
                row("an approved candidate is promoted", waiting().candidate("candidate").approved(), Rule.Approval, Action.Promote,
                        Reason.ApprovedByUser),
                row("an approval before the minimum time waits", waiting().candidate("candidate").approved().elapsedSeconds(59),
                        Rule.TooEarly,
                        Action.Continue, Reason.AwaitingTime),
                row("nobody approved in time", waiting().deadline(Duration.ofSeconds(300)), Rule.Approval, Action.KeepChampion,
                        Reason.ApprovalTimedOut),
                row("a second before it is time", waiting().deadline(Duration.ofSeconds(301)), Rule.Approval, Action.Hold,
                        Reason.AwaitingApproval),
                row("nobody approved in time, and the weights hold", waiting().deadline(Duration.ofSeconds(300)).holdingOnTimeout(),
                        Rule.Approval, Action.Hold, Reason.ApprovalTimedOut),
                row("an approval in the last moment counts", waiting().candidate("candidate").approved().deadline(Duration.ofSeconds(300)),
                        Rule.Approval, Action.Promote, Reason.ApprovedByUser),
                row("a pause holds an approved candidate", waiting().candidate("candidate").approved().desired(DesiredState.Paused),
                        Rule.UserRequest, Action.Hold, Reason.PausedByUser),
                row("a mismatch holds an approved candidate",
                        waiting().mismatched(OnSampleRatioMismatch.Hold).candidate("candidate").approved(),
                                Rule.SampleRatioMismatch, Action.Hold,
                        Reason.SampleRatioMismatch),
                row("missing data hold an approved candidate", waiting().candidate("candidate").approved().silentForSeconds(10),
                        Rule.NoData,
                        Action.Hold, Reason.VariantNotReady));
    }

    static Stream<Arguments> maturation() {
        return Stream.of(
                row("the minimum time has to pass for matured data", undecided(BETTER, SAFE).maturationSeconds(241), Rule.TooEarly,
                        Action.Continue, Reason.AwaitingMaturation),
                row("and then it has", undecided(BETTER, SAFE).maturationSeconds(240), Rule.Success, Action.Promote,
                        Reason.SuperiorAndNonInferior),
                row("a canary does not wait for labels", undecided(OPEN).canary().maturationSeconds(86_400), Rule.StepComplete,
                        Action.Continue,
                        Reason.GuardrailsHeld),
                row("labels that come too late do not outlive the deadline",
                        undecided(BETTER, SAFE).maturationSeconds(86_400).elapsedSeconds(600), Rule.Deadline, Action.KeepChampion,
                        Reason.DeadlineReached),
                row("harm does not wait for labels", undecided(OPEN, WORSE).maturationSeconds(86_400), Rule.Deterioration, Action.Rollback,
                        Reason.Deteriorated));
    }

    @ParameterizedTest
    @EnumSource
    void safetyRulesRunInEveryStageAndWhateverIsWaitedFor(Stage stage) {
        for (Decision decision : new Decision[] {in(stage, BROKEN).decide(), in(stage, BROKEN).frozen().decide(),
            in(stage, BROKEN).notInForce().decide(), in(stage, BROKEN).desired(DesiredState.Paused).decide(),
            in(stage, BROKEN).approved().candidate("candidate").decide(), in(stage, BROKEN).silentForSeconds(10).decide(),
            in(stage, BROKEN).asked(UserRequest.Kind.Promote, "now").decide()}) {
            assertThat(decision.action()).isEqualTo(Action.Rollback);
            assertThat(decision.rule()).isEqualTo(Rule.HardLimit);
        }
        assertThat(in(stage, WORSE).frozen().decide().rule()).isEqualTo(Rule.Deterioration);
    }

    @ParameterizedTest
    @EnumSource
    void everyStageCanBeEndedByItsUser(Stage stage) {
        assertThat(in(stage, OPEN).desired(DesiredState.Aborted).frozen().decide().action()).isEqualTo(Action.KeepChampion);
        assertThat(in(stage, OPEN).asked(UserRequest.Kind.Rollback, "slow").frozen().decide().action()).isEqualTo(Action.Rollback);
        assertThat(in(stage, OPEN).changed().frozen().decide().rule()).isEqualTo(Rule.VariantChanged);
    }

    @ParameterizedTest
    @EnumSource
    void missingDataHoldEveryStageUntilThePolicySaysOtherwise(Stage stage) {
        assertThat(in(stage, OPEN).silentForSeconds(10).decide().action()).isEqualTo(Action.Hold);
        assertThat(in(stage, OPEN).policy(OnDeterioration.Rollback, OnNoData.Action.Rollback, OnDeadline.Hold).silentForSeconds(3600)
                .desired(DesiredState.Paused).decide().reason()).isEqualTo(Reason.NoDataTimeout.name());
    }

    @ParameterizedTest
    @EnumSource
    void theSplitIsTestedWhileThereIsOne(Stage stage) {
        Rule rule = undecided(OPEN).mismatched(OnSampleRatioMismatch.Rollback).promoting(stage, "candidate").decide().rule();

        assertThat(rule == Rule.SampleRatioMismatch).isEqualTo(stage.compares());
    }

    @Test
    void atAHundredPercentOnlyHardLimitsNeedData() {
        Metric unlimited = Specs.proportion("errors", Metric.Role.Guardrail, Metric.Direction.Decrease, null, Specs.absolute("0.01"));
        Metric limited = new Metric("errors", Metric.Role.Guardrail, null, Metric.Type.Proportion, Metric.Direction.Decrease, null,
                null, null,
                null, null, new Metric.HardLimit("0.05", null, null, null), null, null, null);

        assertThat(Stream.of(Stage.values()).filter(stage -> stage.needs(unlimited)))
                .containsExactly(Stage.Shadow, Stage.Canary, Stage.Experiment, Stage.Approval, Stage.Ramp);
        assertThat(Stream.of(Stage.values())).allMatch(stage -> stage.needs(limited));
    }

    @Test
    void onlyTheWinnerIsJudgedOnItsWay() {
        MetricAssessment other = Assessments.of("other", WORSE, -0.1);

        assertThat(undecided(OPEN, other).challengers("candidate", "other").promoting(Stage.Ramp, "candidate").decide().rule())
                .isEqualTo(Rule.StepComplete);
    }

    @Test
    void theMessageOfAnApprovalSaysHowToGiveIt() {
        assertThat(waiting().candidate("candidate").decide().message())
                .isEqualTo("waiting for a person to approve the promotion of candidate:"
                + " accuracy +2.00 pp (+0.50 to +3.50); guardrails hold; approve it with the annotation gauntlet.dev/approve=sign-off");
        assertThat(waiting().candidate("candidate").approved().decide().message()).startsWith("candidate is approved by kubectl-annotate");
    }

    @Test
    void messagesOfPromotionsSayHowLongTheyTake() {
        assertThat(undecided(BETTER).promoting(Stage.Ramp, "candidate").elapsedSeconds(50).decide().message())
                .isEqualTo("candidate ramps up: 10 s of this part of the ramp left");
        assertThat(undecided(BETTER).promoting(Stage.Bake, "candidate").elapsedSeconds(50).decide().message())
                .isEqualTo("candidate serves everybody, hard limits on: 10 s of the bake time left");
        assertThat(undecided(BETTER, SAFE).maturationSeconds(250).decide().message())
                .startsWith("10 s until the observations of the minimum time are old enough to count");
    }

    private static Assessments in(Stage stage, MetricAssessment metric) {
        return stage.promotes() ? undecided(metric).promoting(stage, "candidate") : undecided(metric).stage(stage);
    }

    private static Assessments waiting() {
        return undecided(BETTER, SAFE).stage(Stage.Approval);
    }

    private static Arguments row(String what, Assessments inputs, Rule rule, Action action, Reason reason) {
        return arguments(named(what, inputs), rule, action, reason);
    }
}
