package dev.gauntlet.decision;

import dev.gauntlet.api.v1alpha1.Analysis;
import dev.gauntlet.api.v1alpha1.DecisionPolicy.Policy;
import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.api.v1alpha1.ModelExperimentSpec;
import dev.gauntlet.stats.StandardNormal;
import dev.gauntlet.stats.planning.ProlongedRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Compares the challengers by the primary metric, and tells what an extension of the deadline can be expected to bring. */
final class Prospects {

    private final ModelExperimentSpec spec;
    private final Metric primary;
    private final MetricDesigns designs;

    private Prospects(ModelExperimentSpec spec) {
        this.spec = spec;
        this.primary = spec.primaryMetric();
        this.designs = MetricDesigns.of(primary, spec);
    }

    /** One prospect for each challenger that was assessed, in the order of the assessments. */
    static List<Prospect> of(ModelExperimentSpec spec, StepProgress step, List<MetricAssessment> metrics) {
        Prospects prospects = new Prospects(spec);
        OptionalDouble growth = growth(step);
        return metrics.stream().filter(m -> m.metric().equals(prospects.primary.name())).map(m -> prospects.of(m, growth)).toList();
    }

    /** Information grows with time as long as the traffic is even. */
    private static OptionalDouble growth(StepProgress step) {
        Optional<Duration> end = step.extendedDeadline().filter(at -> !step.elapsed().isZero() && at.compareTo(step.elapsed()) > 0);
        return end.map(at -> OptionalDouble.of((double) at.toMillis() / step.elapsed().toMillis())).orElse(OptionalDouble.empty());
    }

    private Prospect of(MetricAssessment metric, OptionalDouble growth) {
        OptionalDouble advantage = metric.deciding().map(interval -> OptionalDouble.of(sign() * interval.effect()))
                .orElse(OptionalDouble.empty());
        double information = metric.plan().informationFraction() * designs.display().plannedInformation();
        boolean projectable = advantage.isPresent() && growth.isPresent() && information > 0;
        return new Prospect(metric.challenger(), metric.metric(), advantage,
                projectable ? conditionalPower(advantage.getAsDouble(), information, growth.getAsDouble()) : OptionalDouble.empty());
    }

    private OptionalDouble conditionalPower(double advantage, double information, double growth) {
        if (spec.analysis().method().plansItsLooks() || spec.decision().policy() == Policy.DoNoHarm) {
            return OptionalDouble.empty();
        }
        if (spec.decision().policy() == Policy.NonInferior) {
            ProlongedRun run = new ProlongedRun(advantage + designs.margin(), information, growth);
            return designs.nonInferiority().map(design -> OptionalDouble.of(bayesian()
                    ? run.conditionalPower(StandardNormal.upperQuantile(design.alpha())) : run.conditionalPower(design)))
                    .orElse(OptionalDouble.empty());
        }
        double asked = primary.practicalEffect() == null ? 0 : primary.practicalEffect().asDouble();
        ProlongedRun run = new ProlongedRun(advantage - asked, information, growth);
        return OptionalDouble.of(bayesian() ? run.conditionalPower(StandardNormal.upperQuantile(designs.display().alpha() / 2))
                : run.conditionalPower(designs.display()));
    }

    /** A credible interval is a fixed-sample interval at every look, but for its weak prior. */
    private boolean bayesian() {
        return spec.analysis().method() == Analysis.Method.Bayesian;
    }

    /** A primary metric without a direction has nothing to be better by. */
    private int sign() {
        return primary.direction() == null ? 0 : primary.direction().sign();
    }
}
