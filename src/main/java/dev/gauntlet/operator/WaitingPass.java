package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.DesiredState;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.Circumstances;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.FreezeWindows;
import dev.gauntlet.lifecycle.Requests;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.operator.workload.WorkloadReading;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One look at an experiment that has not taken its route: checks everything that must be right, then freezes the spec. */
@Singleton
class WaitingPass {

    private static final RouteView NOT_ROUTED =
            new RouteView(null, Reason.NotRouted.name(), "the champion has all traffic", 0);

    private final EvidenceKeeper keeper;
    private final DataLooker looker;
    private final SpecChecks checks;
    private final Surroundings surroundings;
    private final RouteTurns turns;
    private final Routers routers;
    private final Clock clock;

    WaitingPass(EvidenceKeeper keeper, DataLooker looker, SpecChecks checks, Surroundings surroundings, RouteTurns turns,
            Routers routers, Clock clock) {
        this.keeper = keeper;
        this.looker = looker;
        this.checks = checks;
        this.surroundings = surroundings;
        this.turns = turns;
        this.routers = routers;
        this.clock = clock;
    }

    /**
     * What keeps an experiment from starting.
     *
     * @param view what to tell
     * @param again when to look again
     */
    private record Obstacle(RouteView view, Duration again) {
    }

    PassOutcome run(ModelExperiment experiment, ModelExperimentStatus status, Waiting waiting) {
        SpecCheck check = checks.beforeStart(experiment.getSpec());
        if (check.inForce().isEmpty()) {
            return outcome(experiment, check, waiting, NOT_ROUTED, News.NONE, Optional.empty());
        }
        ModelExperimentSpec spec = check.inForce().get();
        Requests requests = RequestDesk.judge(experiment, status, waiting, spec, Optional.empty());
        return look(experiment, check, spec, waiting, News.NONE.withHandled(requests.answers(waiting.number(), ""))).after(requests);
    }

    private PassOutcome look(ModelExperiment experiment, SpecCheck check, ModelExperimentSpec spec, Waiting waiting, News news) {
        if (spec.desiredState() == DesiredState.Aborted) {
            return outcome(experiment, check, Transitions.abort(waiting, spec, clock.instant()), NOT_ROUTED,
                    news.because(Reason.AbortedByUser.name(), "aborted by desiredState: Aborted before it started"), Optional.empty());
        }
        if (spec.desiredState() == DesiredState.Paused) {
            return outcome(experiment, check, waiting, NOT_ROUTED, news, Optional.empty());
        }
        Optional<Obstacle> early = tooEarly(experiment, spec).or(() -> occupied(experiment, spec, waiting));
        if (early.isPresent()) {
            return outcome(experiment, check, waiting, early.get().view(), news, Optional.of(early.get().again()));
        }
        WorkloadReading models = surroundings.atStart(experiment, spec);
        if (!models.unreadable().isEmpty()) {
            WorkloadReading.Unreadable first = models.unreadable().get(0);
            return outcome(experiment, check, waiting, new RouteView(null, first.reason().name(), first.message(), 0), news,
                    Optional.of(TickSchedule.next(experiment, spec)));
        }
        Optional<Instant> now = looker.storeTime(spec);
        if (now.isEmpty()) {
            return outcome(experiment, check, waiting, new RouteView(null, Reason.NotRouted.name(), "Prometheus connection "
                    + spec.prometheus().connection() + " does not answer; the experiment starts when it does", 0), news,
                    Optional.of(TickSchedule.next(experiment, spec)));
        }
        return start(experiment, check, spec, waiting, models, now.get(), news);
    }

    private PassOutcome start(ModelExperiment experiment, SpecCheck check, ModelExperimentSpec spec, Waiting waiting,
            WorkloadReading models, Instant now, News news) {
        SortedMap<String, String> notes = new TreeMap<>();
        notes.put(Surroundings.MODELS, models.models().toJson());
        keeper.begin(experiment, spec, looker.firstLedger(
                EvidenceSpecs.of(RouteIntents.owner(experiment).qualifiedName(), spec), now), notes);
        RouteView view = RouteLook.enforced(spec) ? new RouteView(false, Reason.Programming.name(), "the route is being taken over", 0)
                : new RouteView(null, Reason.ObserveOnly.name(), "mode Observe: the route is not touched", 0);
        return outcome(experiment, check, Transitions.start(waiting, now), view,
                news.withModels(ModelWords.of(models.models())), Optional.of(PassOutcome.AT_ONCE));
    }

    /** The start time has not come, or a freeze window is open. */
    private Optional<Obstacle> tooEarly(ModelExperiment experiment, ModelExperimentSpec spec) {
        Instant now = clock.instant();
        Optional<Instant> start = Optional.ofNullable(spec.schedule().startTime()).map(OffsetDateTime::parse)
                .map(OffsetDateTime::toInstant);
        if (start.filter(now::isBefore).isPresent()) {
            return Optional.of(new Obstacle(new RouteView(null, Reason.AwaitingStartTime.name(),
                    "schedule.startTime is " + start.get() + "; the champion has all traffic until then", 0),
                    sooner(Duration.between(now, start.get()), TickSchedule.next(experiment, spec))));
        }
        return FreezeWindows.open(spec.schedule(), now).map(freeze -> new Obstacle(new RouteView(null, Reason.FreezeWindow.name(),
                freeze(freeze), 0), sooner(Duration.between(now, freeze.until()), TickSchedule.next(experiment, spec))));
    }

    private static String freeze(Circumstances.Freeze freeze) {
        return "freeze window " + freeze.name() + " is open until " + freeze.until() + "; the champion has all traffic until then";
    }

    private static Duration sooner(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** What keeps the route from being taken; empty when nothing does. */
    private Optional<Obstacle> occupied(ModelExperiment experiment, ModelExperimentSpec spec, Waiting waiting) {
        if (!RouteLook.enforced(spec)) {
            return Optional.empty();
        }
        Running first = Transitions.start(waiting, clock.instant());
        RouteObservation seen = routers.of(spec).observe(RouteIntents.of(experiment, spec, first));
        Optional<RouteView> view = seen.state() == RouteState.BLOCKED
                ? Optional.of(new RouteView(false, seen.reason().label(), seen.message(), 0))
                : turns.started(experiment, spec)
                        .map(name -> new RouteView(false, Reason.AwaitingTurn.name(), "experiment " + name + " has started on "
                                + RouteQueue.Route.of(spec).name() + "; it is this experiment's turn when that one ends", 0))
                        .or(() -> turns.before(experiment, spec, clock.instant())
                                .map(place -> new RouteView(false, Reason.AwaitingTurn.name(), place.message(), 0)))
                        .or(() -> RouteLook.unreadyVariant(seen, variant -> true)
                                .map(message -> new RouteView(false, Reason.VariantNotReady.name(), message, 0)))
                        .or(() -> PlannedTraffic.obstacle(PlannedTraffic.of(spec, first),
                                state -> RouteIntents.of(experiment, spec, state), routers.of(spec)::observe));
        return view.map(told -> new Obstacle(told, TickSchedule.next(experiment, spec)));
    }

    private PassOutcome outcome(ModelExperiment experiment, SpecCheck check, ExperimentState state, RouteView route, News news,
            Optional<Duration> next) {
        boolean paused = check.inForce().filter(s -> s.desiredState() == DesiredState.Paused).isPresent();
        return new PassOutcome(new PassReport(experiment.getMetadata().getGeneration(), check.inForce(), check.view(), state, route,
                List.of(), Findings.NONE, Optional.empty(), SampleView.NONE, Optional.empty(), Optional.empty(), null, null, paused, news,
                clock.instant()), next);
    }
}
