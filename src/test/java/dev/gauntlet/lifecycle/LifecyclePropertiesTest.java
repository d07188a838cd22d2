package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.LifecycleArbitraries.Happening;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.reporting.SpecView;
import dev.gauntlet.reporting.StatusRenderer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** What holds in every state that any sequence of events can reach, whatever the spec. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
class LifecyclePropertiesTest {

    private static final Instant START = Instant.parse("2026-11-02T09:00:00.5Z");
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /** One event of a life: the state before and the one that followed. */
    private record Change(ExperimentState from, Happening happening, String challenger, ExperimentState to) {

        LifecycleEvent event() {
            return happening.event();
        }
    }

    @Provide
    Arbitrary<ModelExperimentSpec> specs() {
        return LifecycleArbitraries.specs();
    }

    @Provide
    Arbitrary<List<Happening>> lives() {
        return LifecycleArbitraries.lives();
    }

    @Property
    void sharesAddUpToAllAndChallengersNeverGetMoreThanTheirStep(@ForAll("specs") ModelExperimentSpec spec,
            @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            Map<String, BigDecimal> shares = WantedTraffic.shares(change.to(), spec);
            assertThat(shares.keySet()).containsExactlyElementsOf(spec.variants().stream().map(Variant::name).toList());
            assertThat(shares.values()).allMatch(share -> share.signum() >= 0);
            assertThat(sum(shares)).isEqualByComparingTo(ALL);
            assertThat(sum(WantedTraffic.challengerShares(change.to(), spec))).isLessThanOrEqualTo(allowed(change.to(), spec));
        }
    }

    @Property
    void requestsAreCopiedInAShadowStepAloneAndWhileItsApprovalIsAwaited(@ForAll("specs") ModelExperimentSpec spec,
            @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            Map<String, BigDecimal> mirrored = WantedTraffic.mirrored(change.to(), spec);
            Optional<Step> shadow = change.to() instanceof Running running && !running.suspended()
                    ? weighing(running, spec).filter(step -> step.type() == Step.Type.Shadow) : Optional.empty();
            assertThat(mirrored.isEmpty()).isEqualTo(shadow.isEmpty());
            assertThat(mirrored).allSatisfy((challenger, percent) -> {
                assertThat(percent).isEqualByComparingTo(shadow.orElseThrow().mirroredPercent());
                assertThat(((Active) change.to()).run().has(challenger)).isTrue();
            });
        }
    }

    @Property
    void aRollbackIsOneEventAwayAndFinal(@ForAll("specs") ModelExperimentSpec spec, @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            boolean wayBack = change.to() instanceof Active || change.to() instanceof Concluded end && end.replaced() && end.retired().isEmpty();
            if (wayBack) {
                ExperimentState back = Drive.on(change.to(), LifecycleEvent.RollbackRequest, "", spec, START).orElseThrow();
                assertThat(sum(WantedTraffic.challengerShares(back, spec))).isZero();
                assertThat(back).isInstanceOfSatisfying(Concluded.class, end -> assertThat(end.outcome()).isEqualTo(Outcome.RolledBack));
            }
            if (change.from() instanceof Concluded end && !end.replaced()) {
                assertThat(change.event() == LifecycleEvent.RetryRequest && change.to() instanceof Waiting
                        || change.to() instanceof Concluded later && later.outcome() == end.outcome() && later.serving().equals(end.serving()))
                        .isTrue();
            }
        }
    }

    @Property
    void nobodyIsPromotedWithoutASuccessOrAPersonsRequestInTheSameRun(@ForAll("specs") ModelExperimentSpec spec,
            @ForAll("lives") List<Happening> life) {
        List<String> succeeded = new ArrayList<>();
        List<Integer> approved = new ArrayList<>();
        long asked = spec.steps().stream().dropWhile(step -> step.type() != Step.Type.Experiment).skip(1).count();
        for (Change change : lived(spec, life)) {
            if (change.to() instanceof Waiting) {
                succeeded.clear();
                approved.clear();
            }
            if (change.event() == LifecycleEvent.Success && Situation.of(change.from(), spec) == Situation.Experiment) {
                succeeded.add(change.challenger());
            }
            if (change.event() == LifecycleEvent.Approve && change.from() instanceof Running running && running.candidate().isPresent()) {
                approved.add(running.stepIndex());
            }
            Optional<String> winner = promoted(change.to()).filter(w -> promoted(change.from()).isEmpty());
            if (winner.isPresent()) {
                Statistics.label("promoted by").collect(change.event());
                assertThat(((Running) change.from()).run().has(winner.get())).isTrue();
                if (change.event() == LifecycleEvent.PromoteRequest) {
                    assertThat(winner).contains(change.challenger());
                } else {
                    assertThat(succeeded).contains(winner.get());
                    assertThat(approved.stream().distinct()).hasSize((int) asked);
                }
            }
        }
    }

    @Property
    void theGenerationRisesWithEveryChangeOfTraffic(@ForAll("specs") ModelExperimentSpec spec, @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            boolean changed = !WantedTraffic.shares(change.from(), spec).equals(WantedTraffic.shares(change.to(), spec))
                    || !WantedTraffic.mirrored(change.from(), spec).equals(WantedTraffic.mirrored(change.to(), spec));
            assertThat(change.to().generation()).isGreaterThanOrEqualTo(change.from().generation() + (changed ? 1 : 0));
        }
    }

    @Property
    void aChallengerThatLeavesGivesItsShareToTheChampionAlone(@ForAll("specs") ModelExperimentSpec spec,
            @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            if (change.event() != LifecycleEvent.ChallengerRemoved || !(change.to() instanceof Running)) {
                continue;
            }
            Map<String, BigDecimal> before = WantedTraffic.shares(change.from(), spec);
            Map<String, BigDecimal> after = WantedTraffic.shares(change.to(), spec);
            String champion = spec.champion().name();
            assertThat(after.get(change.challenger())).isZero();
            assertThat(after.get(champion)).isEqualByComparingTo(before.get(champion).add(before.get(change.challenger())));
            spec.challengers().stream().map(Variant::name).filter(c -> !c.equals(change.challenger()))
                    .forEach(c -> assertThat(after.get(c)).isEqualByComparingTo(before.get(c)));
        }
    }

    @Property
    void onlyARetryBeginsANewRunAndOnlyWhereTheChampionServes(@ForAll("specs") ModelExperimentSpec spec,
            @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            boolean next = change.to().number() != change.from().number();
            assertThat(change.to().number()).isEqualTo(change.from().number() + (next ? 1 : 0));
            if (next) {
                Statistics.label("runs").collect(change.to().number());
                assertThat(change.event()).isEqualTo(LifecycleEvent.RetryRequest);
                assertThat(sum(WantedTraffic.challengerShares(change.from(), spec))).isZero();
            }
        }
    }

    @Property
    void everyChangeStandsInTheTable(@ForAll("specs") ModelExperimentSpec spec, @ForAll("lives") List<Happening> life) {
        for (Change change : lived(spec, life)) {
            Situation from = Situation.of(change.from(), spec);
            Situation to = Situation.of(change.to(), spec);
            Statistics.label("situations").collect(to);
            assertThat(TransitionTable.row(from, change.event()).to()).contains(to);
        }
        // Invariants of states that are never reached would say nothing.
        Statistics.label("situations").coverage(coverage ->
                Stream.of(Situation.values()).forEach(situation -> coverage.check(situation).count(count -> count > 0)));
    }

    /** After every event the operator may be killed; its successor knows nothing but what the API server stored. */
    @Property(tries = 200)
    void everyStateIsReadBackFromWhatWasStored(@ForAll("specs") ModelExperimentSpec spec, @ForAll("lives") List<Happening> life) {
        ModelExperimentStatus stored = ModelExperimentStatus.empty();
        for (Change change : lived(spec, life)) {
            String json = Serialization.asJson(StatusRenderer.render(stored, report(change.to(), spec)));
            stored = Serialization.unmarshal(json, ModelExperimentStatus.class);
            assertThat(StatePersistence.read(stored)).isEqualTo(change.to());
        }
    }

    /** What follows from a new experiment; events that cannot happen in a state are left out. */
    private static List<Change> lived(ModelExperimentSpec spec, List<Happening> life) {
        List<Change> changes = new ArrayList<>();
        ExperimentState state = Waiting.NEW;
        Instant now = START;
        for (Happening happening : life) {
            now = now.plusSeconds(60);
            String challenger = spec.challengers().get(happening.place() % spec.challengers().size()).name();
            Optional<ExperimentState> next = Drive.on(state, happening.event(), challenger, spec, now);
            if (next.isPresent()) {
                changes.add(new Change(state, happening, challenger, next.get()));
                state = next.get();
            }
        }
        return changes;
    }

    /** The most that all challengers together may have. */
    private static BigDecimal allowed(ExperimentState state, ModelExperimentSpec spec) {
        if (state instanceof Concluded end) {
            return end.serving().equals(spec.champion().name()) ? BigDecimal.ZERO : ALL;
        }
        if (!(state instanceof Active active) || active.suspended()) {
            return BigDecimal.ZERO;
        }
        return active instanceof Running running ? weighing(running, spec).map(Step::percent).orElse(BigDecimal.ZERO)
                : switch (((Promoting) active).stage()) {
                    case Ramp -> spec.promotion().steps().get(((Promoting) active).rampIndex()).percent();
                    case Bake, PatchTarget -> ALL;
                };
    }

    /** The last step up to the running one that has weights of its own; an Approval has none. */
    private static Optional<Step> weighing(Running running, ModelExperimentSpec spec) {
        List<Step> steps = spec.steps().subList(0, running.stepIndex() + 1).stream().filter(s -> s.type() != Step.Type.Approval).toList();
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
    }

    private static Optional<String> promoted(ExperimentState state) {
        if (state instanceof Promoting promoting) {
            return Optional.of(promoting.winner());
        }
        return state instanceof Concluded end && end.outcome() == Outcome.Promoted ? Optional.of(end.winner()) : Optional.empty();
    }

    private static BigDecimal sum(Map<String, BigDecimal> shares) {
        return shares.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static PassReport report(ExperimentState state, ModelExperimentSpec spec) {
        return new PassReport(1L, Optional.of(spec), new SpecView(true, Reason.Accepted.name(), "the spec is valid"), state,
                new RouteView(true, Reason.WeightsProgrammed.name(), "the route carries the wanted weights", 0), List.of(), Findings.NONE,
                Optional.empty(), SampleView.NONE, Optional.empty(), Optional.empty(), null, null, false, News.NONE, START);
    }
}
