package dev.gauntlet.stats;

/**
 * One-sided normal-mixture confidence sequence without end: each of its bounds is right at all looks with probability 1 - alpha. Use one
 * of the two bounds; both together err with probability up to 2 alpha.
 *
 * @param alpha one-sided error rate
 * @param plannedInformation information a fixed-sample test would need
 * @param mixture the mixture
 */
public record OneSidedDesign(double alpha, double plannedInformation, OneSidedMixture mixture)
        implements SequentialDesign {

    /** Share of the plan at which a harm test is most sensitive. */
    static final double HARM_TUNING = 0.1;

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public OneSidedDesign {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.positive("plannedInformation", plannedInformation);
    }

    /**
     * The design whose bound is narrowest at a share of the plan.
     *
     * @param alpha one-sided error rate, strictly between 0 and 0.5
     * @param plannedInformation information a fixed-sample test would need, positive
     * @param tuningFraction share of the plan at which the bound is narrowest, positive
     */
    public static OneSidedDesign of(double alpha, double plannedInformation, double tuningFraction) {
        Arguments.positive("tuningFraction", tuningFraction);
        Arguments.positive("plannedInformation", plannedInformation);
        return new OneSidedDesign(alpha, plannedInformation,
                OneSidedMixture.tunedAt(tuningFraction * plannedInformation, alpha));
    }

    /** Lower confidence bound of the effect. */
    public double lowerBound(EffectEstimate estimate) {
        return EvidenceInversion.lowerEnd(estimate, effect -> logEValueAbove(estimate, effect) + Math.log(alpha));
    }

    /** Upper confidence bound of the effect. */
    public double upperBound(EffectEstimate estimate) {
        return EvidenceInversion.upperEnd(estimate, effect -> logEValueBelow(estimate, effect) + Math.log(alpha));
    }

    /**
     * How many standard errors an estimate must lie from a value for the bound to leave it out.
     *
     * @param information information of the estimate, positive
     */
    public double criticalZ(double information) {
        return mixture.criticalZ(information, alpha);
    }

    /** Log e-value against "the effect is at most {@code nullEffect}": large when the effect lies above. */
    public double logEValueAbove(EffectEstimate estimate, double nullEffect) {
        Deviate deviate = estimate.deviateFrom(nullEffect);
        return mixture.logEValue(deviate.z(), deviate.information());
    }

    /** Log e-value against "the effect is at least {@code nullEffect}": large when the effect lies below. */
    public double logEValueBelow(EffectEstimate estimate, double nullEffect) {
        Deviate deviate = estimate.deviateFrom(nullEffect);
        return mixture.logEValue(-deviate.z(), deviate.information());
    }

    /** Always-valid p-value of "the effect is at most {@code nullEffect}", in (0, 1] or 0 when it underflows. */
    public double pValueAbove(EffectEstimate estimate, double nullEffect) {
        return Math.min(1, Math.exp(-logEValueAbove(estimate, nullEffect)));
    }

    /** Always-valid p-value of "the effect is at least {@code nullEffect}", in (0, 1] or 0 when it underflows. */
    public double pValueBelow(EffectEstimate estimate, double nullEffect) {
        return Math.min(1, Math.exp(-logEValueBelow(estimate, nullEffect)));
    }
}
