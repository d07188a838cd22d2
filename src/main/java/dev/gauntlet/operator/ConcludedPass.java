package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.Findings;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.operator.EvidenceKeeper.Held;
import dev.gauntlet.reporting.News;
import dev.gauntlet.reporting.PassReport;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.reporting.SampleView;
import dev.gauntlet.reporting.SpecView;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.TrafficRouter;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hands the route over to whoever serves from now on, gives up its ownership, and then leaves it alone for good. */
@Singleton
class ConcludedPass {

    private static final RouteView OBSERVED =
            new RouteView(null, Reason.ObserveOnly.name(), "mode Observe: the route is not touched", 0);

    private final EvidenceKeeper keeper;
    private final TrafficRouter router;
    private final Clock clock;

    ConcludedPass(EvidenceKeeper keeper, TrafficRouter router, Clock clock) {
        this.keeper = keeper;
        this.router = router;
        this.clock = clock;
    }

    PassOutcome run(ModelExperiment experiment, Concluded concluded) {
        ModelExperimentSpec spec = keeper.load(experiment).map(Held::frozenSpec).orElse(experiment.getSpec());
        SpecView view = spec.equals(experiment.getSpec()) || FrozenSpec.violations(spec, experiment.getSpec()).isEmpty()
                ? new SpecView(true, Reason.Accepted.name(), "the experiment has ended")
                : new SpecView(false, Reason.SpecFrozen.name(), "the experiment has ended; create a new one to run another spec");
        if (concluded.released()) {
            keeper.forget(experiment);
            return outcome(experiment, spec, view, concluded, released(experiment, concluded), Optional.empty());
        }
        if (!RouteLook.enforced(experiment.getSpec())) {
            // Nothing is promoted in Observe mode; but what was taken over before the mode changed goes back to the champion.
            router.remove(RouteIntents.toChampion(experiment, spec, concluded));
            return outcome(experiment, spec, view, concluded.handedBack(),
                    OBSERVED, Optional.empty());
        }
        RouteObservation release = router.apply(RouteIntents.of(experiment, spec, concluded));
        return release.state() == RouteState.PROGRAMMED
                ? outcome(experiment, spec, view, concluded.handedBack(), released(experiment, concluded), Optional.empty())
                : outcome(experiment, spec, view, concluded, new RouteView(false, release.reason().label(), release.message(), 0),
                        Optional.of(PassOutcome.SOON));
    }

    private static RouteView released(ModelExperiment experiment, Concluded concluded) {
        if (!RouteLook.enforced(experiment.getSpec())) {
            return OBSERVED;
        }
        return new RouteView(true, Reason.RouteReleased.name(),
                concluded.serving() + " serves everybody; Gauntlet no longer owns the route", 0);
    }

    private PassOutcome outcome(ModelExperiment experiment, ModelExperimentSpec spec, SpecView view, Concluded state, RouteView route,
            Optional<Duration> next) {
        return new PassOutcome(new PassReport(experiment.getMetadata().getGeneration(), Optional.of(spec), view, state, route,
                List.of(), Findings.NONE, Optional.empty(), SampleView.NONE, Optional.empty(), null, null, false, News.NONE, clock.instant()), next);
    }
}
