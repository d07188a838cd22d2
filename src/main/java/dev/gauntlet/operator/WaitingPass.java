package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.LedgerStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.TrafficRouter;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One look at an experiment that has not taken its route: checks everything that must be right, then freezes the spec. */
@Singleton
class WaitingPass {

    private static final RouteView NOT_ROUTED =
            new RouteView(null, Reason.NotRouted.name(), "the champion has all traffic", 0);

    private final EvidenceKeeper keeper;
    private final DataLooker looker;
    private final Connections connections;
    private final TrafficRouter router;
    private final Clock clock;

    WaitingPass(EvidenceKeeper keeper, DataLooker looker, Connections connections, TrafficRouter router, Clock clock) {
        this.keeper = keeper;
        this.looker = looker;
        this.connections = connections;
        this.router = router;
        this.clock = clock;
    }

    PassOutcome run(ModelExperiment experiment, Waiting waiting) {
        SpecCheck check = SpecCheck.beforeStart(experiment.getSpec(), connections.names());
        if (check.inForce().isEmpty()) {
            return outcome(experiment, check, waiting, NOT_ROUTED, null, Optional.empty());
        }
        ModelExperimentSpec spec = check.inForce().get();
        if (spec.desiredState() == DesiredState.Aborted) {
            return outcome(experiment, check, Transitions.abort(waiting, spec, clock.instant()), NOT_ROUTED, null, Optional.empty());
        }
        if (spec.desiredState() == DesiredState.Paused) {
            return outcome(experiment, check, waiting, NOT_ROUTED, null, Optional.empty());
        }
        Running first = Transitions.start(waiting, clock.instant());
        Optional<RouteView> obstacle = obstacle(experiment, spec, first);
        Optional<Instant> now = obstacle.isPresent() ? Optional.empty() : looker.storeTime(spec);
        if (now.isEmpty()) {
            RouteView view = obstacle.orElse(new RouteView(null, Reason.NotRouted.name(),
                    "Prometheus connection " + spec.prometheus().connection() + " does not answer; the experiment starts when it does", 0));
            return outcome(experiment, check, waiting, view, null, Optional.of(TickSchedule.next(experiment, spec)));
        }
        LedgerStatus stored = keeper.begin(experiment, spec, looker.firstLedger(
                EvidenceSpecs.of(RouteIntents.owner(experiment).qualifiedName(), spec), now.get()), Collections.emptySortedMap()).stored();
        return outcome(experiment, check, Transitions.start(waiting, now.get()),
                new RouteView(false, Reason.Programming.name(), "the route is being taken over", 0), stored,
                Optional.of(PassOutcome.AT_ONCE));
    }

    /** What keeps the route from being taken; empty when nothing does. */
    private Optional<RouteView> obstacle(ModelExperiment experiment, ModelExperimentSpec spec, Running first) {
        if (!RouteLook.enforced(spec)) {
            return Optional.empty();
        }
        RouteObservation seen = router.observe(RouteIntents.of(experiment, spec, first));
        if (seen.state() == RouteState.BLOCKED) {
            return Optional.of(new RouteView(false, seen.reason().label(), seen.message(), 0));
        }
        return RouteLook.unreadyVariant(seen).map(message -> new RouteView(false, Reason.VariantNotReady.name(), message, 0));
    }

    private PassOutcome outcome(ModelExperiment experiment, SpecCheck check, ExperimentState state, RouteView route,
            LedgerStatus stored, Optional<Duration> next) {
        boolean paused = check.inForce().filter(s -> s.desiredState() == DesiredState.Paused).isPresent();
        return new PassOutcome(new PassReport(experiment.getMetadata().getGeneration(), check.inForce(), check.view(), state, route,
                List.of(), Findings.NONE, Optional.empty(), SampleView.NONE, Optional.empty(), null, stored, paused, News.NONE, clock.instant()), next);
    }
}
