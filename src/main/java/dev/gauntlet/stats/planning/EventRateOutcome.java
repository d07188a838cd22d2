package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;

/**
 * Events per unit of exposure; a unit of exposure is one observation and its number of events has a variance of rate times
 * dispersion.
 *
 * @param rate the champion's events per unit of exposure, positive
 * @param dispersion variance over that of a Poisson count, positive; 1 for independent events
 */
public record EventRateOutcome(double rate, double dispersion) implements Outcome {

    /**
     * @throws IllegalArgumentException naming the number that is not positive
     */
    public EventRateOutcome {
        Arguments.positive("rate", rate);
        Arguments.positive("dispersion", dispersion);
    }

    @Override
    public double championLevel() {
        return rate;
    }

    @Override
    public double championVariance() {
        return dispersion * rate;
    }

    @Override
    public double challengerVariance(double difference) {
        return dispersion * Arguments.positive("challengerRate", rate + difference);
    }

    @Override
    public double lowestDifference() {
        return -rate;
    }

    @Override
    public double highestDifference() {
        return Double.POSITIVE_INFINITY;
    }
}
