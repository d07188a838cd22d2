package dev.gauntlet.lifecycle;

import static dev.gauntlet.lifecycle.Situation.Approval;
import static dev.gauntlet.lifecycle.Situation.Bake;
import static dev.gauntlet.lifecycle.Situation.Canary;
import static dev.gauntlet.lifecycle.Situation.Ended;
import static dev.gauntlet.lifecycle.Situation.Experiment;
import static dev.gauntlet.lifecycle.Situation.HandingBack;
import static dev.gauntlet.lifecycle.Situation.PatchTarget;
import static dev.gauntlet.lifecycle.Situation.Ramp;
import static dev.gauntlet.lifecycle.Situation.Serving;
import static dev.gauntlet.lifecycle.Situation.Shadow;
import static dev.gauntlet.lifecycle.Situation.Waiting;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The transition table: for every situation and event the move that follows, where it may lead, and why. {@link Transitions} obeys it. */
public final class TransitionTable {

    private static final Set<Situation> STEPS = EnumSet.of(Shadow, Canary, Experiment, Approval);
    private static final Set<Situation> STAGES = EnumSet.of(Ramp, Bake, PatchTarget);
    private static final Set<Situation> ACTIVE = EnumSet.range(Shadow, PatchTarget);
    private static final Set<Situation> OVER = EnumSet.of(HandingBack, Serving, Ended);
    private static final Set<Situation> PROMOTION = EnumSet.of(Ramp, Bake, HandingBack);

    private static final Map<Situation, Map<LifecycleEvent, Row>> ROWS = rows();

    private TransitionTable() {
    }

    /**
     * One row.
     *
     * @param move what is done
     * @param to where it may lead; which of them depends on the rest of the state and on the spec. Empty when the move is Impossible
     * @param why what happens, or why nothing does, in words
     */
    public record Row(Move move, Set<Situation> to, String why) {

        /** Copies the set. */
        public Row {
            to = Set.copyOf(to);
        }

        /** Whether nothing can cause the event in this situation. */
        public boolean impossible() {
            return move == Move.Impossible;
        }
    }

    /** The row of a pair; every pair has one. */
    public static Row row(Situation situation, LifecycleEvent event) {
        return ROWS.get(situation).get(event);
    }

    private static Map<Situation, Map<LifecycleEvent, Row>> rows() {
        Map<Situation, Map<LifecycleEvent, Row>> rows = new EnumMap<>(Situation.class);
        for (Situation situation : Situation.values()) {
            Map<LifecycleEvent, Row> row = new EnumMap<>(LifecycleEvent.class);
            for (LifecycleEvent event : LifecycleEvent.values()) {
                row.put(event, row(event, situation));
            }
            rows.put(situation, row);
        }
        return rows;
    }

    private static Row row(LifecycleEvent event, Situation from) {
        return switch (event) {
            case Start -> from == Waiting ? lead(Move.StartRun, STEPS, "the route is taken for the first step")
                    : impossible("only what waits can start");
            case WeightsInForce -> ACTIVE.contains(from) ? lead(Move.StartClock, Set.of(from), "the clock of the step or stage starts")
                    : impossible("there is no step whose clock could start");
            case Continue, Hold -> ACTIVE.contains(from) ? stay(from, "weights stay") : undecided(from);
            case Extend -> from == Experiment ? lead(Move.ExtendDeadline, Set.of(from), "the deadline moves, as often as the step allows")
                    : ACTIVE.contains(from) ? stay(from, "only an Experiment step has a deadline that can be extended") : undecided(from);
            case StepComplete -> stepComplete(from);
            case Success -> success(from);
            case PromoteRequest -> STEPS.contains(from) ? lead(Move.PromoteWinner, with(PROMOTION, from),
                    "the winner is promoted without Approval steps; one that was removed is not")
                    : STAGES.contains(from) ? stay(from, "a winner is being promoted already") : undecided(from);
            case Approve -> from == Approval ? lead(Move.NoteApproval, Set.of(from), "the first consent counts")
                    : STEPS.contains(from) ? stay(from, "no approval is awaited") : impossible("no step runs that could be approved");
            case ChallengerRemoved -> ACTIVE.contains(from) ? lead(Move.RemoveChallengers, Set.of(from, HandingBack),
                    "its share goes to the champion; the end comes with the last challenger or with the winner") : undecided(from);
            case AllRolledBack -> toChampion(from);
            case RollbackRequest -> rollbackRequest(from);
            case KeepChampion, VariantChanged -> toChampion(from);
            case Abort -> from == Waiting ? lead(Move.EndUnstarted, Set.of(Ended), "the route was never taken") : toChampion(from);
            case Suspend -> ACTIVE.contains(from)
                    ? lead(Move.SuspendTraffic, Set.of(from), "the champion serves everybody until the spec is mended")
                    : impossible("no challenger takes part in the traffic");
            case Resume -> ACTIVE.contains(from) ? lead(Move.ResumeTraffic, Set.of(from), "the weights are as before")
                    : impossible("nothing was suspended");
            case Released -> from == HandingBack ? lead(Move.NoteRelease, Set.of(Serving, Ended), "Gauntlet no longer owns the route")
                    : OVER.contains(from) ? stay(from, "the route was handed back before")
                    : impossible("the route is not handed back before the end");
            case Retired -> retired(from);
            case RetryRequest -> retryRequest(from);
        };
    }

    private static Row stepComplete(Situation from) {
        String suspended = "; not while suspended";
        return switch (from) {
            case Shadow, Canary -> lead(Move.NextStep, STEPS, "the next step" + suspended);
            case Experiment -> stay(from, "only its evidence ends it");
            case Approval -> lead(Move.ChooseWinner, EnumSet.of(Shadow, Canary, Experiment, Approval, Ramp, Bake, HandingBack),
                    "with a person's consent the next step, behind the Experiment the promotion of its winner" + suspended);
            case Ramp -> lead(Move.NextStage, Set.of(Ramp, Bake), "the next share" + suspended);
            case Bake -> lead(Move.NextStage, Set.of(Bake, PatchTarget, HandingBack),
                    "the patch of the champion's workload, or the end" + suspended);
            case PatchTarget -> lead(Move.NextStage, Set.of(PatchTarget, HandingBack),
                    "the champion serves with the winner's model" + suspended);
            case Waiting, HandingBack, Serving, Ended -> undecided(from);
        };
    }

    private static Row success(Situation from) {
        return switch (from) {
            case Shadow, Canary -> stay(from, "only an Experiment step decides");
            case Experiment -> lead(Move.ChooseWinner, with(PROMOTION, Experiment, Approval),
                    "the Approval step behind it, or the promotion; a challenger that was removed is not promoted");
            case Approval -> stepComplete(from);
            case Ramp, Bake, PatchTarget -> stay(from, "a winner is being promoted already");
            case Waiting, HandingBack, Serving, Ended -> undecided(from);
        };
    }

    private static Row toChampion(Situation from) {
        return ACTIVE.contains(from) ? lead(Move.ReturnToChampion, Set.of(HandingBack), "the champion serves everybody") : undecided(from);
    }

    private static Row rollbackRequest(Situation from) {
        return switch (from) {
            case HandingBack -> lead(Move.ReturnToChampion, Set.of(HandingBack), "the champion serves everybody, unless it does already");
            case Serving -> lead(Move.ReturnToChampion, Set.of(HandingBack),
                    "the route is taken again for the champion, which is still warm");
            case Ended -> stay(from, "the champion serves already, or was retired");
            default -> toChampion(from);
        };
    }

    private static Row retired(Situation from) {
        return switch (from) {
            case HandingBack -> stay(from, "nobody is retired before the route is handed back");
            case Serving -> lead(Move.NoteRetirement, Set.of(Ended), "there is no way back any more");
            case Ended -> lead(Move.NoteRetirement, Set.of(Ended), "noted once");
            default -> impossible("nobody is retired before the end");
        };
    }

    private static Row retryRequest(Situation from) {
        return switch (from) {
            case HandingBack -> stay(from, "the route is not handed back yet");
            case Serving -> stay(from, "a new run needs the champion to serve: roll back first");
            case Ended -> lead(Move.NextRun, Set.of(Waiting, Ended), "the next run waits, if the champion serves");
            default -> impossible("only what has ended can be run again");
        };
    }

    private static Row lead(Move move, Set<Situation> to, String why) {
        return new Row(move, to, why);
    }

    private static Row stay(Situation situation, String why) {
        return new Row(Move.Stay, Set.of(situation), why);
    }

    private static Row impossible(String why) {
        return new Row(Move.Impossible, Set.of(), why);
    }

    private static Row undecided(Situation from) {
        return impossible(from == Waiting ? "nothing is decided before the start" : "nothing is decided after the end");
    }

    private static Set<Situation> with(Set<Situation> some, Situation... more) {
        Set<Situation> all = EnumSet.copyOf(some);
        all.addAll(Set.of(more));
        return all;
    }
}
