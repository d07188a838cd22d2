package dev.gauntlet.reporting.notification;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RemovalStatus;
import dev.gauntlet.api.v1alpha1.NotificationEvent;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Routing;
import dev.gauntlet.reporting.BrokenLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells what happened between two statuses, so that a notification is made once per change and never per look. */
public final class Occurrences {

    private Occurrences() {
    }

    /**
     * What happened, in the order in which it is told.
     *
     * @param previous status as the resource has it
     * @param next status that is about to be written
     * @param spec the spec in force; empty when there is none
     */
    public static List<Occurrence> between(ModelExperimentStatus previous, ModelExperimentStatus next, Optional<ModelExperimentSpec> spec) {
        List<Occurrence> occurrences = new ArrayList<>();
        step(previous, next).ifPresent(occurrences::add);
        weights(previous, next, spec).ifPresent(occurrences::add);
        removals(previous, next, occurrences);
        BrokenLimits.newlyTold(previous, next).forEach(message ->
                occurrences.add(new Occurrence(NotificationEvent.LimitBroken, Reason.HardLimitExceeded.name(), message)));
        Map<NotificationEvent, Ongoing> before = Ongoing.of(previous, spec);
        Ongoing.of(next, spec).forEach((event, now) -> {
            if (!before.containsKey(event) || !before.get(event).identity().equals(now.identity())) {
                occurrences.add(now.occurrence());
            }
        });
        end(previous, next, occurrences);
        return occurrences;
    }

    /** Number of the run that a status speaks of; 1 for a status that nobody has written yet. */
    static int runNumber(ModelExperimentStatus status) {
        return status.run() == null || status.run().number() == null ? 1 : status.run().number();
    }

    private static Optional<Occurrence> step(ModelExperimentStatus previous, ModelExperimentStatus next) {
        if (next.step() == null || next.outcome() != null) {
            return Optional.empty();
        }
        boolean sameRun = previous.step() != null && runNumber(previous) == runNumber(next);
        if (sameRun && previous.step().index().equals(next.step().index())) {
            return Optional.empty();
        }
        NotificationEvent event = sameRun ? NotificationEvent.StepStarted : NotificationEvent.Started;
        Why why = why(previous, next);
        return Optional.of(new Occurrence(event, why.reason(), "step " + next.step().name() + " (" + (next.step().index() + 1) + " of "
                + next.step().count() + ") begins" + (sameRun ? ": " + why.message() : "")));
    }

    /** Where somebody else applies the weights, each change of those that are wanted, the return to one model at the end included. */
    private static Optional<Occurrence> weights(ModelExperimentStatus previous, ModelExperimentStatus next,
            Optional<ModelExperimentSpec> spec) {
        Long wanted = generation(next);
        if (wanted == null || wanted.equals(generation(previous)) || next.variants().isEmpty()
                || spec.filter(s -> s.routing().provider() == Routing.Provider.External).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Occurrence(NotificationEvent.WeightsWanted, Reason.Programming.name(), "generation " + wanted
                + " of the weights is wanted: " + next.variants().stream().map(v -> v.name() + " " + v.trafficPercent() + "%")
                .collect(Collectors.joining(", ")) + "; apply it and confirm with the annotation gauntlet.dev/applied-weights=" + wanted));
    }

    private static Long generation(ModelExperimentStatus status) {
        return status.route() == null ? null : status.route().generation();
    }

    private static void removals(ModelExperimentStatus previous, ModelExperimentStatus next, List<Occurrence> occurrences) {
        List<String> known = runNumber(previous) == runNumber(next)
                ? removed(previous).stream().map(RemovalStatus::variant).toList() : List.of();
        removed(next).stream().filter(r -> !known.contains(r.variant())).forEach(r -> occurrences.add(new Occurrence(
                NotificationEvent.ChallengerRemoved, r.reason(), r.variant() + " takes no further part, its traffic returns to the champion"
                        + (next.decision() == null ? "" : ": " + next.decision().message()))));
    }

    private static List<RemovalStatus> removed(ModelExperimentStatus status) {
        return status.run() == null ? List.of() : status.run().removed();
    }

    /** The end is told when it is decided; a promotion is told once more when the winner serves for good. */
    private static void end(ModelExperimentStatus previous, ModelExperimentStatus next, List<Occurrence> occurrences) {
        Optional<Outcome> decided = decided(next);
        boolean sameRun = runNumber(previous) == runNumber(next);
        Why why = why(previous, next);
        if (decided.isPresent() && !(sameRun && decided.equals(decided(previous)))) {
            occurrences.add(new Occurrence(NotificationEvent.Decided, why.reason(), decided.get() + ": " + why.message()));
        }
        Outcome before = sameRun && previous.outcome() != null ? previous.outcome().result() : null;
        if (next.outcome() != null && next.outcome().result() != before) {
            occurrences.add(new Occurrence(NotificationEvent.valueOf(next.outcome().result().name()), why.reason(),
                    next.outcome().serving() + " serves everybody: " + why.message()));
        }
    }

    private static Optional<Outcome> decided(ModelExperimentStatus status) {
        return status.outcome() != null ? Optional.of(status.outcome().result())
                : status.run() != null && status.run().promotion() != null ? Optional.of(Outcome.Promoted) : Optional.empty();
    }

    /** Reason and sentence of a change. */
    private record Why(String reason, String message) {
    }

    private static Why why(ModelExperimentStatus previous, ModelExperimentStatus next) {
        if (!next.history().isEmpty() && !next.history().equals(previous.history())) {
            HistoryEntry entry = next.history().get(next.history().size() - 1);
            return new Why(entry.reason(), entry.message());
        }
        return next.decision() != null ? new Why(next.decision().reason(), next.decision().message())
                : new Why(Reason.Started.name(), "the route is taken over");
    }
}
