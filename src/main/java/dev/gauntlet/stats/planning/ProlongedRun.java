package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.OneSidedDesign;
import dev.gauntlet.stats.TwoSidedDesign;
import dev.gauntlet.stats.groupsequential.ConditionalPower;

/**
 * A run that could go on beyond its end: how probable it is that the estimate at the new end leaves out a value that it does not leave out
 * yet, if the trend so far is the truth. Given the data, the score {@code S = z sqrt(I)} gains {@code effect * (I' - I)} on the way to the
 * new information I', with variance {@code I' - I} (Jennison, Turnbull 2000, chapter 10). Looks before the new end are ignored; a
 * confidence sequence is looked at all the time, so for it the probability is a lower bound.
 *
 * @param distance how far the estimate lies from the value, positive towards the side that is to be shown
 * @param information information so far, positive
 * @param growth information at the new end over that of now, above 1
 */
public record ProlongedRun(double distance, double information, double growth) {

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public ProlongedRun {
        Arguments.finite("distance", distance);
        Arguments.positive("information", information);
        if (!(Arguments.finite("growth", growth) > 1)) {
            throw new IllegalArgumentException("growth must be above 1 but is " + growth);
        }
    }

    /** Information at the new end. */
    public double finalInformation() {
        return information * growth;
    }

    /** Probability that the interval of a two-sided design lies beyond the value at the new end; 0 before the design's start. */
    public double conditionalPower(TwoSidedDesign design) {
        return conditionalPower(design.criticalZ(finalInformation()));
    }

    /** Probability that the bound of a one-sided design lies beyond the value at the new end. */
    public double conditionalPower(OneSidedDesign design) {
        return conditionalPower(design.criticalZ(finalInformation()));
    }

    /**
     * Probability that the estimate is at least so many standard errors beyond the value at the new end.
     *
     * @param criticalZ standard errors asked for; positive infinity is never reached
     */
    public double conditionalPower(double criticalZ) {
        return criticalZ == Double.POSITIVE_INFINITY ? 0
                : new ConditionalPower(1 / growth, distance * Math.sqrt(information), criticalZ).underCurrentTrend();
    }
}
