package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Tells which Events follow from a change of status, so that an Event is published once per change and never per look. */
public final class StatusEvents {

    private static final List<ConditionType> REPORTED =
            List.of(ConditionType.Ready, ConditionType.RouteProgrammed, ConditionType.DataHealthy);

    /** Route reasons that every healthy run passes through. */
    private static final Set<String> ON_THE_WAY =
            Set.of(Reason.Programming.name(), Reason.PatchingTarget.name(), "ProxyNotReady", "ServiceNotSwitched", "Draining");

    private StatusEvents() {
    }

    /**
     * One Event.
     *
     * @param warning whether somebody should look
     * @param reason stable CamelCase name
     * @param message one sentence
     */
    public record StatusEvent(boolean warning, String reason, String message) {
    }

    /** The Events between two statuses, in the order in which things happened. */
    public static List<StatusEvent> between(ModelExperimentStatus previous, ModelExperimentStatus next) {
        List<StatusEvent> events = new ArrayList<>();
        REPORTED.forEach(type -> condition(previous, next, type).ifPresent(events::add));
        drift(previous, next).ifPresent(events::add);
        held(previous, next).ifPresent(events::add);
        transition(previous, next).ifPresent(events::add);
        events.addAll(RequestEvents.between(previous, next));
        BrokenLimits.newlyTold(previous, next)
                .forEach(message -> events.add(new StatusEvent(true, Reason.HardLimitExceeded.name(), message)));
        return events;
    }

    private static Optional<StatusEvent> condition(ModelExperimentStatus previous, ModelExperimentStatus next, ConditionType type) {
        Optional<Condition> before = Conditions.find(previous.conditions(), type);
        Optional<Condition> now = Conditions.find(next.conditions(), type);
        boolean wasBad = before.filter(c -> "False".equals(c.getStatus())).isPresent();
        boolean isBad = now.filter(c -> "False".equals(c.getStatus())).isPresent();
        boolean sameReason = Objects.equals(before.map(Condition::getReason), now.map(Condition::getReason));
        if (isBad && !(wasBad && sameReason)) {
            return now.map(c -> new StatusEvent(!ON_THE_WAY.contains(c.getReason()), c.getReason(), c.getMessage()));
        }
        return wasBad && !isBad ? now.map(c -> new StatusEvent(false, c.getReason(), c.getMessage())) : Optional.empty();
    }

    private static Optional<StatusEvent> drift(ModelExperimentStatus previous, ModelExperimentStatus next) {
        return repairs(next) > repairs(previous) ? Optional.of(new StatusEvent(true, Reason.RouteDriftRepaired.name(),
                "somebody else changed the route; it was repaired, and the time in between is left out of the analysis"))
                : Optional.empty();
    }

    private static int repairs(ModelExperimentStatus status) {
        return status.route() == null || status.route().driftRepairs() == null ? 0 : status.route().driftRepairs();
    }

    private static Optional<StatusEvent> held(ModelExperimentStatus previous, ModelExperimentStatus next) {
        boolean held = next.decision() != null && next.decision().action() == Action.Hold;
        boolean known = previous.decision() != null && previous.decision().action() == Action.Hold
                && Objects.equals(previous.decision().reason(), next.decision() == null ? null : next.decision().reason());
        return held && !known ? Optional.of(new StatusEvent(!ON_THE_WAY.contains(next.decision().reason()), next.decision().reason(),
                next.decision().message())) : Optional.empty();
    }

    private static Optional<StatusEvent> transition(ModelExperimentStatus previous, ModelExperimentStatus next) {
        if (next.history().isEmpty() || next.history().equals(previous.history())) {
            return Optional.empty();
        }
        HistoryEntry entry = next.history().get(next.history().size() - 1);
        boolean ended = next.outcome() != null;
        String reason = ended ? next.outcome().result().name() : entry.reason();
        return Optional.of(new StatusEvent(ended && next.outcome().result() == Outcome.RolledBack, reason,
                entry.from() + " -> " + entry.to() + ": " + entry.message()));
    }
}
