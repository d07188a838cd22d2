package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Reason;
import dev.gauntlet.decision.MetricAssessment.Levels;
import dev.gauntlet.decision.MetricAssessment.PlanProgress;
import java.util.Optional;

/**
 * What the judge of a metric's type found.
 *
 * @param absolute interval of the difference; empty when nothing was measured
 * @param relative interval of the lift
 * @param levels what was measured of each variant
 * @param pValue p-value of no difference
 * @param variance which variance was used; empty without one
 * @param plan how far the plan is
 * @param claims what is claimed
 * @param reason why, where the claims alone do not say; else empty
 * @param posterior the Bayesian view
 */
record TypeAssessment(Optional<EffectInterval> absolute, Optional<EffectInterval> relative, Levels levels, double pValue, String variance,
        PlanProgress plan, Claims claims, String reason, Optional<Posterior> posterior) {

    /** Nothing usable was measured. */
    static TypeAssessment noData(String reason) {
        return new TypeAssessment(Optional.empty(), Optional.empty(), Levels.NONE, 1, "", PlanProgress.NONE, Claims.NONE, reason,
                Optional.empty());
    }

    /** The same measurements, which claim nothing. */
    TypeAssessment undecided(Reason why) {
        return new TypeAssessment(absolute.map(EffectInterval::opened), relative.map(EffectInterval::opened), levels, 1, variance,
                PlanProgress.NONE, Claims.NONE, why.name(), Optional.empty());
    }

    /** Whether anything was measured. */
    boolean measured() {
        return levels.championSamples() > 0 || levels.challengerSamples() > 0;
    }
}
