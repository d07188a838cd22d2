package dev.gauntlet.reporting;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.DecisionStatus;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.HistoryEntry;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PreviousRun;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Phase;
import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.Decision;
import dev.gauntlet.lifecycle.ExperimentState;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.StatePersistence;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The past in status: transitions, answered requests and earlier runs. */
final class HistoryRendering {

    private HistoryRendering() {
    }

    /** The transitions, with the one of this pass if there was one. */
    static List<HistoryEntry> history(ModelExperimentStatus previous, PassReport report, ModelExperimentSpec spec) {
        ExperimentState before = StatePersistence.read(previous);
        if (spec == null || !changed(before, report)) {
            return previous.history();
        }
        String reason = report.news().cause().map(News.Cause::reason)
                .or(() -> report.decision().map(Decision::reason)).orElse(Reason.Started.name());
        String message = report.news().cause().map(News.Cause::message)
                .or(() -> report.decision().map(Decision::message)).orElse("the route is being taken over");
        HistoryEntry entry = new HistoryEntry(report.now().truncatedTo(ChronoUnit.SECONDS).toString(), from(before, previous),
                place(report.state(), spec), reason, Abridged.sentence(message));
        return latest(previous.history(), List.of(entry), ModelExperimentStatus.HISTORY_LIMIT);
    }

    /** Runs that ended before the present one. */
    static List<PreviousRun> previousRuns(ModelExperimentStatus previous, PassReport report) {
        if (previous.outcome() == null || report.state().number() == StatePersistence.read(previous).number()) {
            return previous.previousRuns();
        }
        Optional<DecisionStatus> decision = Optional.ofNullable(previous.decision());
        PreviousRun ended = new PreviousRun(StatePersistence.read(previous).number(), previous.startTime(), previous.outcome().result(),
                previous.outcome().winner(), decision.map(DecisionStatus::rule).orElse(null),
                decision.map(DecisionStatus::reason).orElse(null),
                decision.map(DecisionStatus::message).map(Abridged::sentence).orElse(null), previous.outcome().time(), previous.report());
        return latest(previous.previousRuns(), List.of(ended), ModelExperimentStatus.PREVIOUS_RUN_LIMIT);
    }

    /** The last entries of a list with new ones behind it. */
    static <T> List<T> latest(List<T> known, List<T> added, int limit) {
        List<T> all = new ArrayList<>(known);
        all.addAll(added);
        return List.copyOf(all.subList(Math.max(0, all.size() - limit), all.size()));
    }

    /** Everything that moves the experiment on; mere times and generations do not, nor a retirement that nobody asked for. */
    private static boolean changed(ExperimentState before, PassReport report) {
        boolean retired = before instanceof Concluded was && report.state() instanceof Concluded is && !was.retired().equals(is.retired());
        return !essence(before).equals(essence(report.state())) || retired && report.news().cause().isPresent();
    }

    private static List<Object> essence(ExperimentState state) {
        if (state instanceof Running running) {
            return List.of(running.number(), running.stepIndex(), running.run().removed().size(), running.extensions(), running.suspended(),
                    running.approval().isPresent());
        }
        if (state instanceof Promoting promoting) {
            return List.of(promoting.number(), promoting.stage(), promoting.rampIndex(), promoting.suspended());
        }
        return state instanceof Concluded end ? List.of(end.number(), end.outcome()) : List.of(state.number());
    }

    private static String from(ExperimentState before, ModelExperimentStatus previous) {
        return before instanceof Running && previous.step() != null ? previous.step().name() : label(before);
    }

    private static String place(ExperimentState state, ModelExperimentSpec spec) {
        return state instanceof Running running ? spec.steps().get(running.stepIndex()).name() : label(state);
    }

    private static String label(ExperimentState state) {
        if (state instanceof Concluded end) {
            return end.outcome().name();
        }
        return state instanceof Promoting promoting
                ? promoting.stage() == PromotionStage.Ramp ? "Ramp " + (promoting.rampIndex() + 1) : promoting.stage().name()
                : state instanceof Active ? "" : Phase.Pending.name();
    }
}
