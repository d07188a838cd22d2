package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import dev.gauntlet.reporting.RouteView;
import dev.gauntlet.routing.RouteIntent;
import dev.gauntlet.routing.RouteObservation;
import dev.gauntlet.routing.RouteState;
import dev.gauntlet.routing.RouteVariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of the plan that has traffic of its own: a step, or a stage of the promotion. Before the start all of them are held against the
 * route, so that nobody finds out halfway that it cannot carry a later one.
 *
 * @param name the field that asks for it, such as {@code steps[1]}
 * @param state the experiment in it
 */
record PlannedTraffic(String name, Active state) {

    /**
     * Every part of a plan, the steps first; for the promotion of each challenger, since nobody knows who wins.
     *
     * @param first the experiment in its first step
     */
    static List<PlannedTraffic> of(ModelExperimentSpec spec, Running first) {
        List<PlannedTraffic> plan = new ArrayList<>();
        for (int i = 0; i < spec.steps().size(); i++) {
            plan.add(new PlannedTraffic("steps[" + i + "]", i == 0 ? first : first.step(i, Optional.empty())));
        }
        Promotion promotion = spec.promotion();
        boolean atOnce = promotion.strategy() == Promotion.Strategy.ShiftTraffic && promotion.steps().isEmpty()
                && promotion.bakeSeconds() == 0;
        if (promotion.strategy() != Promotion.Strategy.RecordOnly && !atOnce) {
            spec.challengers().forEach(challenger -> promotion(spec, first, challenger, plan));
        }
        return plan;
    }

    private static void promotion(ModelExperimentSpec spec, Running first, Variant winner, List<PlannedTraffic> plan) {
        for (int i = 0; i < spec.promotion().steps().size(); i++) {
            plan.add(new PlannedTraffic("promotion.steps[" + i + "]", stage(first, winner, PromotionStage.Ramp, i)));
        }
        plan.add(new PlannedTraffic("promotion with all traffic", stage(first, winner, PromotionStage.Bake, 0)));
    }

    private static Promoting stage(Running first, Variant winner, PromotionStage stage, int index) {
        return new Promoting(first.run(), winner.name(), first.run().startTime(), stage, index, Optional.empty(), first.generation(),
                false);
    }

    /**
     * Finds the first part of a plan that the route cannot carry; parts that ask for the same traffic are asked about once.
     *
     * @param intent what a part wants of the route
     * @param observe what is true of the route for that
     * @return what is in the way, with the field that asks for it
     */
    static Optional<RouteView> obstacle(List<PlannedTraffic> plan, Function<Active, RouteIntent> intent,
            Function<RouteIntent, RouteObservation> observe) {
        List<RouteIntent> asked = new ArrayList<>();
        for (PlannedTraffic part : plan) {
            RouteIntent wanted = intent.apply(part.state());
            if (asked.stream().noneMatch(before -> isSame(before, wanted))) {
                asked.add(wanted);
                RouteObservation seen = observe.apply(wanted);
                if (seen.state() == RouteState.BLOCKED) {
                    return Optional.of(new RouteView(false, seen.reason().label(), "spec." + part.name() + ": " + seen.message(), 0));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(RouteIntent a, RouteIntent b) {
        return a.challengers().stream().map(RouteVariant::name)
                .allMatch(name -> a.share(name).compareTo(b.share(name)) == 0 && a.mirrored(name).compareTo(b.mirrored(name)) == 0);
    }
}
