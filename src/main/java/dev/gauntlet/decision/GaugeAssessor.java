package dev.gauntlet.decision;

import dev.gauntlet.decision.MetricAssessment.Levels;
import dev.gauntlet.decision.MetricAssessment.PlanProgress;
import java.util.Optional;

/** Shows a level that is read at the scrapes. It claims nothing: scrapes of one process are no independent observations. */
final class GaugeAssessor {

    private GaugeAssessor() {
    }

    static TypeAssessment assess(MetricData data) {
        if (!(data instanceof MetricData.Levels levels)) {
            return TypeAssessment.noData(data instanceof MetricData.Unusable unusable ? unusable.reason() : "");
        }
        return new TypeAssessment(Optional.empty(), Optional.empty(),
                new Levels(levels.champion(), levels.challenger(), levels.championSamples(), levels.challengerSamples()), 1, "",
                PlanProgress.NONE, Claims.NONE, "", Optional.empty());
    }
}
