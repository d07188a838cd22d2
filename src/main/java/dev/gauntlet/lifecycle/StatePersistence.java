package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.ApprovalStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.OutcomeStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RemovalStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RouteStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RunStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.StepStatus;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Removal;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a state from status and writes it back; status is the only memory of the state machine. */
public final class StatePersistence {

    private StatePersistence() {
    }

    /** The state that a status stands for; {@link Waiting#NEW} for an empty one. */
    public static ExperimentState read(ModelExperimentStatus status) {
        RouteStatus route = status.route();
        long generation = route == null || route.generation() == null ? 0 : route.generation();
        RunStatus remembered = status.run() == null ? new RunStatus(1, List.of(), null, null) : status.run();
        if (status.outcome() != null) {
            OutcomeStatus end = status.outcome();
            return new Concluded(remembered.number(), end.result(), end.winner(), end.serving(), Instant.parse(end.time()), generation,
                    route != null && Boolean.TRUE.equals(route.released()), instant(end.retiredTime()));
        }
        if (status.step() == null) {
            return new Waiting(remembered.number(), generation);
        }
        Run run = new Run(remembered.number(), Instant.parse(status.startTime()), remembered.removed().stream()
                .map(r -> new Removal(r.variant(), Instant.parse(r.time()), r.reason())).toList());
        boolean suspended = route != null && Boolean.TRUE.equals(route.suspended());
        PromotionStatus promotion = remembered.promotion();
        if (promotion != null) {
            return new Promoting(run, promotion.winner(), Instant.parse(promotion.decidedTime()), promotion.stage(),
                    promotion.index() == null ? 0 : promotion.index(), instant(promotion.startTime()), generation, suspended);
        }
        ApprovalStatus approval = remembered.approval();
        return new Running(run, status.step().index(), instant(status.step().startTime()), generation, suspended,
                status.step().extensions() == null ? 0 : status.step().extensions(),
                Optional.ofNullable(approval).map(ApprovalStatus::candidate),
                Optional.ofNullable(approval).filter(a -> a.by() != null).map(a -> new Approval(a.by(), Instant.parse(a.time()))));
    }

    /** The step shown for a state; none before the start, and the last one while a winner is promoted and after the end. */
    public static StepStatus step(ExperimentState state, ModelExperimentSpec spec, StepStatus previous) {
        if (!(state instanceof Running running)) {
            return state instanceof Waiting ? null : previous;
        }
        Step step = spec.steps().get(running.stepIndex());
        Long deadline = step.deadlineSeconds(running.extensions());
        return new StepStatus(step.name(), running.stepIndex(), spec.steps().size(), running.begun().map(Instant::toString).orElse(null),
                running.begun().map(start -> start.plusSeconds(step.minimumSeconds()).toString()).orElse(null),
                deadline == null ? null : running.begun().map(start -> start.plusSeconds(deadline).toString()).orElse(null),
                running.extensions() == 0 ? null : running.extensions());
    }

    /** What is remembered of the run; after the end as it was last. */
    public static RunStatus run(ExperimentState state, RunStatus previous) {
        if (!(state instanceof Active active)) {
            return state instanceof Waiting ? new RunStatus(state.number(), List.of(), null, null) : previous;
        }
        List<RemovalStatus> removed = active.run().removed().stream()
                .map(r -> new RemovalStatus(r.variant(), r.time().toString(), r.reason())).toList();
        return new RunStatus(active.number(), removed, active instanceof Running running ? approval(running) : null,
                active instanceof Promoting promoting ? promotion(promoting) : null);
    }

    private static ApprovalStatus approval(Running running) {
        return running.candidate().isEmpty() && running.approval().isEmpty() ? null
                : new ApprovalStatus(running.candidate().orElse(null), running.approval().map(Approval::by).orElse(null),
                        running.approval().map(a -> a.time().toString()).orElse(null));
    }

    private static PromotionStatus promotion(Promoting promoting) {
        return new PromotionStatus(promoting.winner(), promoting.decided().toString(), promoting.stage(), promoting.rampIndex(),
                promoting.begun().map(Instant::toString).orElse(null));
    }

    /** The end shown for a state; null while it runs. */
    public static OutcomeStatus outcome(ExperimentState state) {
        return state instanceof Concluded end ? new OutcomeStatus(end.outcome(), end.winner(), end.serving(), end.time().toString(),
                end.retired().map(Instant::toString).orElse(null)) : null;
    }

    private static Optional<Instant> instant(String text) {
        return Optional.ofNullable(text).map(Instant::parse);
    }
}
