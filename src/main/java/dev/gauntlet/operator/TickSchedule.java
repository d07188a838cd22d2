package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.reporting.Conditions;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When to look again. */
final class TickSchedule {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private TickSchedule() {
    }

    /**
     * The evaluation period, shortened by up to a tenth depending on the experiment's uid, so that the looks of many
     * experiments spread over time after a restart.
     */
    static Duration next(ModelExperiment experiment, ModelExperimentSpec spec) {
        long period = spec.prometheus().evaluationPeriodSeconds() * 1000L;
        return Duration.ofMillis(period - Math.floorMod(experiment.getMetadata().getUid().hashCode(), (int) (period / 10)));
    }

    /**
     * When to look again at a route that is not as it should be: at first soon, then less and less often, because it may take a person
     * hours to change what is in the way. A tenth of the time that it takes anyway is all that is lost.
     *
     * @param since since when it is so
     * @param seen what was seen now
     */
    static Duration untilRouted(Optional<Instant> since, RouteObservation seen, Instant now) {
        if (since.isEmpty() || seen.reason() == RouteReason.WRITE_CONFLICT) {
            return PassOutcome.SOON;
        }
        Duration tenth = Duration.between(since.get(), now).dividedBy(10);
        return tenth.compareTo(PassOutcome.SOON) < 0 ? PassOutcome.SOON : tenth.compareTo(LONGEST_WAIT) < 0 ? tenth : LONGEST_WAIT;
    }

    /** Since when the route of an experiment is not as it should be, by its status; empty if it is. */
    static Optional<Instant> unrouted(ModelExperimentStatus status) {
        return Conditions.find(status.conditions(), ConditionType.RouteProgrammed)
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()));
    }
}
