package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.LookBook;
import dev.gauntlet.evidence.EvidenceSpec;
import dev.gauntlet.evidence.Ledger;
import dev.gauntlet.evidence.TrafficHistory;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.lifecycle.WantedTraffic;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.TrafficRouter;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look at a running step: observe the route and the data, assess, decide, and either persist a transition or act on the
 * state that is persisted already.
 */
@Singleton
class RunningPass {

    private final EvidenceKeeper keeper;
    private final DataLooker looker;
    private final Connections connections;
    private final TrafficRouter router;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final Duration silenceLimit;

    RunningPass(EvidenceKeeper keeper, DataLooker looker, Connections connections, TrafficRouter router, OperatorMetrics metrics,
            Clock clock, GauntletConfig config) {
        this.keeper = keeper;
        this.looker = looker;
        this.connections = connections;
        this.router = router;
        this.metrics = metrics;
        this.clock = clock;
        this.silenceLimit = config.silenceLimit();
    }

    PassOutcome run(ModelExperiment experiment, ModelExperimentStatus status, Running running) {
        Optional<Held> evidence = keeper.load(experiment);
        if (evidence.isEmpty()) {
            return ledgerLost(experiment, running);
        }
        SpecCheck check = SpecCheck.afterStart(evidence.get().frozenSpec(), experiment.getSpec(), connections.names());
        ModelExperimentSpec spec = check.inForce().orElseThrow();
        RouteLook route = observe(experiment, spec, running);
        DataLook data = looker.look(spec, counted(experiment, spec), evidence.get().ledger(), route);
        Judgement judgement = judge(experiment, spec, status, running, route, data, evidence.get().looks());
        ExperimentState next = Transitions.next(running, spec, judgement.decision(), data.now());
        if (next.equals(running) && check.invalid() != running.suspended()) {
            next = running.withSuspended(check.invalid());
        }
        int repairs = repairs(status);
        if (!next.equals(running)) {
            TrafficHistory ended = data.ledger().traffic().close(data.now()).verify(data.now());
            Held stored = keeper.store(experiment, evidence.get(), data.ledger().withTraffic(ended), judgement.looks());
            return outcome(experiment, spec, check, next, route.view(repairs), judgement, stored, data, PassOutcome.AT_ONCE);
        }
        return act(experiment, spec, check, running, route, judgement, evidence.get(), data, repairs);
    }

    private RouteLook observe(ModelExperiment experiment, ModelExperimentSpec spec, Running running) {
        var intent = RouteIntents.of(experiment, spec, running);
        return new RouteLook(intent, RouteLook.enforced(spec) ? Optional.of(router.observe(intent)) : Optional.empty());
    }

    private Judgement judge(ModelExperiment experiment, ModelExperimentSpec spec, ModelExperimentStatus status, Running running,
            RouteLook route, DataLook data, LookBook before) {
        Judge judge = new Judge(new Case(RouteIntents.owner(experiment).qualifiedName(), spec, running, data.ledger(), data.faults(), before,
                data.now()));
        Optional<DataHealth.Problem> unready = route.unreadyVariant()
                .map(message -> new DataHealth.Problem(Reason.VariantNotReady.name(), message));
        DataHealth health = DataHealthCheck.of(spec, status, data.faults(), unready, judge.inForceFor(), silenceLimit, data.now());
        return judge.assess(health).decide(Circumstances.plain(spec.challengers().stream().map(Variant::name).toList()));
    }

    /** Brings the route to what status says, opens the epoch once it is there, and keeps the newest counts. */
    private PassOutcome act(ModelExperiment experiment, ModelExperimentSpec spec, SpecCheck check, Running running, RouteLook seen,
            Judgement judgement, Held evidence, DataLook data, int repairs) {
        RouteLook route = seen;
        int repaired = repairs;
        if (RouteLook.enforced(spec) && !seen.inForce()) {
            route = new RouteLook(seen.intent(), Optional.of(router.apply(seen.intent())));
            if (seen.observation().filter(RouteObservation::drifted).isPresent()) {
                repaired++;
                metrics.driftRepaired();
            }
        }
        Optional<Instant> begins = route.inForce() && !running.suspended() && data.ledger().traffic().current().isEmpty()
                ? looker.storeTime(spec) : Optional.empty();
        Running state = running;
        Held kept;
        if (begins.isPresent()) {
            Instant start = later(begins.get(), data.ledger().traffic().verifiedUntil());
            kept = keeper.store(experiment, evidence, data.ledger().withTraffic(
                    data.ledger().traffic().open(start, weights(spec, running))), judgement.looks());
            state = running.begun().isPresent() ? running : running.startedAt(start);
        } else {
            kept = keeper.advance(experiment, evidence, data.ledger(), judgement.looks());
        }
        Duration again = route.inForce() ? TickSchedule.next(experiment, spec) : PassOutcome.SOON;
        return outcome(experiment, spec, check, state, route.view(repaired), judgement, kept, data, again);
    }

    private PassOutcome outcome(ModelExperiment experiment, ModelExperimentSpec spec, SpecCheck check, ExperimentState state,
            RouteView route, Judgement judgement, Held kept, DataLook data, Duration again) {
        PassReport report = new PassReport(experiment.getMetadata().getGeneration(), Optional.of(spec), check.view(), state, route,
                judgement.metrics(), judgement.findings(), Optional.of(judgement.health()),
                new Assessments(spec, counted(experiment, spec), kept.ledger(), data.faults()).samples(),
                Optional.of(judgement.decision()), judgement.digest(), kept.stored(),
                spec.desiredState() == DesiredState.Paused, News.NONE, data.now());
        return new PassOutcome(report, Optional.of(again));
    }

    /** Without its counts an experiment cannot be continued validly; the champion stays. */
    private PassOutcome ledgerLost(ModelExperiment experiment, Running running) {
        ModelExperimentSpec written = experiment.getSpec();
        SpecCheck check = SpecCheck.beforeStart(written, connections.names());
        Decision decision = Decision.ledgerLost(CompanionStore.name(experiment));
        Instant now = clock.instant();
        PassReport report = new PassReport(experiment.getMetadata().getGeneration(), Optional.of(written), check.view(),
                Transitions.next(running, written, decision, now), new RouteView(false, Reason.Programming.name(),
                        "returning to the champion", 0),
                List.of(), Findings.NONE, Optional.empty(), SampleView.NONE, Optional.of(decision), null, null, false, News.NONE, now);
        return new PassOutcome(report, Optional.of(PassOutcome.AT_ONCE));
    }

    private static EvidenceSpec counted(ModelExperiment experiment, ModelExperimentSpec spec) {
        return EvidenceSpecs.of(RouteIntents.owner(experiment).qualifiedName(), spec);
    }

    private static SortedMap<String, Integer> weights(ModelExperimentSpec spec, Running running) {
        SortedMap<String, Integer> weights = new TreeMap<>();
        WantedTraffic.shares(running, spec).forEach((variant, percent) ->
                weights.put(variant, percent.multiply(BigDecimal.valueOf(100)).intValueExact()));
        return weights;
    }

    private static int repairs(ModelExperimentStatus status) {
        return status.route() == null || status.route().driftRepairs() == null ? 0 : status.route().driftRepairs();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
