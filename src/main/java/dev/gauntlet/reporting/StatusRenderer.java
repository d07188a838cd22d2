package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.Action;
import dev.gauntlet.api.v1alpha1.ConditionType;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.RouteStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.VariantStatus;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.decision.DataHealth;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.StatePersistence;
import dev.gauntlet.lifecycle.WantedTraffic;
import io.fabric8.kubernetes.api.model.Condition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Renders the status of an experiment from the status it had and what a pass found out. */
public final class StatusRenderer {

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
        boolean started = state instanceof Running || state.generation() > 0;
        return new ModelExperimentStatus(
                report.generation(),
                phase(report),
                conditions(previous, report),
                state instanceof Running running ? running.run().startTime().toString() : previous.startTime(),
                StatePersistence.run(state, previous.run()),
                spec == null ? previous.step() : StatePersistence.step(state, spec, previous.step()),
                route(report, spec),
                report.metrics().isEmpty() ? previous.plan() : FindingsRendering.plan(report),
                spec == null || !started ? previous.variants() : variants(report, spec),
                report.metrics().isEmpty() ? previous.metrics() : MetricRendering.metrics(report, spec),
                report.metrics().isEmpty() ? previous.robustness() : FindingsRendering.robustness(report),
                report.metrics().isEmpty() ? previous.diagnostics() : FindingsRendering.diagnostics(report),
                report.metrics().isEmpty() ? previous.segments() : FindingsRendering.segments(report),
                report.metrics().isEmpty() ? previous.summary() : MetricRendering.summary(report),
                decision(previous.decision(), report),
                StatePersistence.outcome(state),
                report.ledger() == null ? previous.ledger() : report.ledger(),
                history(previous, report, spec), previous.requests(), previous.previousRuns(), previous.report(), previous.outbox());
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
        Conditions conditions = new Conditions(previous.conditions(), generation, now);
        for (ConditionType type : ConditionType.values()) {
            if (type == ConditionType.Progressing) {
                conditions.set(type, false, Reason.ReconcileFailed.name(), message);
            } else {
                Conditions.find(previous.conditions(), type).ifPresent(conditions::keep);
            }
        }
        return new ModelExperimentStatus(previous.observedGeneration(), previous.phase(), conditions.build(), previous.startTime(),
                previous.run(), previous.step(), previous.route(), previous.plan(), previous.variants(), previous.metrics(), previous.robustness(), previous.diagnostics(),
                previous.segments(), previous.summary(), previous.decision(), previous.outcome(), previous.ledger(), previous.history(),
                previous.requests(), previous.previousRuns(), previous.report(), previous.outbox());
    }

    private static RouteStatus route(PassReport report, ModelExperimentSpec spec) {
        ExperimentState state = report.state();
        String percent = spec == null || state instanceof Waiting ? "0%" : percent(WantedTraffic.challengerShares(state, spec)
                .values().stream().reduce(BigDecimal.ZERO, BigDecimal::add)) + "%";
        return new RouteStatus(state.generation(), percent, null,
                state instanceof Concluded concluded && concluded.released() ? Boolean.TRUE : null,
                state instanceof Running running && running.suspended() ? Boolean.TRUE : null,
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
            Step.Type type = report.spec().orElseThrow().steps().get(running.stepIndex()).type();
            return type == Step.Type.Canary ? Phase.Canary : Phase.Experimenting;
        }
        return report.route().reason().equals(Reason.RouteBusy.name()) ? Phase.Queued : Phase.Pending;
    }

    private static List<Condition> conditions(ModelExperimentStatus previous, PassReport report) {
        Conditions conditions = new Conditions(previous.conditions(), report.generation(), report.now());
        conditions.set(ConditionType.Ready, report.specView().ready(), report.specView().reason(), report.specView().message());
        conditions.set(ConditionType.RouteProgrammed, report.route().programmed(), report.route().reason(), report.route().message());
        data(conditions, report);
        outcome(conditions, previous.decision(), report);
        return conditions.build();
    }

    private static void data(Conditions conditions, PassReport report) {
        if (report.state() instanceof Concluded) {
            conditions.set(ConditionType.DataHealthy, null, Reason.Ended.name(), "the experiment has ended; no data are asked for");
        } else if (report.data().isEmpty()) {
            conditions.set(ConditionType.DataHealthy, null, Reason.AwaitingTraffic.name(), "no data are asked for yet");
        } else if (report.data().get().healthy()) {
            conditions.set(ConditionType.DataHealthy, true, Reason.MetricsRead.name(), "all metrics are read");
        } else {
            DataHealth.Problem problem = report.data().get().problems().get(0);
            conditions.set(ConditionType.DataHealthy, false, problem.reason(), problem.message());
        }
    }

    /** After the end no more is decided, so the sentence that ended it stays. */
    private static void outcome(Conditions conditions, DecisionStatus previous, PassReport report) {
        boolean ended = report.state() instanceof Concluded;
        String reason = report.decision().map(Decision::reason).orElse(report.route().reason());
        String message = report.decision().map(Decision::message)
                .orElse(ended && previous != null ? previous.message() : report.route().message());
        if (report.state() instanceof Concluded concluded) {
            conditions.set(ConditionType.Progressing, !concluded.released(), concluded.outcome().name(),
                    concluded.released() ? "finished" : "handing the route over to " + concluded.serving());
            conditions.set(ConditionType.Succeeded, concluded.outcome() == Outcome.Promoted, concluded.outcome().name(), message);
            return;
        }
        boolean held = report.decision().filter(d -> d.action() == Action.Hold).isPresent()
                || report.state() instanceof Waiting || !report.specView().ready();
        conditions.set(ConditionType.Progressing, !held, reason, message);
        conditions.set(ConditionType.Succeeded, null, reason, message);
    }

    private static List<VariantStatus> variants(PassReport report, ModelExperimentSpec spec) {
        Map<String, BigDecimal> shares = WantedTraffic.shares(report.state(), spec);
        return spec.variants().stream().map(v -> new VariantStatus(v.name(), v.role(), percent(shares.get(v.name())),
                report.samples().observedPercent().get(v.name()), report.samples().counted().get(v.name()), null)).toList();
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
        return new DecisionStatus(decision.action(), decision.winner(), decision.rule(), decision.reason(), decision.message(),
                time, report.inputsDigest(), decision.removed(), List.of(), List.of(), null);
    }

    private static List<HistoryEntry> history(ModelExperimentStatus previous, PassReport report, ModelExperimentSpec spec) {
        String from = previous.outcome() != null ? previous.outcome().result().name()
                : previous.step() == null ? Phase.Pending.name() : previous.step().name();
        String to = report.state() instanceof Concluded concluded ? concluded.outcome().name()
                : report.state() instanceof Running running && spec != null ? spec.steps().get(running.stepIndex()).name() : from;
        if (from.equals(to)) {
            return previous.history();
        }
        String reason = report.decision().map(Decision::reason).orElse(Reason.Started.name());
        String message = report.decision().map(Decision::message).orElse("the route is being taken over");
        List<HistoryEntry> history = new ArrayList<>(previous.history());
        history.add(new HistoryEntry(report.now().truncatedTo(ChronoUnit.SECONDS).toString(), from, to, reason, message));
        int surplus = Math.max(0, history.size() - ModelExperimentStatus.HISTORY_LIMIT);
        return List.copyOf(history.subList(surplus, history.size()));
    }

    private static String percent(BigDecimal share) {
        return share.stripTrailingZeros().toPlainString();
    }
}
