package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where an experiment stands. Everything else is derived from this and the spec. */
public sealed interface ExperimentState {

    /** Number of the run, 1 for the first. */
    int number();

    /** Rises with every change of the wanted traffic, over all runs; 0 before the route is taken for the first time. */
    long generation();

    /**
     * The route is not taken: the spec is new, invalid, not yet due, or another experiment holds the route.
     *
     * @param number see {@link ExperimentState#number()}
     * @param generation see {@link ExperimentState#generation()}
     */
    record Waiting(int number, long generation) implements ExperimentState {

        /** An experiment that nobody has looked at. */
        public static final Waiting NEW = new Waiting(1, 0);
    }

    /** A state in which traffic is split. */
    sealed interface Active extends ExperimentState {

        /** What does not change from step to step. */
        Run run();

        /** When the present weights' step or stage began; empty until the route carries them. */
        Optional<Instant> begun();

        /** Whether the spec became invalid meanwhile, so that the champion serves everybody until it is mended. */
        boolean suspended();

        /** The same, now with its weights in force. */
        Active startedAt(Instant instant);

        /** The same with other traffic, none for the challengers while suspended; unchanged when that is how it stands. */
        Active withSuspended(boolean wanted);

        @Override
        default int number() {
            return run().number();
        }
    }

    /**
     * A run.
     *
     * @param number 1 for the first
     * @param startTime when it took the route
     * @param removed challengers rolled back while others went on, in the order of their removal
     */
    record Run(int number, Instant startTime, List<Removal> removed) {

        /** Copies the list. */
        public Run {
            removed = List.copyOf(removed);
        }

        /** Whether a challenger still takes part. */
        public boolean has(String challenger) {
            return removed.stream().noneMatch(r -> r.variant().equals(challenger));
        }

        /** The same run without some challengers. */
        public Run without(List<String> challengers, String reason, Instant time) {
            List<Removal> all = new ArrayList<>(removed);
            challengers.stream().filter(this::has).forEach(c -> all.add(new Removal(c, time, reason)));
            return new Run(number, startTime, all);
        }
    }

    /**
     * A challenger that was rolled back while others went on.
     *
     * @param variant its name
     * @param time when
     * @param reason stable reason name
     */
    record Removal(String variant, Instant time, String reason) {
    }

    /**
     * A person's consent to the running Approval step.
     *
     * @param by who gave it
     * @param time when it was given
     */
    record Approval(String by, Instant time) {
    }

    /**
     * A step runs.
     *
     * @param run the run
     * @param stepIndex position in the spec's steps, from 0
     * @param begun when the step's weights were in force; empty until the route is programmed
     * @param generation see {@link ExperimentState#generation()}
     * @param suspended see {@link Active#suspended()}
     * @param extensions how often this step's deadline was extended
     * @param candidate the challenger whose success led to this Approval step; empty elsewhere
     * @param approval the consent to this Approval step; empty until it is given
     */
    record Running(Run run, int stepIndex, Optional<Instant> begun, long generation, boolean suspended, int extensions,
            Optional<String> candidate, Optional<Approval> approval) implements Active {

        @Override
        public Running startedAt(Instant instant) {
            return new Running(run, stepIndex, Optional.of(instant), generation, suspended, extensions, candidate, approval);
        }

        @Override
        public Running withSuspended(boolean wanted) {
            return wanted == suspended ? this
                    : new Running(run, stepIndex, begun, generation + 1, wanted, extensions, candidate, approval);
        }

        /** The same step with its deadline extended once more. */
        public Running extended() {
            return new Running(run, stepIndex, begun, generation, suspended, extensions + 1, candidate, approval);
        }

        /** The same step, approved. */
        public Running approved(Approval consent) {
            return new Running(run, stepIndex, begun, generation, suspended, extensions, candidate, Optional.of(consent));
        }

        /** The same step with fewer challengers. */
        public Running in(Run fewer) {
            return new Running(fewer, stepIndex, begun, generation + 1, suspended, extensions, candidate, approval);
        }

        /** Another step. */
        public Running step(int index, Optional<String> winner) {
            return new Running(run, index, Optional.empty(), generation + 1, suspended, 0, winner, Optional.empty());
        }
    }

    /**
     * A winner is on its way to all traffic.
     *
     * @param run the run
     * @param winner the challenger
     * @param decided when it was decided
     * @param stage how far it is
     * @param rampIndex position in {@code promotion.steps}; 0 in the other stages
     * @param begun when the stage's weights were in force; empty until the route is programmed
     * @param generation see {@link ExperimentState#generation()}
     * @param suspended see {@link Active#suspended()}
     */
    record Promoting(Run run, String winner, Instant decided, PromotionStage stage, int rampIndex, Optional<Instant> begun,
            long generation, boolean suspended) implements Active {

        @Override
        public Promoting startedAt(Instant instant) {
            return new Promoting(run, winner, decided, stage, rampIndex, Optional.of(instant), generation, suspended);
        }

        @Override
        public Promoting withSuspended(boolean wanted) {
            return wanted == suspended ? this
                    : new Promoting(run, winner, decided, stage, rampIndex, begun, generation + 1, wanted);
        }

        /** Another stage, which has other weights. */
        public Promoting stage(PromotionStage next, int index) {
            return new Promoting(run, winner, decided, next, index, Optional.empty(), generation + 1, suspended);
        }
    }

    /**
     * Decided.
     *
     * @param number see {@link ExperimentState#number()}
     * @param outcome how it ended
     * @param winner the variant that won: a challenger when promoted, else the champion
     * @param serving the variant whose pods serve everybody
     * @param time when it was decided
     * @param generation see {@link ExperimentState#generation()}
     * @param released whether the route was handed back for good
     * @param retired when the replaced champion was retired; empty until then
     */
    record Concluded(int number, Outcome outcome, String winner, String serving, Instant time, long generation, boolean released,
            Optional<Instant> retired) implements ExperimentState {

        /** Whether a challenger's own pods serve in the champion's place. */
        public boolean replaced() {
            return outcome == Outcome.Promoted && serving.equals(winner);
        }

        /** The same end, with the route handed back. */
        public Concluded handedBack() {
            return new Concluded(number, outcome, winner, serving, time, generation, true, retired);
        }

        /** The same end, with the champion retired; unchanged before the route is handed back, and when it was retired before. */
        public Concluded retiredAt(Instant instant) {
            return !released || retired.isPresent() ? this
                    : new Concluded(number, outcome, winner, serving, time, generation, true, Optional.of(instant));
        }
    }
}
