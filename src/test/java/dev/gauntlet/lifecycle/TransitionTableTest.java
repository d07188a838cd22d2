package dev.gauntlet.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Outcome;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Promotion.Strategy;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.lifecycle.ExperimentState.Approval;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Removal;
import dev.gauntlet.lifecycle.ExperimentState.Run;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.lifecycle.ExperimentState.Waiting;
import dev.gauntlet.lifecycle.TransitionTable.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table is complete, and {@link Transitions} does what it says: no less and no more. */
class TransitionTableTest {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
    private static final List<Example> EXAMPLES = examples();

    /** A state of a spec. */
    private record Example(ExperimentState state, ModelExperimentSpec spec) {
    }

    @ParameterizedTest(name = "{1} while {0}")
    @MethodSource("pairs")
    void everyPairHasARowThatSaysWhy(Situation situation, LifecycleEvent event) {
        Row row = TransitionTable.row(situation, event);

        assertThat(row.why()).isNotBlank();
        assertThat(row.to().isEmpty()).isEqualTo(row.impossible());
        if (row.move() == Move.Stay) {
            assertThat(row.to()).containsExactly(situation);
        }
    }

    @ParameterizedTest(name = "{1} while {0}")
    @MethodSource("pairs")
    void whatIsImpossibleCannotEvenBeAsked(Situation situation, LifecycleEvent event) {
        assertThat(of(situation)).isNotEmpty().allSatisfy(example ->
                assertThat(Drive.on(example.state(), event, "c1", example.spec(), NOW).isEmpty())
                        .isEqualTo(TransitionTable.row(situation, event).impossible()));
    }

    @ParameterizedTest(name = "{1} while {0}")
    @MethodSource("pairs")
    void transitionsLeadExactlyWhereTheRowSays(Situation situation, LifecycleEvent event) {
        Row row = TransitionTable.row(situation, event);
        Set<Situation> reached = EnumSet.noneOf(Situation.class);
        for (Example example : of(situation)) {
            for (String challenger : List.of("c1", "c2")) {
                Drive.on(example.state(), event, challenger, example.spec(), NOW).ifPresent(next -> {
                    reached.add(Situation.of(next, example.spec()));
                    if (row.move() == Move.Stay) {
                        assertThat(next).isEqualTo(example.state());
                    }
                });
            }
        }

        assertThat(reached).isEqualTo(row.to());
    }

    @ParameterizedTest
    @EnumSource(Move.class)
    void everyMoveIsMadeSomewhere(Move move) {
        assertThat(pairs().map(pair -> TransitionTable.row((Situation) pair.get()[0], (LifecycleEvent) pair.get()[1]).move())).contains(move);
    }

    @Test
    void theTableCanBeShownToPeople() {
        String markdown = TransitionMarkdown.render();

        assertThat(markdown.lines()).hasSize(LifecycleEvent.values().length + 2).allMatch(line -> line.startsWith("| ") || line.startsWith("|-"));
        assertThat(markdown).contains("| Start |").contains("| RetryRequest |");
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Situation.values()).flatMap(situation -> Stream.of(LifecycleEvent.values()).map(event -> arguments(situation, event)));
    }

    private static List<Example> of(Situation situation) {
        return EXAMPLES.stream().filter(example -> Situation.of(example.state(), example.spec()) == situation).toList();
    }

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (ModelExperimentSpec spec : specs()) {
            states(spec).forEach(state -> examples.add(new Example(state, spec)));
        }
        return examples;
    }

    private static List<ModelExperimentSpec> specs() {
        List<Step.Type> before = List.of(Step.Type.Shadow, Step.Type.Canary, Step.Type.Approval);
        List<Promotion> promotions = List.of(Promotion.standard(), LifecycleSpecs.promotion(Strategy.ShiftTraffic, 60, "20", "80"),
                LifecycleSpecs.promotion(Strategy.PatchTarget, 0), LifecycleSpecs.promotion(Strategy.RecordOnly, 0));
        List<ModelExperimentSpec> specs = new ArrayList<>();
        for (Promotion promotion : promotions) {
            for (int challengers : new int[] {1, 3}) {
                specs.add(LifecycleSpecs.spec(challengers, promotion, Step.Type.Experiment));
                before.forEach(first -> before.forEach(second -> specs.add(LifecycleSpecs.spec(challengers, promotion, first, second,
                        Step.Type.Experiment, Step.Type.Approval, Step.Type.Approval))));
            }
        }
        return specs;
    }

    private static List<ExperimentState> states(ModelExperimentSpec spec) {
        List<ExperimentState> states = new ArrayList<>(List.of(new Waiting(2, 7)));
        List<Run> runs = spec.challengers().size() == 1 ? List.of(new Run(2, NOW, List.of()))
                : List.of(new Run(2, NOW, List.of()), new Run(2, NOW, List.of(new Removal("c2", NOW, "Deteriorated"))));
        for (Run run : runs) {
            for (boolean suspended : new boolean[] {false, true}) {
                steps(spec, run, suspended).forEach(states::add);
                for (PromotionStage stage : PromotionStage.values()) {
                    if (stage != PromotionStage.Ramp || !spec.promotion().steps().isEmpty()) {
                        int last = stage == PromotionStage.Ramp ? spec.promotion().steps().size() - 1 : 0;
                        states.add(new Promoting(run, "c1", NOW, stage, 0, Optional.of(NOW), 7, suspended));
                        states.add(new Promoting(run, "c1", NOW, stage, last, Optional.empty(), 7, suspended));
                    }
                }
            }
        }
        ends().forEach(states::add);
        return states;
    }

    private static Stream<Running> steps(ModelExperimentSpec spec, Run run, boolean suspended) {
        List<Running> steps = new ArrayList<>();
        boolean decided = false;
        for (int i = 0; i < spec.steps().size(); i++) {
            Step.Type type = spec.steps().get(i).type();
            Optional<String> candidate = decided ? Optional.of("c1") : Optional.empty();
            steps.add(new Running(run, i, Optional.of(NOW), 7, suspended, 0, candidate, Optional.empty()));
            if (type == Step.Type.Approval) {
                steps.add(new Running(run, i, Optional.of(NOW), 7, suspended, 0, candidate, Optional.of(new Approval("alice", NOW))));
            }
            decided |= type == Step.Type.Experiment;
        }
        return steps.stream();
    }

    private static Stream<Concluded> ends() {
        return Stream.of(Outcome.values()).flatMap(outcome -> Stream.of(false, true).flatMap(released -> {
            String winner = outcome == Outcome.Promoted ? "c1" : "baseline";
            Concluded end = new Concluded(2, outcome, winner, winner, NOW, 7, released, Optional.empty());
            Concluded atChampion = new Concluded(2, outcome, winner, "baseline", NOW, 7, released, Optional.empty());
            return Stream.of(end, atChampion, end.retiredAt(NOW));
        }));
    }
}
