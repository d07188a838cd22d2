package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.BinomialCounts;
import dev.gauntlet.stats.ProportionStratum;
import dev.gauntlet.stats.SumsStratum;
import java.util.List;

/**
 * Events and exposures of both arms over a stretch of constant traffic weights.
 *
 * @param challengerEvents events of the challenger, at least 0
 * @param championEvents events of the champion, at least 0
 * @param challengerExposure exposure of the challenger, at least 0
 * @param championExposure exposure of the champion, at least 0
 */
record RateStratum(double challengerEvents, double championEvents, double challengerExposure, double championExposure) {

    /**
     * Strata of events over exposures; strata with an empty arm say nothing and are left out.
     *
     * @throws IllegalArgumentException when events are negative or a stratum is split by clusters
     */
    static List<RateStratum> ofCounts(List<SumsStratum> strata) {
        strata.forEach(stratum -> requireIndependent(stratum.clusters().isEmpty()));
        return strata.stream().map(SumsStratum::totals).filter(totals -> totals.isComparable()).map(totals -> {
            ArmSums challenger = totals.challenger();
            ArmSums champion = totals.champion();
            return new RateStratum(Arguments.nonNegative("challenger events", challenger.numerator()),
                    Arguments.nonNegative("champion events", champion.numerator()),
                    challenger.denominator(), champion.denominator());
        }).toList();
    }

    /**
     * Strata whose events are the successes of trials; strata with an empty arm say nothing and are left out.
     *
     * @throws IllegalArgumentException when a stratum is split by clusters
     */
    static List<RateStratum> ofProportions(List<ProportionStratum> strata) {
        strata.forEach(stratum -> requireIndependent(stratum.clusters().isEmpty()));
        return strata.stream().map(ProportionStratum::totals).filter(totals -> totals.isComparable()).map(totals -> {
            BinomialCounts challenger = totals.challenger();
            BinomialCounts champion = totals.champion();
            return new RateStratum(challenger.successes(), champion.successes(), challenger.trials(), champion.trials());
        }).toList();
    }

    /**
     * The split of the events under "the challenger's rate is {@code ratio} times the champion's".
     *
     * @param ratio positive
     */
    EventSplit split(double ratio) {
        return new EventSplit(challengerEvents, challengerEvents + championEvents,
                1 / (1 + championExposure / (challengerExposure * ratio)));
    }

    private static void requireIndependent(boolean unclustered) {
        if (!unclustered) {
            throw new IllegalArgumentException("strata must not be split by clusters: events of one unit are not independent");
        }
    }
}
