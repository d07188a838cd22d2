package dev.gauntlet.stats;

/** Rules fixed before the data for looking at an effect as often as one likes at a stated error rate. */
public sealed interface SequentialDesign permits TwoSidedDesign, OneSidedDesign {

    /** Smallest share of the planned information at which a superiority design may decide. */
    double START_FRACTION = 0.05;

    /** Share of the planned information up to which a superiority design is calibrated: the longest run. */
    double HORIZON_FRACTION = 1.38;

    /** Share of the planned information after which an open one-sided design at 0.05 has a planned power of 0.8; simulated. */
    double OPEN_RUN_FRACTION = 1.85;

    /** Probability that the design ever refutes a true value, over all looks. */
    double alpha();

    /** Information (reciprocal variance of the effect) that a fixed-sample test of the same power would need. */
    double plannedInformation();

    /** Information of the estimate over the planned information: the progress of the experiment, at least 0, may exceed 1. */
    default double informationFraction(EffectEstimate estimate) {
        return estimate.information() / plannedInformation();
    }

    /**
     * Two-sided design for a success metric with the usual start and horizon.
     *
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param beta probability to miss the minimum effect in a fixed sample, strictly between 0 and 1
     * @param minimumEffect smallest effect worth finding, on the scale of the estimates, not 0
     */
    static TwoSidedDesign superiority(double alpha, double beta, double minimumEffect) {
        return superiority(alpha, beta, minimumEffect, START_FRACTION, HORIZON_FRACTION);
    }

    /**
     * Two-sided design for a success metric.
     *
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param beta probability to miss the minimum effect in a fixed sample, strictly between 0 and 1
     * @param minimumEffect smallest effect worth finding, on the scale of the estimates, not 0
     * @param startFraction share of the planned information at the first decision, positive
     * @param horizonFraction share of the planned information at the declared end, above {@code startFraction}
     */
    static TwoSidedDesign superiority(
            double alpha, double beta, double minimumEffect, double startFraction, double horizonFraction) {
        return TwoSidedDesign.of(alpha, Planning.information(alpha, 2, beta, minimumEffect), startFraction, horizonFraction);
    }

    /**
     * Two-sided design without a horizon, for the interval of a metric that decides nothing by it.
     *
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param beta probability to miss the effect in a fixed sample, strictly between 0 and 1
     * @param effect effect for which the interval is tuned, on the scale of the estimates, not 0
     */
    static TwoSidedDesign open(double alpha, double beta, double effect) {
        return TwoSidedDesign.open(alpha, Planning.information(alpha, 2, beta, effect), START_FRACTION);
    }

    /**
     * One-sided design for a guardrail's promotion test: is the challenger worse by no more than the margin?
     *
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @param beta probability to miss equality in a fixed sample, strictly between 0 and 1
     * @param margin non-inferiority margin on the scale of the estimates, not 0 (the sign is ignored)
     */
    static OneSidedDesign nonInferiority(double alpha, double beta, double margin) {
        return OneSidedDesign.of(alpha, Planning.information(alpha, 1, beta, margin), 1);
    }

    /**
     * One-sided design for a harm test, tuned at a tenth of the plan because a rollback must come early or not at all.
     *
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @param plannedInformation information planned for the metric's promotion test, positive
     */
    static OneSidedDesign deterioration(double alpha, double plannedInformation) {
        return OneSidedDesign.of(alpha, plannedInformation, OneSidedDesign.HARM_TUNING);
    }
}
