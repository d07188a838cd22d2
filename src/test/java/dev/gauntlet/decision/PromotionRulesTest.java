package dev.gauntlet.decision;

import static dev.gauntlet.decision.Assessments.because;
import static dev.gauntlet.decision.Assessments.futile;
import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.limited;
import static dev.gauntlet.decision.Assessments.success;
import static dev.gauntlet.decision.Assessments.undecided;
import static dev.gauntlet.decision.Assessments.withMargin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.OnSegmentDeterioration;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
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
import org.junit.jupiter.params.provider.MethodSource;

/** When a challenger is promoted, what holds that back, and what more time is worth. */
class PromotionRulesTest {

    private static final long WEEK = 604_800;
    private static final MetricAssessment BETTER = success(Verdict.Superior);
    private static final MetricAssessment OPEN = success(Verdict.Inconclusive);
    private static final MetricAssessment SAFE = guardrail(Verdict.NonInferior);
    private static final MetricAssessment UNPROVEN = guardrail(Verdict.Inconclusive);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"nonInferior", "doNoHarm", "segments", "wholeWeeks", "freeze", "extension"})
    void decidesByTheFirstRuleThatFires(Assessments inputs, Rule rule, Action action, Reason reason) {
        Decision decision = inputs.decide();

        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.reason()).isEqualTo(reason.name());
    }

    static Stream<Arguments> nonInferior() {
        return Stream.of(
                row("all non-inferior", undecided(withMargin(true, Verdict.NonInferior), SAFE).policy(Policy.NonInferior), Rule.Success,
                        Action.Promote, Reason.NonInferior),
                row("worse within the margin", undecided(withMargin(true, Verdict.Inferior), SAFE).policy(Policy.NonInferior), Rule.Success,
                        Action.Promote, Reason.NonInferior),
                row("a success metric is not proven", undecided(withMargin(false, Verdict.Inconclusive), SAFE).policy(Policy.NonInferior),
                        Rule.Undecided, Action.Continue, Reason.AwaitingEvidence),
                row("superior, but without the margin's proof", undecided(BETTER, SAFE).policy(Policy.NonInferior), Rule.Undecided,
                        Action.Continue, Reason.AwaitingEvidence),
                row("a guardrail is not proven", undecided(withMargin(true, Verdict.NonInferior), UNPROVEN).policy(Policy.NonInferior),
                        Rule.Undecided, Action.Continue, Reason.AwaitingEvidence),
                row("nothing is futile that needs no effect", undecided(futile("accuracy"), SAFE).policy(Policy.NonInferior),
                        Rule.Undecided,
                        Action.Continue, Reason.AwaitingEvidence),
                row("non-inferiority alone is not enough by default", undecided(withMargin(true, Verdict.NonInferior), SAFE),
                        Rule.Undecided,
                        Action.Continue, Reason.AwaitingEvidence));
    }

    static Stream<Arguments> doNoHarm() {
        return Stream.of(
                row("no harm found", undecided(OPEN, UNPROVEN).policy(Policy.DoNoHarm), Rule.Success, Action.Promote, Reason.NoHarmFound),
                row("not before the minimum time", undecided(OPEN).policy(Policy.DoNoHarm).elapsedSeconds(59), Rule.TooEarly,
                        Action.Continue,
                        Reason.AwaitingTime),
                row("not before the minimum samples", undecided(OPEN).policy(Policy.DoNoHarm).samples(999), Rule.TooEarly, Action.Continue,
                        Reason.AwaitingSample),
                row("not when proven worse", undecided(success(Verdict.Inferior)).policy(Policy.DoNoHarm), Rule.Undecided, Action.Continue,
                        Reason.AwaitingEvidence),
                row("not without data of a guardrail", undecided(OPEN, guardrail(Verdict.NoData)).policy(Policy.DoNoHarm), Rule.Undecided,
                        Action.Continue, Reason.AwaitingEvidence),
                row("not where no harm could be found", undecided(because(Reason.UnitVarianceMissing, OPEN)).policy(Policy.DoNoHarm),
                        Rule.Undecided, Action.Continue, Reason.AwaitingEvidence),
                row("not beyond a guardrail's limit, even if that only notifies",
                        undecided(OPEN, limited("errors", Metric.Role.Guardrail, OnViolation.Notify, true)).policy(Policy.DoNoHarm),
                        Rule.Undecided, Action.Continue, Reason.AwaitingEvidence),
                row("a notified diagnostic stops nothing",
                        undecided(OPEN, limited("x", Metric.Role.Diagnostic, OnViolation.Notify, true)).policy(Policy.DoNoHarm),
                                Rule.Success,
                        Action.Promote, Reason.NoHarmFound),
                row("futile is no harm", undecided(futile("accuracy")).policy(Policy.DoNoHarm), Rule.Success, Action.Promote,
                        Reason.NoHarmFound));
    }

    static Stream<Arguments> segments() {
        return Stream.of(
                row("a bad segment blocks", undecided(BETTER, SAFE).segment(OnSegmentDeterioration.BlockPromotion),
                        Rule.SegmentDeterioration,
                        Action.Hold, Reason.SegmentDeteriorated),
                row("a bad segment is only reported", undecided(BETTER, SAFE).segment(OnSegmentDeterioration.Report), Rule.Success,
                        Action.Promote, Reason.SuperiorAndNonInferior),
                row("it blocks nothing that is not there", undecided(OPEN).segment(OnSegmentDeterioration.BlockPromotion), Rule.Undecided,
                        Action.Continue, Reason.AwaitingEvidence),
                row("it does not outlive the deadline",
                        undecided(BETTER, SAFE).segment(OnSegmentDeterioration.BlockPromotion).elapsedSeconds(600), Rule.Deadline,
                        Action.KeepChampion, Reason.DeadlineReached),
                row("it blocks what was approved", undecided(BETTER, SAFE).stage(Stage.Approval).candidate("candidate").approved()
                        .segment(OnSegmentDeterioration.BlockPromotion), Rule.SegmentDeterioration, Action.Hold,
                                Reason.SegmentDeteriorated),
                row("a person overrules it", undecided(BETTER, SAFE).segment(OnSegmentDeterioration.BlockPromotion)
                        .asked(UserRequest.Kind.Promote, "small segment"), Rule.UserRequest, Action.Promote, Reason.PromotedByUser));
    }

    static Stream<Arguments> wholeWeeks() {
        return Stream.of(
                row("at the end of the first week", weekly(WEEK), Rule.Success, Action.Promote, Reason.SuperiorAndNonInferior),
                row("within the hour after it", weekly(WEEK + 3599), Rule.Success, Action.Promote, Reason.SuperiorAndNonInferior),
                row("not an hour after it", weekly(WEEK + 3600), Rule.TooEarly, Action.Continue, Reason.AwaitingWholeWeek),
                row("not a second before the second", weekly(2 * WEEK - 1), Rule.TooEarly, Action.Continue, Reason.AwaitingWholeWeek),
                row("at the end of the second", weekly(2 * WEEK), Rule.Success, Action.Promote, Reason.SuperiorAndNonInferior),
                row("weeks are those of matured data", weekly(2 * WEEK).maturationSeconds(7200), Rule.TooEarly, Action.Continue,
                        Reason.AwaitingWholeWeek),
                row("whole weeks of matured data", weekly(2 * WEEK + 7200).maturationSeconds(7200), Rule.Success, Action.Promote,
                        Reason.SuperiorAndNonInferior),
                row("a week is not waited for without whole weeks", undecided(BETTER, SAFE).minimum(Duration.ofSeconds(WEEK))
                        .deadline(Duration.ofSeconds(4 * WEEK)).elapsedSeconds(WEEK + 9999), Rule.Success, Action.Promote,
                        Reason.SuperiorAndNonInferior),
                row("harm does not wait", weekly(WEEK + 9999, OPEN, guardrail(Verdict.Deteriorated)), Rule.Deterioration, Action.Rollback,
                        Reason.Deteriorated),
                row("futility does not wait", weekly(WEEK + 9999, futile("accuracy")), Rule.Futility, Action.KeepChampion, Reason.Futile),
                row("the deadline does not wait", weekly(WEEK + 9999).deadline(Duration.ofSeconds(WEEK + 5000)), Rule.Deadline,
                        Action.KeepChampion, Reason.DeadlineReached),
                row("a deadline at the end of a week still counts when it is late",
                        weekly(2 * WEEK + 9999).deadline(Duration.ofSeconds(2 * WEEK)), Rule.Success, Action.Promote,
                        Reason.SuperiorAndNonInferior));
    }

    static Stream<Arguments> freeze() {
        return Stream.of(
                row("a success is held back", undecided(BETTER, SAFE).frozen(), Rule.Freeze, Action.Hold, Reason.FreezeWindow),
                row("a canary is held back", undecided(OPEN).canary().frozen(), Rule.Freeze, Action.Hold, Reason.FreezeWindow),
                row("a shadow is held back", undecided(OPEN).stage(Stage.Shadow).frozen(), Rule.Freeze, Action.Hold, Reason.FreezeWindow),
                row("a ramp is held back", undecided(OPEN).promoting(Stage.Ramp, "candidate").frozen(), Rule.Freeze, Action.Hold,
                        Reason.FreezeWindow),
                row("a bake is held back", undecided(OPEN).promoting(Stage.Bake, "candidate").frozen(), Rule.Freeze, Action.Hold,
                        Reason.FreezeWindow),
                row("an approved step is held back", undecided(OPEN).stage(Stage.Approval).approved().frozen(), Rule.Freeze, Action.Hold,
                        Reason.FreezeWindow),
                row("an approved candidate is held back",
                        undecided(BETTER).stage(Stage.Approval).candidate("candidate").approved().frozen(),
                        Rule.Freeze, Action.Hold, Reason.FreezeWindow),
                row("a promotion that was asked for is held back", undecided(OPEN).asked(UserRequest.Kind.Promote, "now").frozen(),
                        Rule.Freeze,
                        Action.Hold, Reason.FreezeWindow),
                row("waiting is not held back", undecided(OPEN).frozen(), Rule.Undecided, Action.Continue, Reason.AwaitingEvidence),
                row("the deadline is not held back", undecided(OPEN).frozen().elapsedSeconds(600), Rule.Deadline, Action.KeepChampion,
                        Reason.DeadlineReached),
                row("an extension is not held back", undecided(OPEN).frozen().elapsedSeconds(600).extensible(0.5), Rule.Deadline,
                        Action.Extend, Reason.DeadlineExtended),
                row("futility is not held back", undecided(futile("accuracy")).frozen(), Rule.Futility, Action.KeepChampion, Reason.Futile),
                row("an abort is not held back", undecided(BETTER).desired(DesiredState.Aborted).frozen(), Rule.UserRequest,
                        Action.KeepChampion, Reason.AbortedByUser));
    }

    static Stream<Arguments> extension() {
        return Stream.of(
                row("extended at a fair chance", undecided(OPEN).elapsedSeconds(600).extensible(0.3), Rule.Deadline, Action.Extend,
                        Reason.DeadlineExtended),
                row("not at a poor one", undecided(OPEN).elapsedSeconds(600).extensible(0.29), Rule.Deadline, Action.KeepChampion,
                        Reason.DeadlineReached),
                row("not before the deadline", undecided(OPEN).elapsedSeconds(599).extensible(0.9), Rule.Undecided, Action.Continue,
                        Reason.AwaitingEvidence),
                row("not when the extended deadline has passed, too", undecided(OPEN).elapsedSeconds(1200).extensible(0.9), Rule.Deadline,
                        Action.KeepChampion, Reason.DeadlineReached),
                row("extended when that brings the samples", undecided(OPEN).samples(500).elapsedSeconds(600).extensible(0.9),
                        Rule.Deadline,
                        Action.Extend, Reason.DeadlineExtended),
                row("not when it does not", undecided(OPEN).samples(499).elapsedSeconds(600).extensible(0.9), Rule.Deadline,
                        Action.KeepChampion, Reason.DeadlineReached),
                row("futility needs no extension", undecided(futile("accuracy")).elapsedSeconds(600).extensible(0.9), Rule.Futility,
                        Action.KeepChampion, Reason.Futile),
                row("harm is not extended", undecided(OPEN, guardrail(Verdict.Deteriorated)).elapsedSeconds(600).extensible(0.9),
                        Rule.Deterioration, Action.Rollback, Reason.Deteriorated),
                row("without harm, more samples are worth it",
                        undecided(OPEN).policy(Policy.DoNoHarm).samples(900).elapsedSeconds(600).extensible(0), Rule.Deadline,
                                Action.Extend,
                        Reason.DeadlineExtended),
                row("but nothing else is", undecided(success(Verdict.Inferior)).policy(Policy.DoNoHarm).elapsedSeconds(600).extensible(0.9),
                        Rule.Deadline, Action.KeepChampion, Reason.DeadlineReached));
    }

    @Test
    void messagesSayWhatHoldsBack() {
        assertThat(undecided(BETTER,
                SAFE).frozen().decide().message()).isEqualTo("would promote candidate: better than the champion: accuracy"
                + " +2.00 pp (+0.50 to +3.50); guardrail errors non-inferior; freeze window weekend is open until 2026-11-23T06:00:00Z");
        assertThat(undecided(OPEN).canary().frozen().decide().message()).startsWith("would end experiment: guardrails held");
        assertThat(undecided(BETTER, SAFE).segment(OnSegmentDeterioration.BlockPromotion).decide().message())
                .isEqualTo("would promote candidate, but errors of candidate are worse in region=eu");
        assertThat(weekly(2 * WEEK - 60).decide().message()).startsWith("the policy for promotion is met; 60 s to the end of a whole week");
    }

    @Test
    void messagesOfThePoliciesSayWhatTheyProve() {
        String effects = "accuracy +2.00 pp (+0.50 to +3.50), errors +2.00 pp (+0.50 to +3.50)";
        assertThat(undecided(withMargin(true, Verdict.NonInferior), SAFE).policy(Policy.NonInferior).decide().message())
                .isEqualTo("non-inferior to the champion: " + effects);
        assertThat(undecided(OPEN,
                SAFE).policy(Policy.DoNoHarm).decide().message()).isEqualTo("not found to do harm in 300 s and 5000 samples: "
                + effects + "; that proves neither that there is no harm nor that anything is better");
        assertThat(undecided(OPEN).elapsedSeconds(600).extensible(0.5).decide().message()).isEqualTo("undecided at the deadline of 600 s:"
                + " at the trend so far, more time decides for candidate by accuracy with probability 0.50, so it is extended to 1200 s");
    }

    private static Assessments weekly(long elapsed) {
        return weekly(elapsed, BETTER, SAFE);
    }

    private static Assessments weekly(long elapsed, MetricAssessment... metrics) {
        return undecided(metrics).wholeWeeks().minimum(Duration.ofSeconds(WEEK)).deadline(Duration.ofSeconds(4 * WEEK))
                .elapsedSeconds(elapsed);
    }

    private static Arguments row(String what, Assessments inputs, Rule rule, Action action, Reason reason) {
        return arguments(named(what, inputs), rule, action, reason);
    }
}
