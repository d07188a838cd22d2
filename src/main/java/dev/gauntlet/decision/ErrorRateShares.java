package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.api.v1alpha1.Step;
import dev.gauntlet.stats.multiplicity.AlphaPlan;

/** How the error rates of a spec are shared out to its tests. A challenger that is rolled back keeps its share. */
final class ErrorRateShares {

    private ErrorRateShares() {
    }

    /**
     * The shares.
     *
     * @param spec a valid spec
     */
    static AlphaPlan of(ModelExperimentSpec spec) {
        Analysis.ErrorRates rates = spec.analysis().errorRates();
        return new AlphaPlan(Double.parseDouble(rates.alpha()), Double.parseDouble(rates.deteriorationAlpha()), spec.challengers().size(),
                count(spec, Metric.Role.Success), count(spec, Metric.Role.Guardrail),
                spec.steps().stream().anyMatch(step -> step.type() == Step.Type.Shadow),
                correction(spec.analysis().multipleTesting()));
    }

    private static AlphaPlan.Correction correction(Analysis.MultipleTesting procedure) {
        return switch (procedure) {
            case Holm -> AlphaPlan.Correction.HOLM;
            case Bonferroni -> AlphaPlan.Correction.BONFERRONI;
            case BenjaminiHochberg -> AlphaPlan.Correction.BENJAMINI_HOCHBERG;
            case None -> AlphaPlan.Correction.NONE;
        };
    }

    private static int count(ModelExperimentSpec spec, Metric.Role role) {
        return (int) spec.metrics().stream().filter(metric -> metric.role() == role).count();
    }
}
