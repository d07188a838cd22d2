package dev.gauntlet.stats;

/**
 * Two-sided normal-mixture confidence sequence, calibrated to a horizon and valid beyond it.
 *
 * <p>Error budget: between start and horizon the interval misses the true effect with probability 0.95 alpha (calibrated, see
 * {@link HorizonCalibration}); after the horizon the open threshold 1/(0.05 alpha) applies, which by Ville's inequality is ever crossed
 * with probability at most 0.05 alpha. By the union bound the interval ever misses with probability at most alpha, however long
 * anyone looks. Before the start it is unbounded.
 *
 * @param alpha two-sided error rate
 * @param plannedInformation information a fixed-sample test would need
 * @param startFraction share of the plan at the first decision
 * @param horizonFraction share of the plan up to which the level is calibrated
 * @param mixture the mixture, tuned at the plan
 * @param horizonLevel level between start and horizon
 */
public record TwoSidedDesign(
        double alpha,
        double plannedInformation,
        double startFraction,
        double horizonFraction,
        TwoSidedMixture mixture,
        double horizonLevel) implements SequentialDesign {

    /** Share of alpha spent between start and horizon; the rest is for ever after. */
    private static final double HORIZON_SHARE = 0.95;

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public TwoSidedDesign {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.positive("plannedInformation", plannedInformation);
        Arguments.positive("startFraction", startFraction);
        Arguments.finite("horizonFraction", horizonFraction);
        if (!(horizonFraction > startFraction)) {
            throw new IllegalArgumentException("horizonFraction must lie above the start " + startFraction
                    + " but is " + horizonFraction);
        }
        Arguments.between("horizonLevel", horizonLevel, 0, 1);
    }

    /**
     * The calibrated design.
     *
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param plannedInformation information a fixed-sample test would need, positive
     * @param startFraction share of the plan at the first decision, positive
     * @param horizonFraction share of the plan at the declared end, above {@code startFraction}
     */
    public static TwoSidedDesign of(
            double alpha, double plannedInformation, double startFraction, double horizonFraction) {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.positive("plannedInformation", plannedInformation);
        return new TwoSidedDesign(
                alpha,
                plannedInformation,
                startFraction,
                horizonFraction,
                TwoSidedMixture.tunedAt(plannedInformation, alpha),
                HorizonCalibration.continuousLevel(unitMixture(alpha), startFraction, horizonFraction,
                        HORIZON_SHARE * alpha));
    }

    /** Information of the first decision. */
    public double startInformation() {
        return startFraction * plannedInformation;
    }

    /** Information up to which the level is calibrated: the longest run that was declared. */
    public double horizonInformation() {
        return horizonFraction * plannedInformation;
    }

    /** Level after the horizon. */
    public double openLevel() {
        return (1 - HORIZON_SHARE) * alpha;
    }

    /** True when the estimate has the information of the first decision. */
    public boolean hasStarted(EffectEstimate estimate) {
        return estimate.information() >= startInformation();
    }

    /** True when the open level applies to the estimate: it has more information than was declared. */
    public boolean isPastHorizon(EffectEstimate estimate) {
        return estimate.information() > horizonInformation();
    }

    /**
     * Confidence interval of the effect, unbounded before the start. The intervals of all looks hold together with probability 1 - alpha.
     */
    public Interval interval(EffectEstimate estimate) {
        if (!hasStarted(estimate)) {
            return Interval.unbounded(1 - alpha);
        }
        double threshold = -Math.log(isPastHorizon(estimate) ? openLevel() : horizonLevel);
        return new Interval(
                EvidenceInversion.lowerEnd(estimate, effect -> logEValue(estimate, effect) - threshold),
                EvidenceInversion.upperEnd(estimate, effect -> logEValue(estimate, effect) - threshold),
                1 - alpha);
    }

    /** Logarithm of the e-value against a hypothetical true effect. */
    public double logEValue(EffectEstimate estimate, double nullEffect) {
        Deviate deviate = estimate.deviateFrom(nullEffect);
        return mixture.logEValue(deviate.z(), deviate.information());
    }

    /**
     * Always-valid p-value of a hypothetical true effect: the smallest error rate whose interval, with this mixture and horizon, leaves it
     * out. At most alpha exactly when {@link #interval} leaves it out; 1 before the start. Its minimum over all looks so far is a valid
     * p-value too.
     */
    public double pValue(EffectEstimate estimate, double nullEffect) {
        if (!hasStarted(estimate)) {
            return 1;
        }
        double evidence = logEValue(estimate, nullEffect);
        double logProbability = isPastHorizon(estimate)
                ? -evidence - Math.log(1 - HORIZON_SHARE)
                : HorizonCalibration.continuousCurve(unitMixture(alpha), startFraction, horizonFraction, horizonLevel)
                        .logProbability(evidence) - Math.log(HORIZON_SHARE);
        return Math.min(1, Math.exp(logProbability));
    }

    /** Levels depend on shares of the plan alone: calibrating at a plan of 1 lets all designs of one shape share the work. */
    private static TwoSidedMixture unitMixture(double alpha) {
        return TwoSidedMixture.tunedAt(1, alpha);
    }
}
