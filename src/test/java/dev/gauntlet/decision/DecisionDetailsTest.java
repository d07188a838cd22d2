package dev.gauntlet.decision;

import static dev.gauntlet.decision.Assessments.futile;
import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.limited;
import static dev.gauntlet.decision.Assessments.small;
import static dev.gauntlet.decision.Assessments.success;
import static dev.gauntlet.decision.Assessments.undecided;
import static dev.gauntlet.decision.Assessments.withMargin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeadline;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnNoData;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSampleRatioMismatch;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSegmentDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.Metric.OnViolation;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionNumber;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Risk;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Verdict;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionDetailsTest {

    private static final MetricAssessment BROKEN = limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, true);
    private static final MetricAssessment HELD_LIMIT = limited("errors", Metric.Role.Guardrail, OnViolation.Hold, true);
    private static final MetricAssessment WORSE = guardrail(Verdict.Deteriorated);
    private static final MetricAssessment BETTER = success(Verdict.Superior);
    private static final MetricAssessment OPEN = success(Verdict.Inconclusive);
    private static final MetricAssessment SAFE = guardrail(Verdict.NonInferior);
    private static final MetricAssessment UNPROVEN = guardrail(Verdict.Inconclusive);
    private static final OnDeadline KEEP = OnDeadline.KeepChampion;

    /** Every rule with every reason it has: inputs, rule, reason, risk, and the first of the next actions. */
    static Stream<Arguments> decisions() {
        String aborted = "Ask for a new run with desiredState: Running";
        String wait = "Wait; nothing has to be done.";
        return Stream.of(
                row(undecided(OPEN, BROKEN), Rule.HardLimit, Reason.HardLimitExceeded, Risk.Low, "Look at the challenger's logs"),
                row(undecided(OPEN, HELD_LIMIT), Rule.HardLimit, Reason.HardLimitExceeded, Risk.High, "Look at the challenger's logs"),
                row(undecided(OPEN, HELD_LIMIT).stage(Stage.Shadow), Rule.HardLimit, Reason.HardLimitExceeded, Risk.Medium, "Look at"),
                row(undecided(OPEN, WORSE), Rule.Deterioration, Reason.Deteriorated, Risk.Low, "Compare challenger and champion"),
                row(undecided(OPEN, WORSE).policy(OnDeterioration.Hold, OnNoData.Action.Hold, KEEP), Rule.Deterioration,
                        Reason.Deteriorated,
                        Risk.High, "Compare challenger and champion"),
                row(undecided(OPEN).stage(Stage.Shadow).compared(ShadowComparison.of("candidate", 900, 200, 0.05, 100, 0.01)),
                        Rule.ShadowDivergence, Reason.PredictionsDiverge, Risk.Low, "Look at which predictions differ"),
                row(undecided(OPEN).stage(Stage.Shadow).compared(ShadowComparison.of("candidate", 9, 0, 0.05, 100, 0.01)),
                        Rule.TooEarly, Reason.AwaitingComparison, Risk.Low, wait),
                row(undecided(OPEN).desired(DesiredState.Aborted), Rule.UserRequest, Reason.AbortedByUser, Risk.Low, aborted),
                row(undecided(OPEN).desired(DesiredState.Paused), Rule.UserRequest, Reason.PausedByUser, Risk.Low,
                        "Set desiredState: Running"),
                row(undecided(OPEN).asked(UserRequest.Kind.Rollback, "x"), Rule.UserRequest, Reason.RolledBackByUser, Risk.Low, "Mend the"),
                row(undecided(OPEN, UNPROVEN).asked(UserRequest.Kind.Promote, "x"), Rule.UserRequest, Reason.PromotedByUser, Risk.Medium,
                        "Watch the challenger's hard limits"),
                row(undecided(OPEN, Assessments.of("b", OPEN, 0)).challengers("candidate", "b").asked(UserRequest.Kind.Promote, "x"),
                        Rule.UserRequest, Reason.RequestIgnored, Risk.Low, "Write the annotation again"),
                row(undecided(OPEN).changed(), Rule.VariantChanged, Reason.VariantChanged, Risk.Low,
                        "Start again with the changed workload"),
                row(undecided(OPEN, SAFE).silentForSeconds(10), Rule.NoData, Reason.VariantNotReady, Risk.Medium, "Mend what the message"),
                row(undecided(OPEN).policy(OnDeterioration.Hold, OnNoData.Action.Rollback, KEEP).silentForSeconds(3600), Rule.NoData,
                        Reason.NoDataTimeout, Risk.Low, "Find out why the data are missing"),
                row(undecided(OPEN).mismatched(OnSampleRatioMismatch.Hold), Rule.SampleRatioMismatch, Reason.SampleRatioMismatch,
                        Risk.Medium,
                        "Look for what treats"),
                row(undecided(OPEN).mismatched(OnSampleRatioMismatch.Rollback), Rule.SampleRatioMismatch,
                        Reason.SampleRatioMismatch, Risk.Low,
                        "Look for what treats"),
                row(undecided(OPEN).notInForce(), Rule.TooEarly, Reason.AwaitingTraffic, Risk.Low, wait),
                row(undecided(OPEN).elapsedSeconds(1), Rule.TooEarly, Reason.AwaitingTime, Risk.Low, wait),
                row(undecided(OPEN, UNPROVEN).samples(1), Rule.TooEarly, Reason.AwaitingSample, Risk.Medium, wait),
                row(undecided(OPEN).maturationSeconds(299), Rule.TooEarly, Reason.AwaitingMaturation, Risk.Low, wait),
                row(undecided(BETTER).wholeWeeks(), Rule.TooEarly, Reason.AwaitingWholeWeek, Risk.Low, wait),
                row(undecided(BETTER).promoting(Stage.Ramp, "candidate").elapsedSeconds(1), Rule.TooEarly, Reason.RampingUp,
                        Risk.Low, wait),
                row(undecided(BETTER).promoting(Stage.Bake, "candidate").elapsedSeconds(1), Rule.TooEarly, Reason.Baking, Risk.Low, wait),
                row(undecided(BETTER).promoting(Stage.PatchTarget, "candidate").notInForce(), Rule.TooEarly, Reason.PatchingTarget,
                        Risk.Low, wait),
                row(undecided(OPEN).canary(), Rule.StepComplete, Reason.GuardrailsHeld, Risk.Low, wait),
                row(undecided(OPEN).stage(Stage.Approval).approved(), Rule.StepComplete, Reason.ApprovedByUser, Risk.Low, wait),
                row(undecided(OPEN).promoting(Stage.PatchTarget, "candidate"), Rule.StepComplete, Reason.TargetPatched, Risk.Low, wait),
                row(undecided(BETTER, SAFE).stage(Stage.Approval), Rule.Approval, Reason.AwaitingApproval, Risk.Low, "Read the evidence"),
                row(undecided(BETTER, SAFE).stage(Stage.Approval).candidate("candidate").approved(), Rule.Approval, Reason.ApprovedByUser,
                        Risk.Low, wait),
                row(undecided(BETTER).stage(Stage.Approval).deadline(Duration.ofSeconds(9)), Rule.Approval, Reason.ApprovalTimedOut,
                        Risk.Low,
                        "Ask for a new run"),
                row(undecided(BETTER).stage(Stage.Approval).deadline(Duration.ofSeconds(9)).holdingOnTimeout(), Rule.Approval,
                        Reason.ApprovalTimedOut, Risk.Low, "Read the evidence"),
                row(undecided(BETTER).frozen(), Rule.Freeze, Reason.FreezeWindow, Risk.Low, "Wait until the freeze window closes."),
                row(undecided(BETTER).segment(OnSegmentDeterioration.BlockPromotion), Rule.SegmentDeterioration, Reason.SegmentDeteriorated,
                        Risk.Low, "Look at status.segments"),
                row(undecided(BETTER, SAFE), Rule.Success, Reason.SuperiorAndNonInferior, Risk.Low, wait),
                row(undecided(withMargin(true, Verdict.NonInferior), SAFE).policy(Policy.NonInferior), Rule.Success,
                        Reason.NonInferior, Risk.Low,
                        wait),
                row(undecided(OPEN, UNPROVEN).policy(Policy.DoNoHarm), Rule.Success, Reason.NoHarmFound, Risk.Medium,
                        "Watch the challenger on"),
                row(undecided(futile("accuracy")), Rule.Futility, Reason.Futile, Risk.Low, "Keep the champion: the effect"),
                row(undecided(small(true)), Rule.Futility, Reason.PracticallyInsignificant, Risk.Low, "Keep the champion, or lower"),
                row(undecided(OPEN).elapsedSeconds(600), Rule.Deadline, Reason.DeadlineReached, Risk.Low, "Keep the champion, or plan"),
                row(undecided(OPEN).elapsedSeconds(600).policy(OnDeterioration.Rollback, OnNoData.Action.Hold, OnDeadline.Hold),
                        Rule.Deadline,
                        Reason.DeadlineReached, Risk.Low, "Decide by the evidence"),
                row(undecided(OPEN, UNPROVEN).elapsedSeconds(600).extensible(0.5), Rule.Deadline, Reason.DeadlineExtended,
                        Risk.Medium, wait),
                row(undecided(OPEN), Rule.Undecided, Reason.AwaitingEvidence, Risk.Low, wait));
    }

    @ParameterizedTest(name = "{1} {2}: {3}")
    @MethodSource("decisions")
    void everyDecisionHasItsRiskAndSaysWhatToDo(Assessments assessments, Rule rule, Reason reason, Risk risk, String first) {
        DecisionInputs inputs = assessments.inputs();
        Decision decision = RuleTable.decide(inputs);
        DecisionDetails details = DecisionDetails.of(inputs, decision);

        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.reason()).isEqualTo(reason.name());
        assertThat(details.risk()).isEqualTo(risk);
        assertThat(details.nextActions()).hasSizeBetween(1, 4).allMatch(action -> action.endsWith(".")).doesNotHaveDuplicates();
        assertThat(details.nextActions().get(0)).startsWith(first);
        assertThat(details.numbers()).hasSizeBetween(1, 8).doesNotHaveDuplicates();
    }

    @Test
    void theTableHoldsEveryRule() {
        Set<Object> rules = decisions().map(row -> row.get()[1]).collect(Collectors.toSet());

        assertThat(rules).containsExactlyInAnyOrder((Object[]) Rule.values());
    }

    @Test
    void theNumbersAreThoseOfTheRule() {
        assertThat(details(undecided(OPEN, BROKEN)).numbers()).containsExactly(
                number("errors of candidate: last window", "0.1250"), number("errors of candidate: hard limit", "maximum 0.05"),
                number("errors of candidate: samples", "400"));
        assertThat(details(undecided(BETTER, SAFE)).numbers()).containsExactly(
                number("accuracy of candidate: effect", "+2.00 pp (+0.50 to +3.50)"), number("accuracy of candidate: p-value", "0.0120"),
                number("accuracy of candidate: samples", "2500"), number("errors of candidate: effect", "+2.00 pp (+0.50 to +3.50)"));
        assertThat(details(undecided(OPEN).elapsedSeconds(600).extensible(0.456)).numbers()).startsWith(
                number("deadline", "600 s"), number("conditional power of candidate", "0.46"));
        assertThat(details(undecided(OPEN).mismatched(OnSampleRatioMismatch.Hold)).numbers())
                .containsExactly(number("p-value of the configured shares", "1.00e-09"));
    }

    @Test
    void noMoreThanEightNumbersAreKept() {
        MetricAssessment[] many = Stream.of("a", "b", "c", "d").flatMap(c -> Stream.of(Assessments.of(c, BETTER, 0.01),
                Assessments.of(c, SAFE, 0))).toArray(MetricAssessment[]::new);

        assertThat(details(undecided(many).challengers("a", "b", "c", "d").desired(DesiredState.Paused)).numbers()).hasSize(8);
    }

    @Test
    void aLimitThatOnlyNotifiesIsNamedInTheNextActionsAndBlocksNothing() {
        MetricAssessment notified = limited("fallbacks", Metric.Role.Diagnostic, OnViolation.Notify, true);
        DecisionDetails details = details(undecided(OPEN, SAFE, notified));

        assertThat(details.nextActions().get(0))
                .isEqualTo("Look at this, of which you only wanted to be notified: fallbacks of candidate is"
                + " 0.1250 in the last 400 samples, beyond its hard limit (maximum 0.05).");
        assertThat(details.risk()).isEqualTo(Risk.High);
    }

    @Test
    void theRiskIsThatOfTheChallengersThatGoOn() {
        Assessments inputs = undecided(Assessments.of("a", WORSE, -0.1), Assessments.of("b", SAFE, 0)).challengers("a", "b");
        Assessments openEnd = undecided(Assessments.of("a", WORSE, -0.1), Assessments.of("b", UNPROVEN, 0)).challengers("a", "b");

        assertThat(details(inputs).risk()).isEqualTo(Risk.Low);
        assertThat(details(openEnd).risk()).isEqualTo(Risk.Medium);
    }

    @Test
    void lostCountsAreNoRiskButAnEnd() {
        DecisionDetails details = DecisionDetails.of(Decision.ledgerLost("fraud-ledger"));

        assertThat(details.risk()).isEqualTo(Risk.Low);
        assertThat(details.nextActions().get(0)).startsWith("Create a new experiment");
        assertThat(details.numbers()).isEmpty();
    }

    private static DecisionDetails details(Assessments assessments) {
        DecisionInputs inputs = assessments.inputs();
        return DecisionDetails.of(inputs, RuleTable.decide(inputs));
    }

    private static DecisionNumber number(String name, String value) {
        return new DecisionNumber(name, value);
    }

    private static Arguments row(Assessments inputs, Rule rule, Reason reason, Risk risk, String first) {
        return arguments(named(rule + " " + reason, inputs), rule, reason, risk, first);
    }
}
