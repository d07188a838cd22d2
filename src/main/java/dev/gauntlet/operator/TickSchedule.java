package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.ModelExperiment;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import java.time.Duration;

/** When to look again. */
final class TickSchedule {

    private TickSchedule() {
    }

    /**
     * The evaluation period, shortened by up to a tenth depending on the experiment's uid, so that the looks of many
     * experiments spread over time after a restart.
     */
    static Duration next(ModelExperiment experiment, ModelExperimentSpec spec) {
        long period = spec.prometheus().evaluationPeriodSeconds() * 1000L;
        return Duration.ofMillis(period - Math.floorMod(experiment.getMetadata().getUid().hashCode(), (int) (period / 10)));
    }
}
