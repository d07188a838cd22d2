package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.decision.UserRequest;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.Requests;
import dev.gauntlet.lifecycle.Transitions;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.operator.workload.ChampionRetirement;
import dev.gauntlet.operator.workload.PatchResult;
import dev.gauntlet.operator.workload.PatchTarget;
import dev.gauntlet.operator.workload.VariantModels;
import dev.gauntlet.operator.shadow.Comparators;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.reporting.SpecView;
import dev.gauntlet.routing.RouteGoal;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import dev.gauntlet.routing.RouteState;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hands the route over to whoever serves from now on, gives up its ownership, writes the report, and retires the champion when that is
 * asked for and due. After that it only listens for a request: a new run, or the return to the champion while that is kept warm.
 */
@Singleton
class ConcludedPass {

    private static final RouteView OBSERVED =
            new RouteView(null, Reason.ObserveOnly.name(), "mode Observe: the route is not touched", 0);

    private final EvidenceKeeper keeper;
    private final ReportWriter reports;
    private final PatchTarget patches;
    private final ChampionRetirement retirement;
    private final Routers routers;
    private final Comparators comparators;
    private final Clock clock;

    ConcludedPass(EvidenceKeeper keeper, ReportWriter reports, PatchTarget patches, ChampionRetirement retirement,
            Routers routers, Comparators comparators, Clock clock) {
        this.keeper = keeper;
        this.reports = reports;
        this.patches = patches;
        this.retirement = retirement;
        this.routers = routers;
        this.comparators = comparators;
        this.clock = clock;
    }

    /**
     * What a pass works on.
     *
     * @param experiment the resource
     * @param status its status
     * @param spec the spec that was in force
     * @param evidence what is kept of the run; empty when it is lost
     * @param end where it stands
     */
    private record Work(ModelExperiment experiment, ModelExperimentStatus status, ModelExperimentSpec spec, Optional<Held> evidence,
            Concluded end) {
    }

    PassOutcome run(ModelExperiment experiment, ModelExperimentStatus status, Concluded end) {
        boolean settled = end.released() && status.report() != null && (end.outcome() != Outcome.Promoted || end.retired().isPresent());
        Optional<Held> evidence = settled ? Optional.empty() : keeper.load(experiment);
        ModelExperimentSpec spec = evidence.map(Held::frozenSpec).orElse(experiment.getSpec());
        Work work = new Work(experiment, status, spec, evidence, end);
        Requests requests = possible(work, RequestDesk.judge(experiment, status, end, spec, Optional.empty()));
        return look(work, requests).after(requests);
    }

    /** Nobody can be led back on a route that another experiment has taken since. */
    private Requests possible(Work work, Requests requests) {
        if (!work.end().released() || requests.accepted(UserRequest.Kind.Rollback).isEmpty()) {
            return requests;
        }
        RouteObservation route = routers.of(work.spec()).observe(
                RouteIntents.of(work.experiment(), work.spec(), work.end()).withGoal(new RouteGoal.Split()));
        return route.reason() != RouteReason.ROUTE_BUSY ? requests : requests.refusing(work.end().number(), route.message()
                + "; end that one first, or have it led back");
    }

    private PassOutcome look(Work work, Requests requests) {
        Concluded end = work.end();
        if (end.released() && owesReport(work)) {
            // Before a new run may replace what is kept of this one; a report that cannot be written keeps nobody from anything.
            News told = reported(work, News.NONE);
            if (told.report().isPresent()) {
                return outcome(work, end, released(work), told, Optional.of(PassOutcome.AT_ONCE));
            }
        }
        Optional<UserRequest> rollback = requests.accepted(UserRequest.Kind.Rollback);
        if (rollback.isPresent()) {
            String message = asked("rolled back", rollback.get());
            return outcome(work, Transitions.rollback(end, work.spec(), clock.instant()), handingOver(work.spec().champion().name()),
                    News.of(Reason.RolledBackByUser.name(), message).withHandled(requests.answers(end.number(), message)),
                    Optional.of(PassOutcome.AT_ONCE));
        }
        Optional<UserRequest> retry = requests.accepted(UserRequest.Kind.Retry);
        if (retry.isPresent()) {
            keeper.forget(work.experiment());
            String message = asked("run again", retry.get());
            return outcome(work, Transitions.retry(end), new RouteView(null, Reason.NotRouted.name(), "the champion has all traffic", 0),
                    News.of(Reason.RetriedByUser.name(), message).withHandled(requests.answers(end.number(), message)),
                    Optional.of(PassOutcome.AT_ONCE));
        }
        News news = News.NONE.withHandled(requests.answers(end.number(), ""));
        return end.released() ? afterwards(work, news) : handOver(work, news);
    }

    private static String asked(String what, UserRequest request) {
        return what + " by " + request.by() + " at " + request.time() + ": " + request.value();
    }

    private PassOutcome handOver(Work work, News news) {
        if (work.end().outcome() != Outcome.Promoted) {
            restore(work);
        }
        boolean enforced = RouteLook.enforced(work.experiment().getSpec());
        // Nothing is promoted in Observe mode; but what was taken over before the mode changed goes back to the champion.
        RouteObservation release = enforced
                ? routers.of(work.spec()).apply(RouteIntents.of(work.experiment(), work.spec(), work.end()))
                : routers.of(work.spec()).remove(RouteIntents.toChampion(work.experiment(), work.spec(), work.end()));
        if (release.state() == RouteState.PROGRAMMED || !enforced && !RouteLook.wasTaken(work.status())) {
            comparators.remove(RouteIntents.owner(work.experiment()), work.spec());
            return outcome(work, work.end().handedBack(), released(work), news, Optional.of(PassOutcome.AT_ONCE));
        }
        return outcome(work, work.end(), new RouteView(false, release.reason().label(), release.message(), 0), news,
                Optional.of(TickSchedule.untilRouted(TickSchedule.unrouted(work.status()), release, clock.instant())));
    }

    /** A champion that was about to be replaced in place gets back what it had. */
    private void restore(Work work) {
        work.evidence().flatMap(Surroundings::original).ifPresent(original -> {
            PatchResult result = patches.restore(work.experiment().getMetadata().getNamespace(), original);
            if (result instanceof PatchResult.InProgress) {
                // The write needs a second look to give its fields back; the release of the route takes several passes anyway.
                patches.restore(work.experiment().getMetadata().getNamespace(), original);
            }
        });
    }

    private PassOutcome afterwards(Work work, News news) {
        if (isAwaitingRetirement(work.spec(), work.end())) {
            return retire(work, news);
        }
        if (owesReport(work)) {
            return outcome(work, work.end(), released(work), news, Optional.of(TickSchedule.next(work.experiment(), work.spec())));
        }
        keeper.forget(work.experiment());
        return outcome(work, work.end(), released(work), news, Optional.empty());
    }

    /** A run that took its route has a report, as soon as it can be written. */
    private static boolean owesReport(Work work) {
        return work.status().report() == null && work.status().startTime() != null;
    }

    /** The route goes first; the report follows from what is kept, however often it fails. */
    private News reported(Work work, News news) {
        VariantModels models = work.evidence().map(Surroundings::noted).orElse(VariantModels.NONE);
        return new News(news.cause(), news.handled(), news.models(),
                reports.write(work.experiment(), ReportVariants.of(work.spec(), models)));
    }

    private static boolean isAwaitingRetirement(ModelExperimentSpec spec, Concluded end) {
        return end.outcome() == Outcome.Promoted && end.retired().isEmpty() && !end.serving().equals(spec.champion().name());
    }

    private PassOutcome retire(Work work, News news) {
        Instant due = work.end().time().plusSeconds(work.spec().promotion().retireAfterSeconds());
        Instant now = clock.instant();
        if (now.isBefore(due)) {
            Duration untilDue = Duration.between(now, due);
            Duration tick = TickSchedule.next(work.experiment(), work.spec());
            return outcome(work, work.end(), released(work), news,
                    Optional.of(owesReport(work) && tick.compareTo(untilDue) < 0 ? tick : untilDue));
        }
        String champion = work.spec().champion().name();
        if (work.spec().promotion().retirement() == Promotion.Retirement.KeepRunning) {
            if (work.spec().promotion().retireAfterSeconds() == 0) {
                return outcome(work, work.end().retiredAt(now), released(work), news, Optional.of(PassOutcome.AT_ONCE));
            }
            return outcome(work, work.end().retiredAt(now), released(work), news.because(Reason.ChampionRetired.name(),
                    champion + " is needed no more; its workload may be removed"), Optional.of(PassOutcome.AT_ONCE));
        }
        ChampionRetirement.Retirement scaled = retirement.scaleDown(work.experiment().getMetadata().getNamespace(), work.spec().champion());
        return switch (scaled.state()) {
            case Retry -> outcome(work, work.end(), released(work), news, Optional.of(PassOutcome.SOON));
            case Retired, Refused -> outcome(work, work.end().retiredAt(now), released(work),
                    news.because(Reason.ChampionRetired.name(), scaled.message()), Optional.of(PassOutcome.AT_ONCE));
        };
    }

    private static RouteView handingOver(String serving) {
        return new RouteView(false, Reason.Programming.name(), "returning to " + serving, 0);
    }

    private static RouteView released(Work work) {
        if (!RouteLook.enforced(work.experiment().getSpec())) {
            return OBSERVED;
        }
        return new RouteView(true, Reason.RouteReleased.name(),
                work.end().serving() + " serves everybody; Gauntlet no longer owns the route", 0);
    }

    private PassOutcome outcome(Work work, ExperimentState state, RouteView route, News news, Optional<Duration> next) {
        ModelExperimentSpec written = work.experiment().getSpec();
        SpecView view = work.evidence().isEmpty() || FrozenSpec.violations(work.spec(), written).isEmpty()
                ? new SpecView(true, Reason.Accepted.name(), "the experiment has ended")
                : new SpecView(false, Reason.SpecFrozen.name(), "the experiment has ended; annotate it with "
                        + UserRequest.Kind.Retry.annotation() + " to run the spec as it is now");
        return new PassOutcome(new PassReport(work.experiment().getMetadata().getGeneration(), Optional.of(work.spec()), view, state, route,
                List.of(), Findings.NONE, Optional.empty(), SampleView.NONE, Optional.empty(), Optional.empty(), null, null, false, news,
                clock.instant()), next);
    }
}
