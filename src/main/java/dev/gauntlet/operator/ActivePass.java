package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.DecisionDetails;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.TrafficHistory;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.Requests;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.lifecycle.WantedTraffic;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.operator.shadow.ComparatorPlan;
import dev.gauntlet.operator.shadow.Comparators;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteOwner;
import dev.gauntlet.routing.RouteState;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look at a running step or at a promotion: observe the route and the data, assess, decide, and either persist a transition or act on
 * the state that is persisted already.
 */
@Singleton
class ActivePass {

    private final EvidenceKeeper keeper;
    private final DataLooker looker;
    private final SpecChecks checks;
    private final Surroundings surroundings;
    private final Routers routers;
    private final Comparators comparators;
    private final OperatorMetrics metrics;
    private final Tracing tracing;
    private final Clock clock;
    private final Duration silenceLimit;

    ActivePass(EvidenceKeeper keeper, DataLooker looker, SpecChecks checks, Surroundings surroundings, Routers routers,
            Comparators comparators, OperatorMetrics metrics, Tracing tracing, Clock clock, GauntletConfig config) {
        this.keeper = keeper;
        this.looker = looker;
        this.checks = checks;
        this.surroundings = surroundings;
        this.routers = routers;
        this.comparators = comparators;
        this.metrics = metrics;
        this.tracing = tracing;
        this.clock = clock;
        this.silenceLimit = config.silenceLimit();
    }

    /**
     * What a pass works on.
     *
     * @param experiment the resource
     * @param status its status
     * @param check which spec is in force
     * @param spec that spec
     * @param state where it stands, with the consent of this pass
     * @param evidence what is kept of it
     * @param seen what was seen around
     * @param requests what people ask for
     */
    private record Work(ModelExperiment experiment, ModelExperimentStatus status, SpecCheck check, ModelExperimentSpec spec, Active state,
            Held evidence, Surroundings.Seen seen, Requests requests) {

        EvidenceSpec counted() {
            return EvidenceSpecs.of(RouteIntents.owner(experiment).qualifiedName(), spec);
        }

        int repairs() {
            return status.route() == null || status.route().driftRepairs() == null ? 0 : status.route().driftRepairs();
        }
    }

    PassOutcome run(ModelExperiment experiment, ModelExperimentStatus status, Active persisted) {
        Optional<Held> evidence = keeper.load(experiment);
        if (evidence.isEmpty()) {
            return ledgerLost(experiment, persisted);
        }
        SpecCheck check = checks.afterStart(evidence.get().frozenSpec(), experiment.getSpec());
        ModelExperimentSpec spec = check.inForce().orElseThrow();
        Surroundings.Seen seen = surroundings.look(experiment, spec, persisted, evidence.get(), clock.instant());
        Requests requests = RequestDesk.judge(experiment, status, persisted, spec, seen.freeze());
        Held noted = seen.note().map(note -> evidence.get().noting(note.key(), note.json())).orElse(evidence.get());
        Work work = new Work(experiment, status, check, spec, consented(persisted, spec, requests), noted, seen, requests);
        RouteLook route = observe(work);
        DataLook data = looker.look(work.spec(), work.counted(), work.evidence().ledger(), route);
        Judgement judgement = tracing.span("assess", () -> judge(work, route, data));
        ExperimentState next = next(work, judgement, data.now());
        if (next.generation() != persisted.generation()) {
            TrafficHistory ended = data.ledger().traffic().close(data.now()).verify(data.now());
            Held deciding = endsTheQuestion(persisted, next, judgement.decision()) ? decided(noted, judgement) : noted;
            Held stored = keeper.store(experiment, deciding, data.ledger().withTraffic(ended), judgement.looks());
            return outcome(work, next, route.view(work.repairs()), judgement, stored, data, PassOutcome.AT_ONCE);
        }
        return act(work, (Active) next, route, judgement, data);
    }

    /** The state with a person's consent to the running Approval step. */
    private static Active consented(Active state, ModelExperimentSpec spec, Requests requests) {
        return requests.accepted(UserRequest.Kind.Approve).filter(consent -> state instanceof Running)
                .<Active>map(consent -> Transitions.approve((Running) state, spec, new Approval(consent.by(), consent.time())))
                .orElse(state);
    }

    /** The way to all traffic begins with a decision and ends without one, unless it is cut short. */
    private static boolean endsTheQuestion(Active before, ExperimentState next, Decision decision) {
        return next instanceof Concluded && decision.action() != Action.Continue || next instanceof Promoting && before instanceof Running;
    }

    /** The evidence with the deciding case, so that a report can be written and replayed at any later time. */
    private static Held decided(Held evidence, Judgement judgement) {
        return DecisionRecord.of(judgement).note().map(note -> evidence.noting(DecisionRecord.NOTE, note)).orElse(evidence);
    }

    /** In mode Observe nothing is looked at; what was taken over before the mode changed goes back to the champion first. */
    private RouteLook observe(Work work) {
        RouteIntent intent = RouteIntents.of(work.experiment(), work.spec(), work.state());
        if (RouteLook.enforced(work.spec())) {
            return new RouteLook(intent, Optional.of(routers.of(work.spec()).observe(intent)));
        }
        return new RouteLook(intent, !RouteLook.wasTaken(work.status()) ? Optional.empty()
                : Optional.of(routers.of(work.spec()).remove(RouteIntents.toChampion(work.experiment(), work.spec(), work.state())))
                        .filter(removed -> removed.state() != RouteState.PROGRAMMED));
    }

    private Judgement judge(Work work, RouteLook route, DataLook data) {
        Judge judge = new Judge(new Case(RouteIntents.owner(work.experiment()).qualifiedName(), work.spec(), work.state(), data.ledger(),
                data.faults(), work.evidence().looks(), data.now()));
        List<DataHealth.Problem> others = new ArrayList<>(work.seen().problems());
        route.unreadyVariant(variant -> isNeeded(work, variant))
                .ifPresent(message -> others.add(new DataHealth.Problem(Reason.VariantNotReady.name(), message)));
        DataHealth health = DataHealthCheck.of(work.spec(), work.status(), data.faults(), work.state(), others, judge.inForceFor(),
                silenceLimit, data.now());
        Judge.Assessed assessed = judge.assess(health);
        return assessed.decide(
                StateCircumstances.of(work.spec(), work.state(), assessed.findings(), work.seen(), work.requests().forDecision()));
    }

    /** Removed challengers, and challengers beside a winner, are needed no more. */
    private static boolean isNeeded(Work work, String variant) {
        boolean loser = work.state() instanceof Promoting promoting && !promoting.winner().equals(variant)
                && !work.spec().champion().name().equals(variant);
        return work.state().run().has(variant) && !loser;
    }

    /** The state that follows; while the spec as written is invalid, the champion serves everybody. */
    private static ExperimentState next(Work work, Judgement judgement, Instant now) {
        ExperimentState next = Transitions.next(work.state(), work.spec(), judgement.decision(), now);
        return next.equals(work.state()) && work.check().invalid() != work.state().suspended()
                ? work.state().withSuspended(work.check().invalid()) : next;
    }

    /** Brings the route to what status says, opens the epoch once it is there, and keeps the newest counts. */
    private PassOutcome act(Work work, Active state, RouteLook seen, Judgement judgement, DataLook data) {
        RouteLook route = seen;
        int repaired = work.repairs();
        RouteOwner owner = RouteIntents.owner(work.experiment());
        boolean comparing = RouteLook.enforced(work.spec()) && ComparatorPlan.comparison(state, work.spec()).isPresent();
        if (comparing) {
            comparators.bring(owner, work.spec(), work.state());
        }
        if (RouteLook.enforced(work.spec()) && !seen.inForce()) {
            route = new RouteLook(seen.intent(), Optional.of(routers.of(work.spec()).apply(seen.intent())));
            if (seen.observation().filter(RouteObservation::drifted).isPresent()) {
                repaired++;
                metrics.driftRepaired();
            }
        }
        if (!comparing && route.inForce()) {
            // Not before the route has left it: there are gateways that serve nobody when what gets the copies is gone.
            comparators.remove(owner, work.spec());
        }
        Optional<Instant> begins = route.inForce() && !state.suspended() && data.ledger().traffic().current().isEmpty()
                ? looker.storeTime(work.spec()) : Optional.empty();
        Active reached = state;
        Held kept;
        if (begins.isPresent()) {
            Instant start = later(begins.get(), data.ledger().traffic().verifiedUntil());
            kept = keeper.store(work.experiment(), work.evidence(), data.ledger().withTraffic(
                    data.ledger().traffic().open(start, weights(work.spec(), state))), judgement.looks());
            reached = state.begun().isPresent() ? state : state.startedAt(start);
        } else {
            kept = work.seen().note().isPresent() ? keeper.store(work.experiment(), work.evidence(), data.ledger(), judgement.looks())
                    : keeper.advance(work.experiment(), work.evidence(), data.ledger(), judgement.looks());
        }
        Duration tick = TickSchedule.next(work.experiment(), work.spec());
        Duration again = route.inForce() ? tick : shorter(tick, TickSchedule.untilRouted(TickSchedule.unrouted(work.status()),
                route.observation().orElseThrow(), clock.instant()));
        return outcome(work, reached, route.view(repaired), judgement, kept, data, again);
    }

    private PassOutcome outcome(Work work, ExperimentState state, RouteView route, Judgement judgement, Held kept, DataLook data,
            Duration again) {
        PassReport report = new PassReport(work.experiment().getMetadata().getGeneration(), Optional.of(work.spec()), work.check().view(),
                state, route, judgement.metrics(), judgement.findings(), Optional.of(judgement.health()),
                new Assessments(work.spec(), work.counted(), kept.ledger(), data.faults()).samples(),
                Optional.of(judgement.decision()),
                Optional.of(DecisionDetails.of(judgement.inputs(), judgement.decision())), judgement.digest(), kept.stored(),
                work.spec().desiredState() == DesiredState.Paused, news(work, state, judgement.decision()), data.now());
        return new PassOutcome(report, Optional.of(again)).after(work.requests());
    }

    private static News news(Work work, ExperimentState state, Decision decision) {
        Optional<UserRequest> consent = work.requests().accepted(UserRequest.Kind.Approve);
        String approved = consent.map(given -> "approved by " + given.by() + " at " + given.time()).orElse("");
        News news = News.NONE.withModels(ModelWords.of(work.seen().models())).withHandled(consent.isPresent()
                ? work.requests().answers(state.number(), approved) : work.requests().answers(state.number(), decision));
        // A consent that leads on in the same pass is told by the decision.
        return consent.isPresent() && state.generation() == work.state().generation()
                ? news.because(Reason.ApprovedByUser.name(), approved) : news;
    }

    /** Without its counts an experiment cannot be continued validly; the champion stays. */
    private PassOutcome ledgerLost(ModelExperiment experiment, Active state) {
        ModelExperimentSpec written = experiment.getSpec();
        SpecCheck check = checks.beforeStart(written);
        Decision decision = Decision.ledgerLost(CompanionStore.name(experiment));
        Instant now = clock.instant();
        PassReport report = new PassReport(experiment.getMetadata().getGeneration(), Optional.of(written), check.view(),
                Transitions.next(state, written, decision, now), new RouteView(false, Reason.Programming.name(),
                        "returning to the champion", 0),
                List.of(), Findings.NONE, Optional.empty(), SampleView.NONE, Optional.of(decision),
                Optional.of(DecisionDetails.of(decision)), null, null, false, News.NONE, now);
        return new PassOutcome(report, Optional.of(PassOutcome.AT_ONCE));
    }

    private static SortedMap<String, Integer> weights(ModelExperimentSpec spec, Active state) {
        SortedMap<String, Integer> weights = new TreeMap<>();
        WantedTraffic.shares(state, spec).forEach((variant, percent) ->
                weights.put(variant, percent.multiply(BigDecimal.valueOf(100)).intValueExact()));
        return weights;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
