package dev.gauntlet.lifecycle;

import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Variant;
import dev.gauntlet.lifecycle.ExperimentState.Concluded;
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
        for (Variant challenger : spec.challengers()) {
            if (state instanceof Running running && !running.suspended()) {
                shares.put(challenger.name(), spec.steps().get(running.stepIndex()).percent()
                        .divide(BigDecimal.valueOf(spec.challengers().size()), 2, RoundingMode.DOWN));
            } else if (state instanceof Concluded concluded) {
                shares.put(challenger.name(), concluded.serving().equals(challenger.name()) ? ALL : BigDecimal.ZERO);
            } else {
                shares.put(challenger.name(), BigDecimal.ZERO);
            }
        }
        return shares;
    }
}
