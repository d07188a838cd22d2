package dev.gauntlet.decision;

import static dev.gauntlet.api.v1alpha1.Action.Continue;
import static dev.gauntlet.api.v1alpha1.Action.Hold;
import static dev.gauntlet.api.v1alpha1.Action.KeepChampion;
import static dev.gauntlet.api.v1alpha1.Action.Promote;
import static dev.gauntlet.api.v1alpha1.Action.Rollback;
import static dev.gauntlet.decision.Assessments.drift;
import static dev.gauntlet.decision.Assessments.futile;
import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.limited;
import static dev.gauntlet.decision.Assessments.small;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTableTest {

    private static final MetricAssessment BROKEN = limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, true);
    private static final MetricAssessment HELD_LIMIT = limited("errors", Metric.Role.Guardrail, OnViolation.Hold, true);
    private static final MetricAssessment NOTIFIED = limited("fallbacks", Metric.Role.Diagnostic, OnViolation.Notify, true);
    private static final MetricAssessment WORSE = guardrail(Verdict.Deteriorated);
    private static final MetricAssessment BETTER = success(Verdict.Superior);
    private static final MetricAssessment OPEN = success(Verdict.Inconclusive);
    private static final MetricAssessment SAFE = guardrail(Verdict.NonInferior);
    private static final MetricAssessment UNPROVEN = guardrail(Verdict.Inconclusive);

    @ParameterizedTest(name = "{0}")
    @MethodSource({"safety", "shadow", "userRequests", "missingData", "tooEarly", "canary", "sampleRatio", "promotion", "practicalEffect", "futility", "deadline", "nothing"})
    void decidesByTheFirstRuleThatFires(Assessments inputs, Rule rule, Action action, Reason reason) {
        Decision decision = inputs.decide();

        assertThat(decision.rule()).isEqualTo(rule);
        assertThat(decision.action()).isEqualTo(action);
        assertThat(decision.reason()).isEqualTo(reason.name());
    }

    static Stream<Arguments> shadow() {
        ShadowComparison agrees = ShadowComparison.of("candidate", 1000, 10, 0.05, 100, 0.01);
        ShadowComparison diverges = ShadowComparison.of("candidate", 1000, 200, 0.05, 100, 0.01);
        ShadowComparison open = ShadowComparison.of("candidate", 60, 2, 0.05, 50, 0.01);
        ShadowComparison few = ShadowComparison.of("candidate", 1000, 10, 0.05, 2000, 0.01);
        return Stream.of(
                arguments(undecided(OPEN).stage(Stage.Shadow).compared(agrees), Rule.StepComplete, Action.Continue, Reason.GuardrailsHeld),
                arguments(undecided(OPEN).stage(Stage.Shadow).compared(diverges), Rule.ShadowDivergence, Action.Rollback,
                        Reason.PredictionsDiverge),
                arguments(undecided(OPEN).stage(Stage.Shadow).compared(open), Rule.TooEarly, Action.Continue, Reason.AwaitingComparison),
                arguments(undecided(OPEN).stage(Stage.Shadow).compared(few), Rule.TooEarly, Action.Continue, Reason.AwaitingComparison),
                arguments(undecided(OPEN).stage(Stage.Shadow).compared(diverges).elapsedSeconds(10), Rule.ShadowDivergence, Action.Rollback,
                        Reason.PredictionsDiverge),
                arguments(undecided(OPEN).stage(Stage.Canary).compared(diverges), Rule.StepComplete, Action.Continue,
                        Reason.GuardrailsHeld),
                arguments(undecided(OPEN, drift(Verdict.NonInferior)).stage(Stage.Shadow).compared(agrees), Rule.StepComplete,
                        Action.Continue, Reason.GuardrailsHeld),
                arguments(undecided(OPEN, drift(Verdict.Inferior)).stage(Stage.Shadow).compared(agrees), Rule.HardLimit, Action.Rollback,
                        Reason.HardLimitExceeded),
                arguments(undecided(OPEN, drift(Verdict.NoData)).stage(Stage.Shadow).compared(agrees), Rule.TooEarly, Action.Continue,
                        Reason.AwaitingSample),
                arguments(undecided(OPEN, drift(Verdict.NoData)).stage(Stage.Canary), Rule.StepComplete, Action.Continue,
                        Reason.GuardrailsHeld));
    }

    @Test
    void theEndOfAShadowTellsHowFarScoresHaveDrifted() {
        assertThat(undecided(OPEN, drift(Verdict.NonInferior)).stage(Stage.Shadow).decide().message())
                .contains("scores of candidate drifted by 0.1250 in 400 values (maximum 0.05)");
        assertThat(undecided(OPEN, drift(Verdict.NoData)).stage(Stage.Shadow).decide().message())
                .isEqualTo("the drift of scores of candidate is not measured yet; it needs 200 values of each variant");
    }

    static Stream<Arguments> sampleRatio() {
        return Stream.of(
                row("a mismatch holds", undecided(BETTER, SAFE).mismatched(OnSampleRatioMismatch.Hold), Rule.SampleRatioMismatch, Hold,
                        Reason.SampleRatioMismatch),
                row("a mismatch rolls back", undecided(BETTER, SAFE).mismatched(OnSampleRatioMismatch.Rollback), Rule.SampleRatioMismatch,
                        Rollback, Reason.SampleRatioMismatch),
                row("a mismatch that only warns decides nothing", undecided(BETTER, SAFE).mismatched(OnSampleRatioMismatch.Warn), Rule.Success,
                        Promote, Reason.SuperiorAndNonInferior),
                row("a mismatch hides no deterioration", undecided(OPEN, WORSE).mismatched(OnSampleRatioMismatch.Hold), Rule.Deterioration,
                        Rollback, Reason.Deteriorated),
                row("a mismatch that rolls back is stronger than a pause", undecided(OPEN).mismatched(OnSampleRatioMismatch.Rollback)
                        .desired(DesiredState.Paused), Rule.SampleRatioMismatch, Rollback, Reason.SampleRatioMismatch));
    }

    static Stream<Arguments> practicalEffect() {
        return Stream.of(
                row("an effect not yet proven worth it waits", undecided(small(false), SAFE), Rule.Undecided, Continue,
                        Reason.AwaitingEvidence),
                row("an effect proven too small keeps the champion", undecided(small(true), SAFE), Rule.Futility, KeepChampion,
                        Reason.PracticallyInsignificant));
    }

    static Stream<Arguments> safety() {
        return Stream.of(
                row("a broken limit rolls back", undecided(OPEN, BROKEN), Rule.HardLimit, Rollback, Reason.HardLimitExceeded),
                row("a broken limit rolls back in a canary", undecided(OPEN, BROKEN).canary(), Rule.HardLimit, Rollback, Reason.HardLimitExceeded),
                row("a broken limit of a diagnostic rolls back",
                        undecided(OPEN, limited("x", Metric.Role.Diagnostic, OnViolation.Rollback, true)), Rule.HardLimit, Rollback,
                        Reason.HardLimitExceeded),
                row("an unbroken limit does nothing", undecided(OPEN, limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, false)),
                        Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("a limit that holds, holds", undecided(OPEN, HELD_LIMIT), Rule.HardLimit, Hold, Reason.HardLimitExceeded),
                row("a limit that notifies never fires", undecided(OPEN, NOTIFIED), Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("rollback outranks hold", undecided(OPEN, HELD_LIMIT, BROKEN), Rule.HardLimit, Rollback, Reason.HardLimitExceeded),
                row("a limit that holds hides no deterioration", undecided(OPEN, HELD_LIMIT, WORSE), Rule.Deterioration, Rollback,
                        Reason.Deteriorated),
                row("a broken limit beats deterioration", undecided(OPEN, WORSE, BROKEN), Rule.HardLimit, Rollback, Reason.HardLimitExceeded),
                row("a broken limit beats a pause", undecided(OPEN, BROKEN).desired(DesiredState.Paused), Rule.HardLimit, Rollback,
                        Reason.HardLimitExceeded),
                row("a broken limit beats an abort", undecided(OPEN, BROKEN).desired(DesiredState.Aborted), Rule.HardLimit, Rollback,
                        Reason.HardLimitExceeded),
                row("a limit that holds gives its reason during a pause", undecided(OPEN, HELD_LIMIT).desired(DesiredState.Paused),
                        Rule.HardLimit, Hold, Reason.HardLimitExceeded),
                row("a broken limit beats missing data", undecided(OPEN, BROKEN).silentForSeconds(10), Rule.HardLimit, Rollback,
                        Reason.HardLimitExceeded),
                row("a broken limit beats a promotion", undecided(BETTER, BROKEN), Rule.HardLimit, Rollback, Reason.HardLimitExceeded),
                row("a limit that holds is never promoted over", undecided(BETTER, HELD_LIMIT), Rule.HardLimit, Hold, Reason.HardLimitExceeded),
                row("deterioration rolls back", undecided(OPEN, WORSE), Rule.Deterioration, Rollback, Reason.Deteriorated),
                row("a deteriorated success metric rolls back", undecided(success(Verdict.Deteriorated)), Rule.Deterioration, Rollback,
                        Reason.Deteriorated),
                row("deterioration rolls back in a canary", undecided(OPEN, WORSE).canary(), Rule.Deterioration, Rollback, Reason.Deteriorated),
                row("deterioration does not wait for the weights", undecided(OPEN, WORSE).notInForce(), Rule.Deterioration, Rollback,
                        Reason.Deteriorated),
                row("deterioration beats missing data", undecided(OPEN, WORSE).silentForSeconds(10), Rule.Deterioration, Rollback,
                        Reason.Deteriorated),
                row("deterioration beats a pause", undecided(OPEN, WORSE).desired(DesiredState.Paused), Rule.Deterioration, Rollback,
                        Reason.Deteriorated),
                row("deterioration beats the minimum time", undecided(OPEN, WORSE).elapsedSeconds(1), Rule.Deterioration, Rollback,
                        Reason.Deteriorated),
                row("deterioration beats a superior success metric", undecided(BETTER, WORSE), Rule.Deterioration, Rollback, Reason.Deteriorated),
                row("deterioration holds where the policy says so", holding(undecided(BETTER, WORSE)), Rule.Deterioration, Hold,
                        Reason.Deteriorated),
                row("being worse without proof of harm does nothing", undecided(success(Verdict.Inferior)), Rule.Undecided, Continue,
                        Reason.AwaitingEvidence));
    }

    static Stream<Arguments> userRequests() {
        return Stream.of(
                row("a pause holds", undecided(OPEN).desired(DesiredState.Paused), Rule.UserRequest, Hold, Reason.PausedByUser),
                row("a pause beats missing data", undecided(OPEN).desired(DesiredState.Paused).silentForSeconds(9999), Rule.UserRequest, Hold,
                        Reason.PausedByUser),
                row("a pause beats a promotion", undecided(BETTER, SAFE).desired(DesiredState.Paused), Rule.UserRequest, Hold, Reason.PausedByUser),
                row("an abort keeps the champion", undecided(BETTER, SAFE).desired(DesiredState.Aborted), Rule.UserRequest, KeepChampion,
                        Reason.AbortedByUser),
                row("an abort ends what a hard limit holds", undecided(OPEN, HELD_LIMIT).desired(DesiredState.Aborted), Rule.UserRequest,
                        KeepChampion, Reason.AbortedByUser),
                row("an abort ends what a deterioration holds", holding(undecided(OPEN, WORSE)).desired(DesiredState.Aborted), Rule.UserRequest,
                        KeepChampion, Reason.AbortedByUser));
    }

    static Stream<Arguments> missingData() {
        return Stream.of(
                row("missing data hold", undecided(OPEN).silentForSeconds(10), Rule.NoData, Hold, Reason.VariantNotReady),
                row("missing data beat the minimum time", undecided(OPEN).silentForSeconds(10).elapsedSeconds(1), Rule.NoData, Hold,
                        Reason.VariantNotReady),
                row("missing data stop the end of a canary", undecided(OPEN).silentForSeconds(10).canary(), Rule.NoData, Hold,
                        Reason.VariantNotReady),
                row("missing data stop a promotion", undecided(BETTER, SAFE).silentForSeconds(10), Rule.NoData, Hold, Reason.VariantNotReady),
                row("missing data are no reason to keep the champion", undecided(futile("accuracy")).silentForSeconds(10), Rule.NoData,
                        Hold, Reason.VariantNotReady),
                row("a long silence goes on holding by default", undecided(OPEN).silentForSeconds(9999), Rule.NoData, Hold, Reason.VariantNotReady),
                row("a long silence rolls back where the policy says so", rollingBack(undecided(OPEN).silentForSeconds(3600)), Rule.NoData,
                        Rollback, Reason.NoDataTimeout),
                row("a shorter one holds", rollingBack(undecided(OPEN).silentForSeconds(3599)), Rule.NoData, Hold, Reason.VariantNotReady));
    }

    static Stream<Arguments> tooEarly() {
        return Stream.of(
                row("nothing is promoted before the weights are in force", undecided(BETTER, SAFE).notInForce(), Rule.TooEarly, Continue,
                        Reason.AwaitingTraffic),
                row("no step ends before its weights are in force", undecided(OPEN).canary().notInForce(), Rule.TooEarly, Continue,
                        Reason.AwaitingTraffic),
                row("nothing is promoted before the minimum time", undecided(BETTER, SAFE).elapsedSeconds(59), Rule.TooEarly, Continue,
                        Reason.AwaitingTime),
                row("the minimum time ends on its last second", undecided(BETTER, SAFE).elapsedSeconds(60), Rule.Success, Promote,
                        Reason.SuperiorAndNonInferior),
                row("nothing is given up before the minimum time", undecided(futile("accuracy")).elapsedSeconds(59), Rule.TooEarly, Continue,
                        Reason.AwaitingTime),
                row("nothing is promoted before the minimum samples", undecided(BETTER, SAFE).samples(999), Rule.TooEarly, Continue,
                        Reason.AwaitingSample),
                row("the minimum samples suffice", undecided(BETTER, SAFE).samples(1000), Rule.Success, Promote, Reason.SuperiorAndNonInferior),
                row("no canary ends before its minimum samples", undecided(OPEN).canary().samples(999), Rule.TooEarly, Continue,
                        Reason.AwaitingSample),
                row("too few samples do not outlive the deadline", undecided(BETTER, SAFE).samples(999).elapsedSeconds(600), Rule.Deadline,
                        KeepChampion, Reason.DeadlineReached));
    }

    static Stream<Arguments> canary() {
        return Stream.of(
                row("a canary without harm ends with its time", undecided(OPEN, UNPROVEN).canary(), Rule.StepComplete, Continue,
                        Reason.GuardrailsHeld),
                row("a canary promotes nobody", undecided(BETTER, SAFE).canary(), Rule.StepComplete, Continue, Reason.GuardrailsHeld),
                row("a canary gives nobody up", undecided(futile("accuracy")).canary(), Rule.StepComplete, Continue, Reason.GuardrailsHeld));
    }

    static Stream<Arguments> promotion() {
        return Stream.of(
                row("superior without guardrails", undecided(BETTER), Rule.Success, Promote, Reason.SuperiorAndNonInferior),
                row("superior with a safe guardrail", undecided(BETTER, SAFE), Rule.Success, Promote, Reason.SuperiorAndNonInferior),
                row("superior with a guardrail within its limit",
                        undecided(BETTER, limited("errors", Metric.Role.Guardrail, OnViolation.Rollback, false)), Rule.Success, Promote,
                        Reason.SuperiorAndNonInferior),
                row("one superior of two", undecided(OPEN, BETTER), Rule.Success, Promote, Reason.SuperiorAndNonInferior),
                row("a notified diagnostic stops nothing", undecided(BETTER, NOTIFIED), Rule.Success, Promote, Reason.SuperiorAndNonInferior),
                row("superior on the last second", undecided(BETTER, SAFE).elapsedSeconds(600), Rule.Success, Promote,
                        Reason.SuperiorAndNonInferior),
                row("an unproven guardrail stops it", undecided(BETTER, UNPROVEN), Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("one unproven guardrail of two stops it", undecided(BETTER, SAFE, UNPROVEN), Rule.Undecided, Continue,
                        Reason.AwaitingEvidence),
                row("a guardrail beyond a limit that only notifies is not safe",
                        undecided(BETTER, limited("errors", Metric.Role.Guardrail, OnViolation.Notify, true)), Rule.Undecided, Continue,
                        Reason.AwaitingEvidence),
                row("another success metric that is worse stops it", undecided(BETTER, success(Verdict.Inferior)), Rule.Undecided, Continue,
                        Reason.AwaitingEvidence));
    }

    static Stream<Arguments> futility() {
        return Stream.of(
                row("the only success metric is futile", undecided(futile("accuracy")), Rule.Futility, KeepChampion, Reason.Futile),
                row("all are futile", undecided(futile("accuracy"), futile("recall")), Rule.Futility, KeepChampion, Reason.Futile),
                row("one of two still can", undecided(futile("accuracy"), OPEN), Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("superior by less than the minimum effect waits for its guardrail",
                        undecided(Assessments.metric("accuracy", Metric.Role.Success, Verdict.Superior, true, false, Optional.empty()),
                                UNPROVEN), Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("no assessment is no futility", undecided(), Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("futility comes before the deadline", undecided(futile("accuracy")).elapsedSeconds(600), Rule.Futility, KeepChampion,
                        Reason.Futile));
    }

    static Stream<Arguments> deadline() {
        return Stream.of(
                row("the deadline keeps the champion", undecided(OPEN).elapsedSeconds(600), Rule.Deadline, KeepChampion, Reason.DeadlineReached),
                row("a second before it does not", undecided(OPEN).elapsedSeconds(599), Rule.Undecided, Continue, Reason.AwaitingEvidence),
                row("the deadline holds where the policy says so",
                        undecided(OPEN).elapsedSeconds(600).policy(OnDeterioration.Rollback, OnNoData.Action.Hold, OnDeadline.Hold), Rule.Deadline,
                        Hold, Reason.DeadlineReached),
                row("an unproven guardrail at the deadline promotes nobody", undecided(BETTER, UNPROVEN).elapsedSeconds(600), Rule.Deadline,
                        KeepChampion, Reason.DeadlineReached),
                row("missing data hold past the deadline", undecided(OPEN).elapsedSeconds(600).silentForSeconds(10), Rule.NoData, Hold,
                        Reason.VariantNotReady));
    }

    static Stream<Arguments> nothing() {
        return Stream.of(row("nothing fires", undecided(OPEN, UNPROVEN), Rule.Undecided, Continue, Reason.AwaitingEvidence));
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "Superior")
    void onlySuperiorPromotes(Verdict verdict) {
        assertThat(undecided(success(verdict), SAFE).decide().action()).isNotEqualTo(Promote);
    }

    @Test
    void onlyAPromotionNamesAWinner() {
        assertThat(undecided(BETTER, SAFE).decide().winner()).isEqualTo("candidate");
        assertThat(Stream.of(undecided(OPEN), undecided(OPEN, BROKEN), undecided(futile("accuracy"))).map(i -> i.decide().winner()))
                .containsOnly("");
    }

    @Test
    void rulesAreDocumentedInTheOrderInWhichRollbacksAreTried() {
        assertThat(Arrays.asList(Rule.values())).containsExactly(Rule.HardLimit, Rule.Deterioration,
                Rule.ShadowDivergence, Rule.UserRequest, Rule.VariantChanged, Rule.NoData, Rule.SampleRatioMismatch, Rule.TooEarly, Rule.StepComplete, Rule.Approval, Rule.Freeze,
                Rule.SegmentDeterioration, Rule.Success, Rule.Futility, Rule.Deadline, Rule.Undecided);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("messages")
    void messagesCarryTheNumbers(Assessments inputs, String message) {
        assertThat(inputs.decide().message()).isEqualTo(message);
    }

    static Stream<Arguments> messages() {
        String effect = "accuracy +2.00 pp (+0.50 to +3.50)";
        return Stream.of(
                arguments(undecided(OPEN, BROKEN), "errors of candidate is 0.1250 in the last 400 samples, beyond its hard limit (maximum 0.05)"),
                arguments(undecided(OPEN, WORSE), "worse than the champion beyond tolerance: errors +2.00 pp (+0.50 to +3.50)"),
                arguments(undecided(BETTER, SAFE), "better than the champion: " + effect + "; guardrail errors non-inferior"),
                arguments(undecided(BETTER), "better than the champion: " + effect + "; no guardrails set"),
                arguments(undecided(futile("accuracy")), "the minimum detectable effect is ruled out: " + effect),
                arguments(undecided(OPEN, UNPROVEN).elapsedSeconds(600), "undecided at the deadline of 600 s: " + effect
                        + ", 38% of planned information; guardrails not yet proven: errors"),
                arguments(undecided(OPEN).elapsedSeconds(50), "10 s of the minimum time left; " + effect
                        + ", 38% of planned information; no guardrails set"),
                arguments(undecided(OPEN, SAFE).samples(412), "412 of 1000 samples; " + effect
                        + ", 38% of planned information; guardrails hold"),
                arguments(undecided(OPEN).silentForSeconds(10), "holding the weights: candidate has no ready pod"),
                arguments(rollingBack(undecided(OPEN).silentForSeconds(3700)),
                        "no usable data for 3700 s: candidate has no ready pod"));
    }

    private static Assessments holding(Assessments inputs) {
        return inputs.policy(OnDeterioration.Hold, OnNoData.Action.Hold, OnDeadline.KeepChampion);
    }

    private static Assessments rollingBack(Assessments inputs) {
        return inputs.policy(OnDeterioration.Rollback, OnNoData.Action.Rollback, OnDeadline.KeepChampion);
    }

    private static Arguments row(String what, Assessments inputs, Rule rule, Action action, Reason reason) {
        return arguments(named(what, inputs), rule, action, reason);
    }
}
