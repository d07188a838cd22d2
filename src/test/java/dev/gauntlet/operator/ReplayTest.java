package dev.gauntlet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gauntlet.api.v1alpha1.ModelExperimentReport;
import dev.gauntlet.api.v1alpha1.ModelExperimentReportSpec.ReportEvidence;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.DataFault.Irregular;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.LimitKey;
import dev.gauntlet.evidence.LimitWindow;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayTest {

    private static final ModelExperimentSpec SPEC = Counts.spec("");
    private static final ModelExperimentSpec LIMITED = Counts.spec("""
              - name: errors
                role: Guardrail
                type: Proportion
                direction: Decrease
                nonInferiorityMargin: {type: Absolute, value: "0.01"}
                hardLimit: {maximum: "0.1", periods: 1}
                query: {numerator: 'predictions_failed_total', denominator: 'predictions_total'}
            """);

    static Stream<Arguments> judgementsByRule() {
        DataHealth silent = Cases.silentFor(Duration.ofDays(1));
        return Stream.of(
                Arguments.of(Rule.HardLimit, Cases.judged(Cases.experiment(LIMITED, beyondLimit(counts(LIMITED, 500, 250, 500, 250)), 60, 660))),
                Arguments.of(Rule.Deterioration, Cases.judged(after(600, 9_000, 7_200, 9_000, 6_000))),
                Arguments.of(Rule.UserRequest, Cases.judged(Cases.experiment(Counts.spec("  desiredState: Aborted\n"),
                        counts(SPEC, 500, 250, 500, 250), 60, 100))),
                Arguments.of(Rule.NoData, Cases.judged(after(120, 500, 250, 500, 250), silent)),
                Arguments.of(Rule.SampleRatioMismatch, Cases.judged(Cases.experiment(
                        Counts.spec("  decision: {onSampleRatioMismatch: Rollback}\n"), counts(SPEC, 9_000, 4_500, 6_000, 3_000), 60, 300))),
                Arguments.of(Rule.TooEarly, Cases.judged(after(20, 500, 250, 500, 250))),
                Arguments.of(Rule.Success, Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000))),
                Arguments.of(Rule.Futility, Cases.judged(after(600, 90_000, 60_000, 90_000, 60_010))),
                Arguments.of(Rule.Deadline, Cases.judged(after(700, 500, 250, 500, 250))),
                Arguments.of(Rule.Undecided, Cases.judged(after(300, 500, 250, 500, 250))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("judgementsByRule")
    void theDecisionOfEveryRuleFollowsAgainFromTheReportAsKubectlPrintsIt(Rule rule, Judgement judgement) {
        assertThat(judgement.decision().rule()).isEqualTo(rule);

        for (String printed : List.of(Serialization.asYaml(Cases.report(judgement)), Serialization.asJson(Cases.report(judgement)))) {
            Replay replay = Replay.of(Replay.read(printed));

            assertThat(replay.difference()).isEmpty();
            assertThat(replay.judged().decision()).isEqualTo(judgement.decision());
            assertThat(replay.judged().digest()).isEqualTo(judgement.digest());
            assertThat(replay.judged().findings()).isEqualTo(judgement.findings());
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Method.class)
    void everyMethodOfAnalysisReplays(Method method) {
        ModelExperimentSpec spec = Counts.spec("  analysis: {method: " + method + "}\n");
        Judgement judgement = Cases.judged(Cases.experiment(spec, counts(spec, 9_000, 6_000, 9_000, 7_000), 60, 660));

        assertThat(Replay.of(Cases.report(judgement)).difference()).isEmpty();
        assertThat(judgement.looks().looks().isEmpty()).isEqualTo(method == Method.ConfidenceSequence || method == Method.Bayesian);
    }

    private enum Method {
        ConfidenceSequence, GroupSequential, FixedHorizon, Bayesian
    }

    @Test
    void looksThatWereTakenBeforeAreNotTakenAgain() {
        ModelExperimentSpec spec = Counts.spec("  analysis: {method: GroupSequential}\n");
        Judgement first = Cases.judged(Cases.experiment(spec, counts(spec, 3_000, 2_000, 3_000, 2_050), 60, 400));
        Case later = Cases.experiment(spec, counts(spec, 9_000, 6_000, 9_000, 7_000), 60, 660);
        Judgement second = Cases.judged(new Case(later.experiment(), spec, later.state(), later.ledger(), List.of(), first.looks(), later.now()));

        Replay replay = Replay.of(Cases.report(second));

        assertThat(replay.difference()).isEmpty();
        assertThat(replay.judged().looks()).isEqualTo(second.looks()).isNotEqualTo(first.looks());
    }

    @Test
    void faultsThatSpoilAMetricAreReplayed() {
        Judgement judgement = Cases.judged(Cases.experiment(SPEC, counts(SPEC, 9_000, 6_000, 9_000, 7_000), 60, 660,
                new Irregular(DataFault.Kind.NOT_A_NUMBER, Optional.of("accuracy"), Optional.of("candidate"), "a sample is NaN")));

        assertThat(judgement.metrics().get(0).reason()).isEqualTo("NotANumber");
        assertThat(Replay.of(Cases.report(judgement)).difference()).isEmpty();
    }

    @Test
    void whatPeopleAskedForIsReplayed() {
        Case before = after(600, 9_000, 6_000, 9_000, 7_000);
        Circumstances around = new Circumstances(List.of("candidate"), Optional.of("candidate"), Optional.of("ann"), true,
                Optional.of(new Circumstances.Freeze("weekend", Counts.START.plusSeconds(9_000))), Optional.empty(), List.of("a segment"),
                List.of(new UserRequest(UserRequest.Kind.Promote, "release", "kubectl-annotate", Counts.START.plusSeconds(5))), true);
        Judgement judgement = new Judge(before).assess(DataHealth.HEALTHY).decide(around);

        Replay replay = Replay.of(Replay.read(Serialization.asYaml(Cases.report(judgement))));

        assertThat(replay.difference()).isEmpty();
        assertThat(replay.judged().inputs().circumstances()).isEqualTo(around);
    }

    @Test
    void theNoteInTheCompanionHoldsAllOfTheRecord() {
        DecisionRecord decided = DecisionRecord.of(Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000)));

        assertThat(DecisionRecord.ofNote(decided.note().orElseThrow())).isEqualTo(decided);
    }

    @Test
    void theReportTellsTheDecisionInTheWordsOfStatusWithQueriesAndOutcome() {
        ModelExperimentReport report = Cases.report(Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000)));

        assertThat(report.getSpec().winner()).isEqualTo("candidate");
        assertThat(report.getSpec().decisionTime()).isEqualTo("2026-11-02T09:11:00Z");
        assertThat(report.getSpec().operatorVersion()).isEqualTo(OperatorVersion.current());
        assertThat(report.getSpec().metrics()).hasSize(2);
        assertThat(report.getSpec().robustness()).isNotEmpty();
        assertThat(report.getSpec().diagnostics()).isNotEmpty();
        assertThat(report.getSpec().queries()).containsExactly("predictions_correct_total{version=~\"baseline|candidate\"}",
                "predictions_total{version=~\"baseline|candidate\"}");
        assertThat(report.getSpec().selectors()).filteredOn(s -> s.variant().equals("candidate")).singleElement()
                .satisfies(s -> assertThat(s.selectors()).containsExactly("predictions_correct_total{version=\"candidate\"}",
                        "predictions_total{version=\"candidate\"}"));
        assertThat(ReportComposer.spec(report.getSpec().frozenSpec())).isEqualTo(SPEC);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /spec/decision/action              | Rollback              | decision.action is "Promote", the report says "Rollback"
            /spec/decision/message             | far better            | decision.message is
            /spec/decision/inputsDigest        | sha256:00             | decision.inputsDigest is
            /spec/decision/time                | 2026-11-02T09:12:00Z  | decision.time is
            /spec/winner                       | baseline              | winner is "candidate", the report says "baseline"
            /spec/decisionTime                 | 2026-11-02T09:12:00Z  | decisionTime is
            /spec/metrics/1/verdict            | Inferior              | metrics[1].verdict is "Superior", the report says "Inferior"
            /spec/metrics/1/effect             | 0.200000              | metrics[1].effect is
            /spec/robustness/0/pValue          | 0.5                   | robustness[0].pValue is
            /spec/queries/0                    | up                    | queries[0] is
            /spec/selectors/0/selectors/0      | up                    | selectors[0].selectors[0] is
            """)
    void whatFollowsFromTheEvidenceCannotBeEditedUnnoticed(String pointer, String value, String difference) {
        JsonNode printed = printed(Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000)));
        String parent = pointer.substring(0, pointer.lastIndexOf('/'));
        String name = pointer.substring(parent.length() + 1);
        assertThat(printed.at(pointer).isTextual()).isTrue();
        if (printed.at(parent) instanceof ObjectNode object) {
            object.put(name, value);
        } else {
            ((ArrayNode) printed.at(parent)).set(Integer.parseInt(name), value);
        }

        assertThat(Replay.of(Replay.read(printed.toString())).difference().orElseThrow()).startsWith(difference);
    }

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource(delimiter = '|', textBlock = """
            predictions_correct_total    | predictions_wrong_total      | the evidence was counted for another spec than frozenSpec
            onDeadline: "KeepChampion"   | onDeadline: "Hold"           | decision.inputsDigest is
            alpha: "0.05"                | alpha: "0.01"                | decision.message is
            """)
    void aSpecThatWasNotInForceIsFoundOut(String text, String other, String difference) {
        JsonNode printed = printed(Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000)));
        String spec = printed.at("/spec/frozenSpec").asText();
        assertThat(spec).contains(text);
        ((ObjectNode) printed.at("/spec")).put("frozenSpec", spec.replace(text, other));

        assertThat(Replay.of(Replay.read(printed.toString())).difference().orElseThrow()).startsWith(difference);
    }

    private static JsonNode printed(Judgement judgement) {
        return Serialization.unmarshal(Serialization.asJson(Cases.report(judgement)), JsonNode.class);
    }

    @Test
    void editedCountsAreFoundOut() {
        DecisionRecord truth = DecisionRecord.of(Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000)));
        Case other = after(600, 9_000, 6_001, 9_000, 7_000);
        ModelExperimentReport report = Cases.report(truth);
        String ledger = DecisionRecord.of(Cases.judged(other)).ledger();
        report.setSpec(report.getSpec().withEvidence(new ReportEvidence(null, report.getSpec().evidence().inputs(), ledger)));

        assertThat(Replay.of(report).difference().orElseThrow()).startsWith("decision.message is ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            kind: List                                                                        | kind is List
            kind: ModelExperiment                                                             | kind is ModelExperiment, not ModelExperimentReport
            kind: ModelExperimentReport                                                       | is missing
            """)
    void whatIsNoReportIsRefused(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Replay.read(text)).withMessageContaining(message);
    }

    @Test
    void aReportWithoutEvidenceSaysWhyItCannotBeReplayed() {
        ModelExperimentReport report = Cases.report(Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000)));
        report.setSpec(report.getSpec().withEvidence(ReportEvidence.omitted("it was lost")));

        assertThatIllegalArgumentException().isThrownBy(() -> Replay.of(report)).withMessage("there is nothing to replay: it was lost");
    }

    @Test
    void findingsThatDecideNothingAreStillCompared() {
        Judgement judgement = Cases.judged(after(600, 9_000, 6_000, 9_000, 7_000));
        Judgement embellished = new Judgement(judgement.before(), judgement.inputs(), Findings.NONE, judgement.looks(), judgement.decision(),
                judgement.digest());
        DecisionRecord decided = DecisionRecord.of(judgement);

        ModelExperimentReport report = Cases.report(ReportComposer.compose(Cases.report(judgement).getSpec().experiment(), decided, embellished,
                List.of(), ModelExperimentStatus.empty()));

        assertThat(Replay.of(report).difference().orElseThrow()).startsWith("robustness");
    }

    private static Case after(long now, long baseline, long baselineSuccesses, long candidate, long candidateSuccesses) {
        return Cases.experiment(SPEC, counts(SPEC, baseline, baselineSuccesses, candidate, candidateSuccesses), 60, 60 + now);
    }

    private static Ledger counts(ModelExperimentSpec spec, long baseline, long baselineSuccesses, long candidate, long candidateSuccesses) {
        return Counts.of(spec).epoch(0, 10).trials(900, 100).epoch(60, 50)
                .block(0, baseline / 2, baselineSuccesses / 2, candidate / 2, candidateSuccesses / 2)
                .block(1, baseline - baseline / 2, baselineSuccesses - baselineSuccesses / 2, candidate - candidate / 2,
                        candidateSuccesses - candidateSuccesses / 2)
                .until(660).evidence().ledger();
    }

    /** The same with a judged window of the hard limit that was violated. */
    private static Ledger beyondLimit(Ledger ledger) {
        BigDecimal zero = BigDecimal.ZERO;
        LimitWindow broken = new LimitWindow(1, zero, zero, zero, zero, BigDecimal.valueOf(300), BigDecimal.valueOf(1_000), 1);
        return new Ledger(ledger.specFingerprint(), ledger.start(), ledger.dataUntil(), ledger.traffic(), ledger.gaps(), 0, 0, ledger.filed(),
                ledger.breakdowns(), ledger.layouts(), ledger.arms(), ledger.cursors(), ledger.targets(),
                new TreeMap<>(Map.of(new LimitKey("errors", "candidate"), broken)));
    }
}
