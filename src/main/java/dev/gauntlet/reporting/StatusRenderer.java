package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RouteStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.decision.DecisionDetails;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.RequestMemory;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.lifecycle.WantedTraffic;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Renders the status of an experiment from the status it had and what a pass found out. */
public final class StatusRenderer {

    private static final Set<String> QUEUED = Set.of(Reason.RouteBusy.name(), Reason.AwaitingTurn.name());

    private StatusRenderer() {
    }

    /**
     * The next status.
     *
     * @param previous status read from the resource
     * @param report what the pass found out
     */
    public static ModelExperimentStatus render(ModelExperimentStatus previous, PassReport report) {
        ModelExperimentSpec spec = report.spec().orElse(null);
        ExperimentState state = report.state();
        boolean started = state instanceof Active || state.generation() > 0;
        ModelExperimentStatus shown = state.number() == StatePersistence.read(previous).number() ? previous : ofNextRun(previous);
        return new ModelExperimentStatus(
                report.generation(),
                phase(report),
                ConditionsRendering.conditions(previous, report),
                state instanceof Active active ? active.run().startTime().toString() : shown.startTime(),
                StatePersistence.run(state, shown.run()),
                spec == null ? shown.step() : StatePersistence.step(state, spec, shown.step()),
                route(report, spec),
                report.metrics().isEmpty() ? shown.plan() : FindingsRendering.plan(report),
                spec == null || !started ? shown.variants() : variants(shown, report, spec),
                report.metrics().isEmpty() ? shown.metrics() : MetricRendering.metrics(report, spec),
                report.metrics().isEmpty() ? shown.robustness() : FindingsRendering.robustness(report),
                report.metrics().isEmpty() ? shown.diagnostics() : FindingsRendering.diagnostics(report),
                report.metrics().isEmpty() ? shown.segments() : FindingsRendering.segments(report),
                report.metrics().isEmpty() ? shown.shadow() : FindingsRendering.shadow(report),
                report.metrics().isEmpty() ? shown.summary() : MetricRendering.summary(report),
                decision(shown.decision(), report),
                StatePersistence.outcome(state),
                report.ledger() == null ? shown.ledger() : report.ledger(),
                HistoryRendering.history(previous, report, spec),
                RequestMemory.after(previous.requests(), report.news().handled()),
                HistoryRendering.previousRuns(previous, report),
                report.news().report().orElse(shown.report()), previous.outbox());
    }

    /** What a new run inherits: nothing of the evidence. */
    private static ModelExperimentStatus ofNextRun(ModelExperimentStatus previous) {
        return new ModelExperimentStatus(previous.observedGeneration(), previous.phase(), previous.conditions(), null, null, null,
                previous.route(), null, null, null, null, null, null, null, null, null, null, null, previous.history(), previous.requests(),
                previous.previousRuns(), null, previous.outbox());
    }

    /**
     * The status after a pass that failed: as before, but no longer progressing.
     *
     * @param previous status read from the resource
     * @param generation generation of the resource looked at
     * @param message what failed
     * @param now time of the pass
     */
    public static ModelExperimentStatus failed(ModelExperimentStatus previous, Long generation, String message, Instant now) {
        return unlike(previous, ConditionType.Progressing, Reason.ReconcileFailed.name(), message, generation, now);
    }

    /**
     * The status of a resource that is being deleted and has to wait for its route: as before, but with that said.
     *
     * @param previous status read from the resource
     * @param generation generation of the resource looked at
     * @param reason stable reason name
     * @param message what it waits for
     * @param now time of the pass
     */
    public static ModelExperimentStatus leaving(ModelExperimentStatus previous, Long generation, String reason, String message,
            Instant now) {
        return unlike(previous, ConditionType.RouteProgrammed, reason, message, generation, now);
    }

    /** The status with one condition that is False, and nothing else changed. */
    private static ModelExperimentStatus unlike(ModelExperimentStatus previous, ConditionType changed, String reason, String message,
            Long generation, Instant now) {
        Conditions conditions = new Conditions(previous.conditions(), generation, now);
        for (ConditionType type : ConditionType.values()) {
            if (type == changed) {
                conditions.set(type, false, reason, message);
            } else {
                Conditions.find(previous.conditions(), type).ifPresent(conditions::keep);
            }
        }
        return new ModelExperimentStatus(previous.observedGeneration(), previous.phase(), conditions.build(), previous.startTime(),
                previous.run(), previous.step(), previous.route(), previous.plan(), previous.variants(), previous.metrics(),
                previous.robustness(), previous.diagnostics(), previous.segments(), previous.shadow(), previous.summary(),
                previous.decision(), previous.outcome(), previous.ledger(), previous.history(), previous.requests(),
                previous.previousRuns(), previous.report(), previous.outbox());
    }

    private static RouteStatus route(PassReport report, ModelExperimentSpec spec) {
        ExperimentState state = report.state();
        String percent = spec == null || state instanceof Waiting ? "0%" : percent(WantedTraffic.challengerShares(state, spec)
                .values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)) + "%";
        String mirrored = spec == null ? null : WantedTraffic.mirrored(state, spec).values().stream().findFirst()
                .map(share -> percent(share) + "%").orElse(null);
        return new RouteStatus(state.generation(), percent, mirrored,
                state instanceof Concluded concluded && concluded.released() ? Boolean.TRUE : null,
                state instanceof Active active && active.suspended() ? Boolean.TRUE : null,
                report.route().driftRepairs() == 0 ? null : report.route().driftRepairs());
    }

    private static Phase phase(PassReport report) {
        if (report.state() instanceof Concluded concluded) {
            return concluded.outcome() == Outcome.Promoted && !concluded.released() ? Phase.Promoting : concluded.outcome().phase();
        }
        if (report.specView().reason().equals(Reason.InvalidSpec.name())) {
            return Phase.Invalid;
        }
        if (report.paused()) {
            return Phase.Paused;
        }
        if (report.state() instanceof Running running) {
            return switch (report.spec().orElseThrow().steps().get(running.stepIndex()).type()) {
                case Shadow -> Phase.Shadowing;
                case Canary -> Phase.Canary;
                case Experiment -> Phase.Experimenting;
                case Approval -> Phase.AwaitingApproval;
            };
        }
        return report.state() instanceof Active ? Phase.Promoting : QUEUED.contains(report.route().reason()) ? Phase.Queued : Phase.Pending;
    }

    private static List<VariantStatus> variants(ModelExperimentStatus shown, PassReport report, ModelExperimentSpec spec) {
        Map<String, BigDecimal> shares = WantedTraffic.shares(report.state(), spec);
        return spec.variants().stream().map(v -> new VariantStatus(v.name(), v.role(), percent(shares.get(v.name())),
                report.samples().observedPercent().get(v.name()), report.samples().counted().get(v.name()),
                report.news().models().getOrDefault(v.name(), model(shown, v.name())))).toList();
    }

    private static String model(ModelExperimentStatus shown, String variant) {
        return shown.variants().stream().filter(v -> v.name().equals(variant)).findFirst().map(VariantStatus::model).orElse(null);
    }

    /** A decision that only changes its numbers keeps the time at which it was first made. */
    private static DecisionStatus decision(DecisionStatus previous, PassReport report) {
        if (report.decision().isEmpty()) {
            return previous;
        }
        Decision decision = report.decision().get();
        boolean same = previous != null && previous.action() == decision.action() && previous.rule() == decision.rule()
                && decision.reason().equals(previous.reason());
        String time = same ? previous.time() : report.now().truncatedTo(ChronoUnit.SECONDS).toString();
        // The last stage of a promotion that is complete makes the promotion final.
        boolean promoted = report.state() instanceof Concluded end && end.outcome() == Outcome.Promoted;
        return new DecisionStatus(promoted ? Action.Promote : decision.action(),
                promoted ? ((Concluded) report.state()).winner() : decision.winner(), decision.rule(), decision.reason(),
                decision.message(), time, report.inputsDigest(), decision.removed(),
                report.details().map(DecisionDetails::numbers).orElse(null),
                report.details().map(DecisionDetails::nextActions).orElse(null), report.details().map(DecisionDetails::risk).orElse(null));
    }

    private static String percent(BigDecimal share) {
        return share.stripTrailingZeros().toPlainString();
    }
}
