package dev.gauntlet.operator;

import dev.gauntlet.api.v1alpha1.Metric;
import dev.gauntlet.decision.MetricData;
import dev.gauntlet.evidence.DataFault;
import dev.gauntlet.evidence.DataFault.Kind;
import dev.gauntlet.evidence.Evidence;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import dev.gauntlet.stats.fixed.CovariateAdjustment;
import dev.gauntlet.stats.fixed.UnitSums;
import dev.gauntlet.stats.histogram.HistogramStratum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** Hands the counts of a metric to the decision in the form of its type. */
final class MetricDataReader {

    /** Faults that leave nothing to judge by, or only a part of the truth. */
    private static final Set<Kind> SPOILING = EnumSet.of(Kind.NOT_A_NUMBER, Kind.NOT_A_COUNTER, Kind.NEGATIVE_COUNT,
            Kind.NUMERATOR_ABOVE_DENOMINATOR, Kind.SUM_WITHOUT_COUNT, Kind.SUM_OF_SQUARES_TOO_SMALL, Kind.NOT_A_HISTOGRAM,
            Kind.INFINITE_BUCKET_MISSING, Kind.BUCKETS_NOT_CUMULATIVE, Kind.BUCKET_LAYOUT_DIFFERS, Kind.TOO_MANY_BUCKETS);

    private final Evidence evidence;
    private final String champion;
    private final List<DataFault> faults;
    private final Map<Comparison, MetricData> read = new HashMap<>();

    private record Comparison(String metric, String challenger) {
    }

    /**
     * A reader of one ledger.
     *
     * @param evidence the counts
     * @param champion the champion's name
     * @param faults what is wrong with the data
     */
    MetricDataReader(Evidence evidence, String champion, List<DataFault> faults) {
        this.evidence = evidence;
        this.champion = champion;
        this.faults = List.copyOf(faults);
    }

    /** What was counted for a metric of a challenger and the champion; put together once. */
    MetricData read(Metric metric, String challenger) {
        return read.computeIfAbsent(new Comparison(metric.name(), challenger), comparison -> counted(metric, challenger));
    }

    private MetricData counted(Metric metric, String challenger) {
        Optional<String> spoiled = spoiled(metric, challenger);
        if (spoiled.isPresent()) {
            return new MetricData.Unusable(spoiled.get());
        }
        boolean clustered = evidence.isClustered(metric.name(), challenger, champion);
        return switch (metric.type()) {
            case Proportion -> new MetricData.Proportions(evidence.proportionStrata(metric.name(), challenger, champion).orElse(List.of())
                    .stream().map(stratum -> clustered ? stratum
                            : ProportionStratum.unclustered(stratum.totals().challenger(), stratum.totals().champion())).toList());
            case Mean, Ratio, Count -> new MetricData.Sums(!clustered && metric.query().covariateSum() != null
                    ? covariateAdjusted(metric, challenger) : evidence.sumsStrata(metric.name(), challenger, champion).orElse(List.of())
                    .stream().map(stratum -> clustered ? stratum
                            : SumsStratum.unclustered(stratum.totals().challenger(), stratum.totals().champion())).toList());
            case Quantile, Drift -> new MetricData.Histograms(evidence.histogramStrata(metric.name(), challenger, champion)
                    .orElse(List.of()).stream().map(stratum -> clustered ? stratum
                            : new HistogramStratum(stratum.totals(), Collections.emptySortedMap())).toList());
            case Gauge -> levels(metric, challenger);
        };
    }

    /** The values with the covariate taken out, of the epochs in which both variants have some. */
    private List<SumsStratum> covariateAdjusted(Metric metric, String challenger) {
        Map<Integer, UnitSums> ofChampion = unitSums(metric, champion);
        List<CovariateAdjustment.Stratum> strata = new ArrayList<>();
        unitSums(metric, challenger).forEach((epoch, ofChallenger) -> {
            if (ofChampion.containsKey(epoch)) {
                strata.add(new CovariateAdjustment.Stratum(ofChallenger, ofChampion.get(epoch)));
            }
        });
        return CovariateAdjustment.adjusted(strata);
    }

    private Map<Integer, UnitSums> unitSums(Metric metric, String variant) {
        Map<Integer, UnitSums> byEpoch = new TreeMap<>();
        evidence.covariateSums(metric.name(), variant).forEach(sums -> byEpoch.put(sums.epoch(), new UnitSums(sums.count(),
                sums.covariateSum(), sums.sum(), sums.covariateSumOfSquares(), sums.sumOfSquares(), sums.product())));
        return byEpoch;
    }

    private MetricData levels(Metric metric, String challenger) {
        OptionalDouble ofChampion = evidence.gaugeLevel(metric.name(), champion);
        OptionalDouble ofChallenger = evidence.gaugeLevel(metric.name(), challenger);
        if (ofChampion.isEmpty() || ofChallenger.isEmpty()) {
            return new MetricData.Unusable("");
        }
        return new MetricData.Levels(ofChampion.getAsDouble(), ofChallenger.getAsDouble(),
                evidence.trials(metric.name(), champion), evidence.trials(metric.name(), challenger));
    }

    private Optional<String> spoiled(Metric metric, String challenger) {
        return faults.stream().filter(fault -> fault instanceof DataFault.Irregular irregular && SPOILING.contains(irregular.kind()))
                .filter(fault -> fault.metric().filter(metric.name()::equals).isPresent())
                .filter(fault -> fault.variant().filter(name -> !name.equals(challenger) && !name.equals(champion)).isEmpty())
                .map(DataFault::reason).findFirst();
    }
}
