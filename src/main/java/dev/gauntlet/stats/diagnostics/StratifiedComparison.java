package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.ClusterVariance;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.TwoArmSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Methods of a robustness check that look at strata.
 *
 * @param strata strata with both arms observed
 * @param model kind of metric
 * @param alpha error rate of the intervals
 */
record StratifiedComparison(List<SumsStratum> strata, ObservationModel model, double alpha) {

    private static final double NORMAL = Double.POSITIVE_INFINITY;

    Optional<MethodResult> pooled() {
        TwoArmSums all = strata.stream().map(SumsStratum::totals).reduce(TwoArmSums.NONE, TwoArmSums::plus);
        return GroupEffect.of("all", all, model, 1).flatMap(effect -> ResultLaw.of(
                MethodResult.Method.POOLED, effect.effect(), Math.sqrt(effect.variance()), NORMAL, alpha));
    }

    Optional<MethodResult> mantelHaenszel() {
        double variance = 0;
        for (SumsStratum stratum : strata) {
            OptionalDouble own = model.ownVariance(stratum.totals());
            if (own.isEmpty()) {
                return Optional.empty();
            }
            double share = weight(stratum.totals()) / totalWeight();
            variance += share * share * Math.max(own.getAsDouble(), model.pooledVariance(stratum.totals()).orElse(0));
        }
        return strata.isEmpty()
                ? Optional.empty()
                : ResultLaw.of(MethodResult.Method.MANTEL_HAENSZEL, difference(), Math.sqrt(variance), NORMAL, alpha);
    }

    Optional<MethodResult> inverseVariance() {
        List<GroupEffect> effects = new ArrayList<>();
        for (SumsStratum stratum : strata) {
            GroupEffect.of("stratum", stratum.totals(), model, 1).ifPresent(effects::add);
        }
        if (effects.isEmpty()) {
            return Optional.empty();
        }
        CombinedEffect combined = CombinedEffect.of(effects);
        return ResultLaw.of(MethodResult.Method.INVERSE_VARIANCE, combined.effect(), combined.standardError(), NORMAL, alpha);
    }

    Optional<MethodResult> unitClusters() {
        long clusters = strata.stream().flatMap(stratum -> stratum.clusters().keySet().stream()).distinct().count();
        if (clusters < 2 || strata.stream().anyMatch(stratum -> stratum.clusters().isEmpty())) {
            return Optional.empty();
        }
        return ResultLaw.of(MethodResult.Method.UNIT_CLUSTERS, difference(), Math.sqrt(ClusterVariance.ofContrast(strata, 1)),
                clusters - 1.0, alpha);
    }

    private double difference() {
        double sum = 0;
        for (SumsStratum stratum : strata) {
            TwoArmSums totals = stratum.totals();
            sum += weight(totals) / totalWeight() * (totals.challenger().ratio() - totals.champion().ratio());
        }
        return sum;
    }

    private double totalWeight() {
        return strata.stream().mapToDouble(stratum -> weight(stratum.totals())).sum();
    }

    private static double weight(TwoArmSums sums) {
        return new TimeBlock(0, sums).weight();
    }
}
