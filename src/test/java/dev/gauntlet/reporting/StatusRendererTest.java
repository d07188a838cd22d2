package dev.gauntlet.reporting;

import static dev.gauntlet.decision.Assessments.guardrail;
import static dev.gauntlet.decision.Assessments.metric;
import static dev.gauntlet.decision.Assessments.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.EffectSize;
import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.MetricStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PlanStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RequestStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.Summary;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Rule;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.api.v1alpha1.Verdict;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.EffectInterval;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.MetricAssessment;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.LifecycleSpecs;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.lifecycle.States;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusRendererTest {

    private static final ModelExperimentSpec SPEC = Manifests.spec(Manifests.MINIMAL);
    private static final Instant START = Instant.parse("2026-11-02T09:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-02T09:10:00.75Z");
    private static final ModelExperimentStatus EMPTY = ModelExperimentStatus.empty();
    private static final Waiting WAITING = Waiting.NEW;
    private static final Running CANARY = States.running(0, Optional.of(START), START, 1, false);
    private static final Running EXPERIMENT = States.running(1, Optional.of(START), START, 2, false);
    private static final Decision UNDECIDED = decision(Action.Continue, Rule.Undecided, Reason.AwaitingEvidence, "not yet");
    private static final Decision PROMOTE = decision(Action.Promote, Rule.Success, Reason.SuperiorAndNonInferior, "better");

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource
    void everyStateHasAPhase(ExperimentState state, Phase phase) {
        assertThat(StatusRenderer.render(EMPTY, report(state).build()).phase()).isEqualTo(phase);
    }

    static Stream<Arguments> everyStateHasAPhase() {
        return Stream.of(
                arguments(WAITING, Phase.Pending),
                arguments(CANARY, Phase.Canary),
                arguments(EXPERIMENT, Phase.Experimenting),
                arguments(States.ended(Outcome.Promoted, "candidate", NOW, 3, false), Phase.Promoting),
                arguments(States.ended(Outcome.Promoted, "candidate", NOW, 3, true), Phase.Promoted),
                arguments(States.ended(Outcome.RolledBack, "baseline", NOW, 3, false), Phase.RolledBack),
                arguments(States.ended(Outcome.KeptChampion, "baseline", NOW, 3, true), Phase.KeptChampion),
                arguments(States.ended(Outcome.Aborted, "baseline", NOW, 3, true), Phase.Aborted));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource
    void everyStepAndStageHasAPhase(ExperimentState state, Phase phase) {
        ModelExperimentSpec spec = LifecycleSpecs.spec(1, LifecycleSpecs.promotion(Promotion.Strategy.PatchTarget, 60, "75"),
                Step.Type.Shadow, Step.Type.Canary, Step.Type.Experiment, Step.Type.Approval);

        assertThat(StatusRenderer.render(EMPTY, report(state).spec(spec).build()).phase()).isEqualTo(phase);
    }

    static Stream<Arguments> everyStepAndStageHasAPhase() {
        Promoting ramp = new Promoting(new Run(1, START, List.of()), "c1", START, PromotionStage.Ramp, 0, Optional.of(START), 5, false);
        return Stream.of(
                arguments(States.running(0, Optional.empty(), START, 1, false), Phase.Shadowing),
                arguments(States.running(1, Optional.empty(), START, 2, false), Phase.Canary),
                arguments(States.running(2, Optional.of(START), START, 3, true), Phase.Experimenting),
                arguments(States.running(3, Optional.of(START), START, 4, false), Phase.AwaitingApproval),
                arguments(ramp, Phase.Promoting),
                arguments(ramp.stage(PromotionStage.Bake, 0), Phase.Promoting),
                arguments(ramp.stage(PromotionStage.PatchTarget, 0), Phase.Promoting),
                arguments(new Waiting(2, 7), Phase.Pending),
                arguments(States.ended(Outcome.Superseded, "baseline", NOW, 3, true), Phase.Superseded));
    }

    @ParameterizedTest
    @CsvSource({"RouteBusy, Queued", "AwaitingTurn, Queued", "AwaitingStartTime, Pending", "FreezeWindow, Pending", "NotRouted, Pending"})
    void whoeverWaitsForARouteIsQueuedAndForAnythingElsePending(String reason, Phase phase) {
        assertThat(StatusRenderer.render(EMPTY, report(WAITING).route(new RouteView(null, reason, "waits", 0)).build()).phase())
                .isEqualTo(phase);
    }

    @Test
    void theLastStageOfAPromotionMakesItFinal() {
        ModelExperimentStatus baking = StatusRenderer.render(EMPTY, report(EXPERIMENT).build());
        Decision complete = decision(Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld, "baked");

        ModelExperimentStatus status = StatusRenderer.render(baking,
                report(States.ended(Outcome.Promoted, "candidate", NOW, 6, false)).decided(complete).build());

        assertThat(status.decision().action()).isEqualTo(Action.Promote);
        assertThat(status.decision().winner()).isEqualTo("candidate");
        assertThat(status.decision().rule()).isEqualTo(Rule.StepComplete);
        assertThat(StatusRenderer.render(EMPTY, report(EXPERIMENT).decided(complete).build()).decision().action()).isEqualTo(Action.Continue);
    }

    @Test
    void aNewRunInheritsThePastButNoneOfTheEvidence() {
        RequestStatus retry = new RequestStatus("retry", "with more data", 1, "kim", START.toString(), true, "run again");
        ModelExperimentStatus running = StatusRenderer.render(EMPTY, report(EXPERIMENT).metrics(success(Verdict.Superior))
                .decided(UNDECIDED).ledger(new LedgerStatus("digits-ledger", "sha256:1", START.toString()))
                .news(News.NONE.withModels(Map.of("candidate", "digits:2"))).build());
        ModelExperimentStatus ended = StatusRenderer.render(running, report(States.ended(Outcome.RolledBack, "baseline", NOW, 3, true))
                .decided(decision(Action.Rollback, Rule.Deterioration, Reason.Deteriorated, "worse"))
                .news(new News(Optional.empty(), List.of(), Map.of(), Optional.of("digits-run-1"))).build());

        ModelExperimentStatus retried = StatusRenderer.render(ended, report(new Waiting(2, 3)).unlooked()
                .news(News.of("RetriedByUser", "run again").withHandled(List.of(retry))).build());

        assertThat(ended.report()).isEqualTo("digits-run-1");
        assertThat(ended.metrics()).isNotEmpty();
        assertThat(retried.startTime()).isNull();
        assertThat(retried.step()).isNull();
        assertThat(retried.plan()).isNull();
        assertThat(retried.metrics()).isEmpty();
        assertThat(retried.robustness()).isEmpty();
        assertThat(retried.diagnostics()).isEmpty();
        assertThat(retried.segments()).isEmpty();
        assertThat(retried.summary()).isNull();
        assertThat(retried.decision()).isNull();
        assertThat(retried.outcome()).isNull();
        assertThat(retried.ledger()).isNull();
        assertThat(retried.report()).isNull();
        assertThat(retried.variants()).allSatisfy(variant -> {
            assertThat(variant.samples()).isNull();
            assertThat(variant.model()).isNull();
        });
        assertThat(retried.history()).startsWith(ended.history().toArray(HistoryEntry[]::new)).hasSize(ended.history().size() + 1);
        assertThat(retried.requests()).containsExactly(retry);
        assertThat(retried.previousRuns()).extracting(ModelExperimentStatus.PreviousRun::report).containsExactly("digits-run-1");
        assertThat(StatePersistence.read(retried)).isEqualTo(new Waiting(2, 3));
    }

    @Test
    void whoeverFindsTheRouteBusyIsQueued() {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(WAITING)
                .route(new RouteView(false, "RouteBusy", "Service digits is held by demo/other", 0)).build());

        assertThat(status.phase()).isEqualTo(Phase.Queued);
        assertThat(condition(status, ConditionType.Progressing)).satisfies(c -> {
            assertThat(c.getStatus()).isEqualTo("False");
            assertThat(c.getReason()).isEqualTo("RouteBusy");
            assertThat(c.getMessage()).contains("demo/other");
        });
    }

    @Test
    void aPauseShowsWhileItLastsButNotAfterTheEnd() {
        assertThat(StatusRenderer.render(EMPTY, report(EXPERIMENT).paused().build()).phase()).isEqualTo(Phase.Paused);
        assertThat(StatusRenderer.render(EMPTY, report(States.ended(Outcome.RolledBack, "baseline", NOW, 3, true)).paused().build()).phase())
                .isEqualTo(Phase.RolledBack);
    }

    @Test
    void anInvalidSpecIsNotReadyAndRoutesNothing() {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(WAITING).invalid("spec.steps is empty: write at least one").build());

        assertThat(status.phase()).isEqualTo(Phase.Invalid);
        assertThat(condition(status, ConditionType.Ready).getStatus()).isEqualTo("False");
        assertThat(condition(status, ConditionType.Ready).getMessage()).isEqualTo("spec.steps is empty: write at least one");
        assertThat(status.route().challengerPercent()).isEqualTo("0%");
    }

    @Test
    void aSuspendedStepGivesTheChallengerNothingAndRemembersItsPlace() {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(EXPERIMENT.withSuspended(true)).build());

        assertThat(status.route().challengerPercent()).isEqualTo("0%");
        assertThat(StatePersistence.read(status)).isEqualTo(EXPERIMENT.withSuspended(true));
    }

    @ParameterizedTest
    @MethodSource("states")
    void theStateIsReadBackFromWhatWasRendered(ExperimentState state) {
        ModelExperimentStatus running = StatusRenderer.render(EMPTY, report(EXPERIMENT).build());

        assertThat(StatePersistence.read(StatusRenderer.render(running, report(state).build()))).isEqualTo(state);
    }

    static Stream<ExperimentState> states() {
        return Stream.of(CANARY, EXPERIMENT, EXPERIMENT.withSuspended(true), States.running(1, Optional.empty(), START, 2, false),
                States.ended(Outcome.Promoted, "candidate", NOW, 3, false), States.ended(Outcome.RolledBack, "baseline", NOW, 3, true));
    }

    @Test
    void everyConditionSpeaksOfTheGenerationAndHasReasonAndTime() {
        for (ExperimentState state : List.of(WAITING, CANARY, States.ended(Outcome.Promoted, "candidate", NOW, 3, true))) {
            ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(state).build());

            assertThat(status.observedGeneration()).isEqualTo(7L);
            assertThat(status.conditions()).extracting(Condition::getType)
                    .containsExactly("Ready", "RouteProgrammed", "DataHealthy", "Progressing", "Succeeded");
            assertThat(status.conditions()).allSatisfy(condition -> {
                assertThat(condition.getObservedGeneration()).isEqualTo(7L);
                assertThat(condition.getStatus()).isIn("True", "False", "Unknown");
                assertThat(condition.getReason()).matches("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");
                assertThat(condition.getMessage()).isNotBlank();
                assertThat(condition.getLastTransitionTime()).isEqualTo("2026-11-02T09:10:00Z");
            });
        }
    }

    @ParameterizedTest(name = "{0}: Progressing {1}, Succeeded {2}")
    @MethodSource
    void progressAndSuccessFollowTheState(ExperimentState state, String progressing, String succeeded) {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(state).decided(UNDECIDED).build());

        assertThat(condition(status, ConditionType.Progressing).getStatus()).isEqualTo(progressing);
        assertThat(condition(status, ConditionType.Succeeded).getStatus()).isEqualTo(succeeded);
    }

    static Stream<Arguments> progressAndSuccessFollowTheState() {
        return Stream.of(arguments(WAITING, "False", "Unknown"), arguments(CANARY, "True", "Unknown"),
                arguments(States.ended(Outcome.Promoted, "candidate", NOW, 3, false), "True", "True"),
                arguments(States.ended(Outcome.Promoted, "candidate", NOW, 3, true), "False", "True"),
                arguments(States.ended(Outcome.RolledBack, "baseline", NOW, 3, true), "False", "False"),
                arguments(States.ended(Outcome.KeptChampion, "baseline", NOW, 3, true), "False", "False"),
                arguments(States.ended(Outcome.Aborted, "baseline", NOW, 3, true), "False", "False"));
    }

    @Test
    void aHoldIsNoProgress() {
        Decision hold = decision(Action.Hold, Rule.NoData, Reason.VariantNotReady, "holding the weights");

        Condition progressing = condition(StatusRenderer.render(EMPTY, report(CANARY).decided(hold).build()), ConditionType.Progressing);

        assertThat(progressing.getStatus()).isEqualTo("False");
        assertThat(progressing.getReason()).isEqualTo("VariantNotReady");
    }

    @Test
    void dataHealthNamesTheFirstProblem() {
        DataHealth silent = new DataHealth(List.of(new DataHealth.Problem("Silent", "accuracy of candidate is silent"),
                new DataHealth.Problem("VariantNotReady", "baseline has no ready pod")), Duration.ofSeconds(9));

        Condition condition = condition(StatusRenderer.render(EMPTY, report(CANARY).data(silent).build()), ConditionType.DataHealthy);

        assertThat(condition.getStatus()).isEqualTo("False");
        assertThat(condition.getReason()).isEqualTo("Silent");
        assertThat(condition.getMessage()).isEqualTo("accuracy of candidate is silent");
    }

    @Test
    void observeModeTouchesNoRouteAndSaysSo() {
        Condition condition = condition(StatusRenderer.render(EMPTY, report(CANARY)
                .route(new RouteView(null, "ObserveOnly", "routes are not touched", 0)).build()), ConditionType.RouteProgrammed);

        assertThat(condition.getStatus()).isEqualTo("Unknown");
        assertThat(condition.getReason()).isEqualTo("ObserveOnly");
    }

    @Test
    void theSentenceThatEndedItOutlivesTheHandOver() {
        Concluded end = States.ended(Outcome.Promoted, "candidate", NOW, 3, false);
        ModelExperimentStatus decided = StatusRenderer.render(EMPTY, report(end).decided(PROMOTE).build());

        ModelExperimentStatus later = StatusRenderer.render(decided, report(end.handedBack())
                .route(new RouteView(null, "RouteReleased", "the route was handed back", 0)).build());

        assertThat(condition(later, ConditionType.Succeeded).getMessage()).isEqualTo("better");
        assertThat(later.decision()).isEqualTo(decided.decision());
    }

    @Test
    void aDecisionKeepsItsTimeWhileOnlyItsNumbersChange() {
        ModelExperimentStatus first = StatusRenderer.render(EMPTY, report(EXPERIMENT).decided(UNDECIDED).build());
        Instant later = NOW.plusSeconds(30);

        ModelExperimentStatus same = StatusRenderer.render(first, report(EXPERIMENT).at(later)
                .decided(decision(Action.Continue, Rule.Undecided, Reason.AwaitingEvidence, "not yet, but nearly")).build());
        ModelExperimentStatus other = StatusRenderer.render(first, report(EXPERIMENT).at(later).decided(PROMOTE).build());

        assertThat(first.decision().time()).isEqualTo("2026-11-02T09:10:00Z");
        assertThat(same.decision().time()).isEqualTo("2026-11-02T09:10:00Z");
        assertThat(same.decision().message()).isEqualTo("not yet, but nearly");
        assertThat(other.decision().time()).isEqualTo("2026-11-02T09:10:30Z");
    }

    @Test
    void anUnchangedPassRendersTheSameBytesLater() {
        ModelExperimentStatus first = StatusRenderer.render(EMPTY, report(EXPERIMENT).decided(UNDECIDED).build());

        assertThat(Serialization.asJson(StatusRenderer.render(first, report(EXPERIMENT).decided(UNDECIDED).at(NOW.plusSeconds(30)).build())))
                .isEqualTo(Serialization.asJson(first));
    }

    @Test
    void historyRecordsTransitionsAlone() {
        ModelExperimentStatus waiting = StatusRenderer.render(EMPTY, report(WAITING).build());
        ModelExperimentStatus started = StatusRenderer.render(waiting, report(CANARY).build());
        ModelExperimentStatus ticked = StatusRenderer.render(started, report(CANARY).decided(UNDECIDED).build());
        ModelExperimentStatus ended = StatusRenderer.render(ticked,
                report(States.ended(Outcome.Promoted, "candidate", NOW, 3, false)).decided(PROMOTE).build());

        assertThat(waiting.history()).isEmpty();
        assertThat(ticked.history()).isEqualTo(started.history());
        assertThat(ended.history()).containsExactly(
                new HistoryEntry("2026-11-02T09:10:00Z", "Pending", "canary", "Started", "the route is being taken over"),
                new HistoryEntry("2026-11-02T09:10:00Z", "canary", "Promoted", "SuperiorAndNonInferior", "better"));
    }

    @Test
    void historyKeepsTheLastTwenty() {
        ModelExperimentStatus status = EMPTY;
        for (int i = 0; i < 25; i++) {
            Running step = i % 2 == 0 ? CANARY : EXPERIMENT;
            status = StatusRenderer.render(status, report(step).at(NOW.plusSeconds(i)).build());
        }

        assertThat(status.history()).hasSize(ModelExperimentStatus.HISTORY_LIMIT);
        assertThat(status.history().get(19).time()).isEqualTo("2026-11-02T09:10:24Z");
    }

    @Test
    void variantsShowWantedAndObservedShares() {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(CANARY)
                .samples(new SampleView(Map.of("baseline", 900L, "candidate", 98L), Map.of("baseline", "90.18", "candidate", "9.82"))).build());

        assertThat(status.variants()).containsExactly(
                new VariantStatus("baseline", Variant.Role.Champion, "90", "90.18", 900L, null),
                new VariantStatus("candidate", Variant.Role.Challenger, "10", "9.82", 98L, null));
        assertThat(status.route().challengerPercent()).isEqualTo("10%");
    }

    @Test
    void metricsShowTheChampionsRateAndTheChallengersEffect() {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(CANARY).metrics(success(Verdict.Superior)).build());

        assertThat(status.metrics()).hasSize(2);
        assertThat(status.metrics().get(0)).satisfies(champion -> {
            assertThat(champion.variant()).isEqualTo("baseline");
            assertThat(champion.estimate()).isEqualTo("0.0800000");
            assertThat(champion.samples()).isEqualTo(2500);
            assertThat(champion.verdict()).isNull();
        });
        assertThat(status.metrics().get(1)).satisfies(challenger -> {
            assertThat(challenger.variant()).isEqualTo("candidate");
            assertThat(challenger.estimate()).isEqualTo("0.100000");
            assertThat(List.of(challenger.effect(), challenger.lower(), challenger.upper())).containsExactly("0.0200000", "0.00500000", "0.0350000");
            assertThat(List.of(challenger.relativeEffect(), challenger.relativeLower())).containsExactly("0.250000", "0.0600000");
            assertThat(challenger.scale()).isEqualTo(EffectSize.Type.Absolute);
            assertThat(challenger.level()).isEqualTo("0.9500");
            assertThat(challenger.verdict()).isEqualTo(Verdict.Superior);
        });
        assertThat(status.summary()).isEqualTo(new Summary("+2.00 pp (+0.50 to +3.50)", 5000L));
    }

    @ParameterizedTest
    @CsvSource({"0.21, 0.210", "1, 1.00", "0.000012345, 1.23e-05", "1e-16, 1.00e-16", "9e-17, < 1e-16", "0, < 1e-16"})
    void pValuesAreNeverPrintedAsZero(double pValue, String printed) {
        assertThat(rendered(Optional.of(new EffectInterval(0.02, 0.01, 0.03)), 100, pValue).pValue()).isEqualTo(printed);
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        MetricStatus nothing = rendered(Optional.empty(), 0, 1);

        assertThat(nothing.estimate()).isNull();
        assertThat(nothing.champion()).isNull();
        assertThat(nothing.effect()).isNull();
        assertThat(nothing.pValue()).isNull();
    }

    @Test
    void infiniteEndsAreAbsentAndTinyEffectsKeepTheirDigits() {
        MetricStatus early = rendered(Optional.of(new EffectInterval(-1.25e-5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)), 10, 1);

        assertThat(early.effect()).isEqualTo("-0.0000125000");
        assertThat(early.lower()).isNull();
        assertThat(early.upper()).isNull();
    }

    @ParameterizedTest(name = "{0} of the plan after 600 s: {1}")
    @CsvSource(value = {"0.5, 2026-11-02T09:20:00Z", "0.25, 2026-11-02T09:40:00Z", "1.2, null", "0, null", "1e-7, null"}, nullValues = "null")
    void theEndIsForecastAtThePresentPaceWithinReason(double fraction, String end) {
        MetricAssessment metric = assessment("accuracy", Metric.Role.Success, Optional.empty(), 10, 1, fraction);
        Findings findings = new Findings(List.of(), List.of(), List.of(), List.of(), Optional.of(new Findings.PlanForecast("accuracy", 3500, 4830, fraction,
                OptionalDouble.of(0.937), OptionalDouble.empty())));

        PlanStatus plan = StatusRenderer.render(EMPTY, report(CANARY).metrics(metric).findings(findings).build()).plan();

        assertThat(plan.estimatedEndTime()).isEqualTo(end);
        assertThat(plan.powerPerTest()).isEqualTo("0.937");
        assertThat(plan.detectableEffect()).isNull();
    }

    @Test
    void anOldPictureOutlivesAPassWithoutAssessments() {
        ModelExperimentStatus before = StatusRenderer.render(EMPTY, report(CANARY).metrics(success(Verdict.Superior)).build());

        ModelExperimentStatus after = StatusRenderer.render(before, report(CANARY).build());

        assertThat(after.metrics()).isEqualTo(before.metrics());
        assertThat(after.summary()).isEqualTo(before.summary());
        assertThat(after.plan()).isEqualTo(before.plan());
    }

    @Test
    void statusStaysBelowItsBudgetAtFullSize() {
        MetricAssessment[] metrics = IntStream.range(0, 20).mapToObj(i -> i == 0 ? success(Verdict.Superior)
                : metric("m".repeat(60) + i, Metric.Role.Guardrail, Verdict.NonInferior, false, true, Optional.empty()))
                .toArray(MetricAssessment[]::new);
        ModelExperimentStatus status = EMPTY;
        for (int i = 0; i < 25; i++) {
            status = StatusRenderer.render(status, report(i % 2 == 0 ? CANARY : EXPERIMENT).metrics(metrics)
                    .decided(decision(Action.Continue, Rule.StepComplete, Reason.GuardrailsHeld, "x".repeat(1500))).build());
        }

        assertThat(Serialization.asJson(status).getBytes(StandardCharsets.UTF_8).length).isLessThan(100 * 1024);
    }

    @Test
    void statusSurvivesItsSerialisation() {
        ModelExperimentStatus status = StatusRenderer.render(EMPTY, report(EXPERIMENT).metrics(success(Verdict.Superior), guardrail(Verdict.NonInferior))
                .decided(PROMOTE).build());

        assertThat(Serialization.unmarshal(Serialization.asJson(status), ModelExperimentStatus.class)).isEqualTo(status);
    }

    private static MetricStatus rendered(Optional<EffectInterval> effect, long samples, double pValue) {
        return StatusRenderer.render(EMPTY, report(CANARY).metrics(assessment("accuracy", Metric.Role.Success, effect, samples, pValue, 0)).build())
                .metrics().get(1);
    }

    private static MetricAssessment assessment(String name, Metric.Role role, Optional<EffectInterval> effect, long samples, double pValue,
            double fraction) {
        return new MetricAssessment(name, "candidate", role, Metric.Type.Proportion, Verdict.Inconclusive, "",
                EffectSize.Type.Absolute, effect, Optional.empty(), new MetricAssessment.Levels(0.08, 0.1, samples, samples), 0.95, pValue,
                pValue, "STRATUM", new MetricAssessment.PlanProgress(fraction, 3500),
                new MetricAssessment.Standing(false, false, true, false), Optional.empty(), Optional.empty());
    }

    private static Condition condition(ModelExperimentStatus status, ConditionType type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }

    private static Decision decision(Action action, Rule rule, Reason reason, String message) {
        return new Decision(action, rule, reason.name(), message, action == Action.Promote ? "candidate" : "");
    }

    private static PassBuilder report(ExperimentState state) {
        return new PassBuilder(state).at(NOW);
    }
}
