package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Promotion.RampStep;
import dev.gauntlet.api.v1alpha1.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Random valid specs and random lives. */
final class LifecycleArbitraries {

    private LifecycleArbitraries() {
    }

    /**
     * Something that happens.
     *
     * @param event what
     * @param place which challenger it is about, counted from 0 and beyond the last from the first again
     */
    record Happening(LifecycleEvent event, int place) {

        @Override
        public String toString() {
            return event + "(" + place + ")";
        }
    }

    /** One to eight challengers, up to nine steps whose traffic never shrinks, and any promotion. */
    static Arbitrary<ModelExperimentSpec> specs() {
        return Combinators.combine(Arbitraries.integers().between(1, 8), promotions(), steps()).as(LifecycleSpecs::spec);
    }

    /** Up to eighty events; those that end everything are rarer, so that lives become long. */
    static Arbitrary<List<Happening>> lives() {
        Arbitrary<LifecycleEvent> events = Arbitraries.frequency(
                Tuple.of(30, LifecycleEvent.StepComplete), Tuple.of(20, LifecycleEvent.WeightsInForce), Tuple.of(20, LifecycleEvent.Success),
                Tuple.of(20, LifecycleEvent.Approve), Tuple.of(20, LifecycleEvent.Start), Tuple.of(20, LifecycleEvent.Released),
                Tuple.of(10, LifecycleEvent.RetryRequest), Tuple.of(6, LifecycleEvent.ChallengerRemoved), Tuple.of(6, LifecycleEvent.Extend),
                Tuple.of(4, LifecycleEvent.Suspend), Tuple.of(8, LifecycleEvent.Resume), Tuple.of(3, LifecycleEvent.PromoteRequest),
                Tuple.of(3, LifecycleEvent.Retired), Tuple.of(3, LifecycleEvent.Continue), Tuple.of(3, LifecycleEvent.Hold),
                Tuple.of(2, LifecycleEvent.RollbackRequest), Tuple.of(1, LifecycleEvent.AllRolledBack), Tuple.of(1, LifecycleEvent.KeepChampion),
                Tuple.of(1, LifecycleEvent.Abort), Tuple.of(1, LifecycleEvent.VariantChanged));
        return Combinators.combine(events, Arbitraries.integers().between(0, 7)).as(Happening::new).list().ofMinSize(1).ofMaxSize(80)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static Arbitrary<List<Step>> steps() {
        Arbitrary<List<Step.Type>> before = Arbitraries.of(Step.Type.Shadow, Step.Type.Canary, Step.Type.Approval).list().ofMaxSize(6);
        Arbitrary<List<BigDecimal>> shares = percents(7, 9999);
        Arbitrary<Step.Extension> extension = Arbitraries.integers().between(1, 3).map(count -> new Step.Extension(count, 60L)).injectNull(0.5);
        return Combinators.combine(before, Arbitraries.integers().between(0, 2), shares, extension).as((types, approvals, percents, more) -> {
            List<Step.Type> all = new ArrayList<>(types);
            all.add(Step.Type.Experiment);
            for (int i = 0; i < approvals; i++) {
                all.add(Step.Type.Approval);
            }
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                steps.add(LifecycleSpecs.step("s" + i, all.get(i), percents.get(Math.min(i, 6)).toPlainString(), more));
            }
            return steps;
        });
    }

    private static Arbitrary<Promotion> promotions() {
        Arbitrary<List<RampStep>> ramp = Arbitraries.integers().between(0, 3).flatMap(count -> percents(count, 10_000))
                .map(percents -> percents.stream().map(percent -> new RampStep(percent.toPlainString(), 60L)).toList());
        return Combinators.combine(Arbitraries.of(Promotion.Strategy.class), ramp, Arbitraries.of(0L, 60L))
                .as((strategy, steps, bake) -> new Promotion(strategy, steps, bake, 60L, null));
    }

    /** Growing percentages in hundredths. */
    private static Arbitrary<List<BigDecimal>> percents(int count, int highest) {
        return Arbitraries.integers().between(1, highest).list().ofSize(count)
                .map(list -> list.stream().sorted().map(hundredths -> BigDecimal.valueOf(hundredths, 2)).toList());
    }
}
