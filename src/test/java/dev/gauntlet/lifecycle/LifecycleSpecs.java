package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.Manifests;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Promotion;
import dev.gauntlet.api.v1alpha1.Promotion.RampStep;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Specs that differ in what the state machine reads: challengers, steps and promotion. */
public final class LifecycleSpecs {

    private static final ModelExperimentSpec MINIMAL = Manifests.spec(Manifests.MINIMAL);

    private LifecycleSpecs() {
    }

    /** A champion {@code baseline} and challengers {@code c1}, {@code c2} and so on. */
    public static ModelExperimentSpec spec(int challengers, Promotion promotion, List<Step> steps) {
        List<Variant> variants = new ArrayList<>(List.of(MINIMAL.champion()));
        for (int i = 1; i <= challengers; i++) {
            variants.add(new Variant("c" + i, Variant.Role.Challenger, null, null, null, Map.of("version", "c" + i)));
        }
        return new ModelExperimentSpec(null, null, null, variants, MINIMAL.routing(), null, steps, null, MINIMAL.metrics(), null, null, null,
                promotion, null);
    }

    /** The same with steps named by their place, each of its type with a share that suits it. */
    public static ModelExperimentSpec spec(int challengers, Promotion promotion, Step.Type... types) {
        List<Step> steps = new ArrayList<>();
        Arrays.stream(types).forEach(type -> steps.add(step("s" + steps.size(), type, type == Step.Type.Canary ? "6" : "50", null)));
        return spec(challengers, promotion, steps);
    }

    /** A step; the percentage is left out where the type has none. */
    public static Step step(String name, Step.Type type, String percent, Step.Extension extension) {
        boolean decides = type == Step.Type.Experiment;
        return new Step(name, type, type.splits() ? percent : null, type == Step.Type.Shadow ? percent : null, null, null,
                decides && extension != null ? 600L : null, decides ? extension : null, null, null, null);
    }

    /** A promotion by shares in percent, each for a minute. */
    public static Promotion promotion(Promotion.Strategy strategy, long bakeSeconds, String... ramp) {
        return new Promotion(strategy, Stream.of(ramp).map(percent -> new RampStep(percent, 60L)).toList(), bakeSeconds, null, null);
    }
}
