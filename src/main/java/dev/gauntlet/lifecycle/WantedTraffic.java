package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.ModelExperimentStatus.PromotionStage;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.lifecycle.ExperimentState.Active;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
import dev.gauntlet.lifecycle.ExperimentState.Promoting;
import dev.gauntlet.lifecycle.ExperimentState.Running;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The traffic that a state wants. */
public final class WantedTraffic {

    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private WantedTraffic() {
    }

    /**
     * Share of every variant in percent; they add up to 100.
     *
     * @param state where the experiment stands
     * @param spec the spec in force
     * @return shares by variant name in the order of the manifest
     */
    public static Map<String, BigDecimal> shares(ExperimentState state, ModelExperimentSpec spec) {
        Map<String, BigDecimal> challengers = challengerShares(state, spec);
        BigDecimal taken = challengers.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        Map<String, BigDecimal> shares = new LinkedHashMap<>();
        for (Variant variant : spec.variants()) {
            shares.put(variant.name(), variant.role() == Variant.Role.Champion
                    ? ALL.subtract(taken) : challengers.getOrDefault(variant.name(), BigDecimal.ZERO));
        }
        return shares;
    }

    /** Share of each challenger in percent; the champion has the rest. */
    public static Map<String, BigDecimal> challengerShares(ExperimentState state, ModelExperimentSpec spec) {
        Map<String, BigDecimal> shares = new LinkedHashMap<>();
        spec.challengers().forEach(challenger -> shares.put(challenger.name(), share(state, spec, challenger.name())));
        return shares;
    }

    /** Percent of the champion's requests that are copied to each challenger; challengers without copies are left out. */
    public static Map<String, BigDecimal> mirrored(ExperimentState state, ModelExperimentSpec spec) {
        Map<String, BigDecimal> mirrored = new LinkedHashMap<>();
        if (state instanceof Running running && !running.suspended()) {
            BigDecimal percent = step(running.stepIndex(), spec).mirroredPercent();
            spec.challengers().stream().map(Variant::name).filter(c -> running.run().has(c) && percent.signum() > 0)
                    .forEach(c -> mirrored.put(c, percent));
        }
        return mirrored;
    }

    private static BigDecimal share(ExperimentState state, ModelExperimentSpec spec, String challenger) {
        if (state instanceof Concluded concluded) {
            return concluded.serving().equals(challenger) ? ALL : BigDecimal.ZERO;
        }
        if (!(state instanceof Active active) || active.suspended() || !active.run().has(challenger)) {
            return BigDecimal.ZERO;
        }
        if (active instanceof Promoting promoting) {
            return !promoting.winner().equals(challenger) ? BigDecimal.ZERO
                    : promoting.stage() == PromotionStage.Ramp ? spec.promotion().steps().get(promoting.rampIndex()).percent() : ALL;
        }
        // The lane of a removed challenger goes to the champion; the others keep theirs, so that nobody is reassigned.
        return step(((Running) active).stepIndex(), spec).percent()
                .divide(BigDecimal.valueOf(spec.challengers().size()), 2, RoundingMode.DOWN);
    }

    /** The step whose weights are wanted: while an approval is awaited, those of the step before. */
    private static Step step(int index, ModelExperimentSpec spec) {
        Step step = spec.steps().get(index);
        return step.type() == Step.Type.Approval && index > 0 ? step(index - 1, spec) : step;
    }
}
