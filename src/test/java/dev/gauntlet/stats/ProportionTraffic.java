package dev.gauntlet.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Requests drawn one by one, whose rates and numbers may move from look to look and whose weights from epoch to epoch. Two views:
 * stratified by epoch, and pooled.
 */
final class ProportionTraffic implements WatchedRuns.Traffic {

    private final List<Look> looks = new ArrayList<>();
    private final double effect;

    private record Look(int epoch, double rate, BinomialSampler challenger, BinomialSampler champion) {
    }

    /** @param effect the challenger's rate minus the champion's, at all times */
    ProportionTraffic(double effect) {
        this.effect = effect;
    }

    /**
     * Appends an epoch.
     *
     * @param rate the champion's, by the share of the epoch that has passed
     * @param trials of both arms in a look, likewise
     */
    ProportionTraffic epoch(int lookCount, double weight, DoubleUnaryOperator trials, DoubleUnaryOperator rate) {
        int epoch = looks.isEmpty() ? 0 : looks.get(looks.size() - 1).epoch() + 1;
        for (int k = 0; k < lookCount; k++) {
            double at = (k + 0.5) / lookCount;
            int all = (int) Math.round(trials.applyAsDouble(at));
            int challengers = (int) Math.round(weight * all);
            double champion = rate.applyAsDouble(at);
            looks.add(new Look(epoch, champion, new BinomialSampler(challengers, champion + effect),
                    new BinomialSampler(all - challengers, champion)));
        }
        return this;
    }

    @Override
    public List<double[]> expectedInformation() {
        double[] stratified = new double[looks.size()];
        double[] pooled = new double[looks.size()];
        double closedWeight = 0;
        double closedVariance = 0;
        double[] epoch = new double[3];
        double[] all = new double[3];
        for (int k = 0; k < stratified.length; k++) {
            Look look = looks.get(k);
            if (k > 0 && look.epoch() != looks.get(k - 1).epoch()) {
                closedWeight += weight(epoch);
                closedVariance += weight(epoch) * variance(epoch);
                epoch = new double[3];
            }
            for (double[] counts : List.of(epoch, all)) {
                counts[0] += look.challenger().trials();
                counts[1] += look.champion().trials();
                counts[2] += look.rate() * (look.challenger().trials() + look.champion().trials());
            }
            double weight = closedWeight + weight(epoch);
            stratified[k] = weight * weight / (closedVariance + weight(epoch) * variance(epoch));
            pooled[k] = weight(all) / variance(all);
        }
        return List.of(stratified, pooled);
    }

    private static double weight(double[] counts) {
        return counts[0] * counts[1] / (counts[0] + counts[1]);
    }

    private static double variance(double[] counts) {
        double rate = counts[2] / (counts[0] + counts[1]);
        return rate * (1 - rate);
    }

    @Override
    public Run start(SplittableRandom random) {
        return new Run() {
            private final List<ProportionStratum> closed = new ArrayList<>();
            private TwoArmCounts open = TwoArmCounts.NONE;
            private TwoArmCounts all = TwoArmCounts.NONE;
            private int k;

            @Override
            public List<EffectEstimate> next() {
                Look look = looks.get(k);
                if (k > 0 && look.epoch() != looks.get(k - 1).epoch()) {
                    closed.add(stratum(open));
                    open = TwoArmCounts.NONE;
                }
                k++;
                TwoArmCounts news = new TwoArmCounts(
                        new BinomialCounts(look.challenger().trials(), look.challenger().sample(random)),
                        new BinomialCounts(look.champion().trials(), look.champion().sample(random)));
                open = open.plus(news);
                all = all.plus(news);
                List<ProportionStratum> strata = new ArrayList<>(closed);
                strata.add(stratum(open));
                return StratifiedProportions.estimate(strata, EffectScale.ABSOLUTE)
                        .map(estimate -> List.of(estimate,
                                StratifiedProportions.estimate(List.of(stratum(all)), EffectScale.ABSOLUTE).orElseThrow()))
                        .orElse(List.of());
            }
        };
    }

    private static ProportionStratum stratum(TwoArmCounts counts) {
        return ProportionStratum.unclustered(counts.challenger(), counts.champion());
    }
}
