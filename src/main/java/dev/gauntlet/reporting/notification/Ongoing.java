package dev.gauntlet.reporting.notification;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.reporting.Conditions;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A state of an experiment that somebody should look at, as long as it lasts.
 *
 * @param occurrence what is told about it
 * @param identity differs when the state ended and came again, or when it has another cause
 */
public record Ongoing(Occurrence occurrence, String identity) {

    /** The events that tell of such a state; all others are over at once. */
    public static final Set<NotificationEvent> EVENTS =
            Set.copyOf(EnumSet.of(NotificationEvent.Held, NotificationEvent.ApprovalRequired, NotificationEvent.Invalid));

    /**
     * The states that last at the moment.
     *
     * @param status the experiment's status
     * @param spec the spec in force; empty when there is none
     */
    public static Map<NotificationEvent, Ongoing> of(ModelExperimentStatus status, Optional<ModelExperimentSpec> spec) {
        Map<NotificationEvent, Ongoing> ongoing = new EnumMap<>(NotificationEvent.class);
        if (status.outcome() == null) {
            held(status).ifPresent(o -> ongoing.put(o.occurrence().event(), o));
            spec.flatMap(s -> approval(status, s)).ifPresent(o -> ongoing.put(o.occurrence().event(), o));
        }
        invalid(status).ifPresent(o -> ongoing.put(o.occurrence().event(), o));
        return ongoing;
    }

    /** A Hold until somebody approves is told as ApprovalRequired. */
    private static Optional<Ongoing> held(ModelExperimentStatus status) {
        DecisionStatus decision = status.decision();
        return decision == null || decision.action() != Action.Hold || decision.reason().equals(Reason.AwaitingApproval.name())
                ? Optional.empty()
                : Optional.of(new Ongoing(new Occurrence(NotificationEvent.Held, decision.reason(), decision.message()),
                        decision.reason()));
    }

    private static Optional<Ongoing> approval(ModelExperimentStatus status, ModelExperimentSpec spec) {
        boolean decided = status.run() != null && status.run().promotion() != null;
        boolean approved = status.run() != null && status.run().approval() != null && status.run().approval().by() != null;
        if (status.step() == null || decided || approved) {
            return Optional.empty();
        }
        String name = status.step().name();
        String candidate = status.run() == null || status.run().approval() == null ? null : status.run().approval().candidate();
        return spec.steps().stream().filter(s -> s.type() == Step.Type.Approval && name.equals(s.name())).findFirst()
                .map(s -> new Ongoing(new Occurrence(NotificationEvent.ApprovalRequired, Reason.AwaitingApproval.name(),
                        (candidate == null ? "step " + name + " waits for approval" : candidate + " waits for approval to be promoted")
                                + "; approve by the annotation gauntlet.dev/approve: " + name),
                                        Occurrences.runNumber(status) + "/" + name));
    }

    private static Optional<Ongoing> invalid(ModelExperimentStatus status) {
        return Conditions.find(status.conditions(), ConditionType.Ready).filter(c -> Reason.InvalidSpec.name().equals(c.getReason()))
                .map(c -> new Ongoing(new Occurrence(NotificationEvent.Invalid, c.getReason(), c.getMessage()), ""));
    }
}
