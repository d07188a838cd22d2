package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.OneSidedMixture;
import dev.gauntlet.stats.SequentialDesign;
import dev.gauntlet.stats.TwoSidedDesign;

/**
 * Error rates of a quantile's comparison, each over all looks together, and the sizes at which it is most sensitive. Every
 * statement needs one confidence sequence of each arm, at half of its error rate.
 *
 * @param intervalAlpha error rate of the interval of the effect, strictly between 0 and 0.5
 * @param nonInferiorityAlpha error rate of the promotion test, strictly between 0 and 0.5
 * @param harmAlpha error rate of the harm test, strictly between 0 and 0.5
 * @param plannedChallenger planned number of the challenger's values, in equivalent independent ones when units stick; positive
 * @param plannedChampion the same for the champion
 */
public record QuantileDesign(
        double intervalAlpha, double nonInferiorityAlpha, double harmAlpha, double plannedChallenger, double plannedChampion) {

    /** Share of the plan at which the harm test is most sensitive: a rollback must come early or not at all. */
    private static final double HARM_TUNING = 0.1;

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public QuantileDesign {
        Arguments.between("intervalAlpha", intervalAlpha, 0, 0.5);
        Arguments.between("nonInferiorityAlpha", nonInferiorityAlpha, 0, 0.5);
        Arguments.between("harmAlpha", harmAlpha, 0, 0.5);
        Arguments.positive("plannedChallenger", plannedChallenger);
        Arguments.positive("plannedChampion", plannedChampion);
    }

    /** Mixture of an arm for the promotion test. */
    OneSidedMixture nonInferiority(double plannedValues, double p) {
        return OneSidedMixture.tunedAt(information(plannedValues, p), nonInferiorityAlpha / 2);
    }

    /** Mixture of an arm for the harm test. */
    OneSidedMixture harm(double plannedValues, double p) {
        return OneSidedMixture.tunedAt(HARM_TUNING * information(plannedValues, p), harmAlpha / 2);
    }

    /** Two-sided design of an arm for the interval. */
    TwoSidedDesign interval(double plannedValues, double p) {
        return TwoSidedDesign.of(intervalAlpha / 2, information(plannedValues, p),
                SequentialDesign.START_FRACTION, SequentialDesign.HORIZON_FRACTION);
    }

    private static double information(double values, double p) {
        return values / (p * (1 - p));
    }
}
