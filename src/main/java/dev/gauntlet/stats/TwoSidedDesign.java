package dev.gauntlet.stats;

import java.util.List;

/**
 * Two-sided normal-mixture confidence sequence, calibrated in stages to the information that was planned for and valid beyond.
 *
 * <p>Each stage, a stretch of information, has a share of alpha: between its ends the interval misses the true effect with that probability
 * at most (calibrated, see {@link HorizonCalibration}; in the last, endless one by Ville's inequality). By the union bound the interval
 * ever misses with probability at most alpha, however long anyone looks. Before the first stage it is unbounded.
 *
 * @param alpha two-sided error rate
 * @param plannedInformation information a fixed-sample test would need
 * @param mixture the mixture, tuned at the plan
 * @param stages one after the other without gap, the last endless
 */
public record TwoSidedDesign(double alpha, double plannedInformation, TwoSidedMixture mixture, List<Stage> stages)
        implements SequentialDesign {

    /** Share of alpha spent between start and horizon. */
    private static final double HORIZON_SHARE = 0.98;
    /** Share of alpha spent between the horizon and its multiple, where experiments end that wait for a minimum time. */
    private static final double EXTENSION_SHARE = 0.015;
    private static final double EXTENSION = 4;

    /**
     * A stretch of information with a level of its own.
     *
     * @param from share of the plan at its beginning
     * @param upTo share of the plan at its end; infinite for the last one
     * @param share share of alpha that is spent in it
     * @param level its interval leaves out the effects whose e-value reaches 1/level
     */
    public record Stage(double from, double upTo, double share, double level) {

        /**
         * @throws IllegalArgumentException naming the argument that is out of range
         */
        public Stage {
            Arguments.positive("from", from);
            if (!(upTo > from)) {
                throw new IllegalArgumentException("upTo must lie above the beginning " + from + " but is " + upTo);
            }
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share must lie in (0, 1] but is " + share);
            }
            Arguments.between("level", level, 0, 1);
        }

        /** The calibrated stage. */
        private static Stage of(double alpha, double from, double upTo, double share) {
            return new Stage(from, upTo, share, Double.isInfinite(upTo) ? share * alpha
                    : HorizonCalibration.continuousLevel(unitMixture(alpha), from, upTo, share * alpha));
        }
    }

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public TwoSidedDesign {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.positive("plannedInformation", plannedInformation);
        stages = List.copyOf(stages);
        for (int i = 0; i < stages.size(); i++) {
            double end = i + 1 < stages.size() ? stages.get(i + 1).from() : Double.POSITIVE_INFINITY;
            if (stages.get(i).upTo() != end) {
                throw new IllegalArgumentException("stages must follow one another and the last be endless but are " + stages);
            }
        }
        double spent = stages.stream().mapToDouble(Stage::share).sum();
        if (!(spent > 0 && spent <= 1 + 1e-12)) {
            throw new IllegalArgumentException("stages must have shares of at most 1 together but have " + spent);
        }
    }

    /**
     * The calibrated design: most of alpha up to the horizon, a little up to four times as far, the rest for ever after.
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
        Arguments.positive("startFraction", startFraction);
        Arguments.finite("horizonFraction", horizonFraction);
        if (!(horizonFraction > startFraction)) {
            throw new IllegalArgumentException("horizonFraction must lie above the start " + startFraction
                    + " but is " + horizonFraction);
        }
        double extended = EXTENSION * horizonFraction;
        return new TwoSidedDesign(alpha, plannedInformation, TwoSidedMixture.tunedAt(plannedInformation, alpha), List.of(
                Stage.of(alpha, startFraction, horizonFraction, HORIZON_SHARE),
                Stage.of(alpha, horizonFraction, extended, EXTENSION_SHARE),
                Stage.of(alpha, extended, Double.POSITIVE_INFINITY, 1 - HORIZON_SHARE - EXTENSION_SHARE)));
    }

    /**
     * The design without a horizon: the same level for ever.
     *
     * @param alpha two-sided error rate, strictly between 0 and 0.5
     * @param plannedInformation information at which the interval is narrowest, positive
     * @param startFraction share of the plan at the first decision, positive
     */
    public static TwoSidedDesign open(double alpha, double plannedInformation, double startFraction) {
        Arguments.between("alpha", alpha, 0, 0.5);
        return new TwoSidedDesign(alpha, plannedInformation, TwoSidedMixture.tunedAt(plannedInformation, alpha),
                List.of(Stage.of(alpha, startFraction, Double.POSITIVE_INFINITY, 1)));
    }

    /** Information of the first decision. */
    public double startInformation() {
        return stages.get(0).from() * plannedInformation;
    }

    /** Information up to which most of alpha is spent: the longest run that was declared; infinite for an open design. */
    public double horizonInformation() {
        return stages.get(0).upTo() * plannedInformation;
    }

    /** True when the estimate has the information of the first decision. */
    public boolean hasStarted(EffectEstimate estimate) {
        return estimate.information() >= startInformation();
    }

    /** The stage that an estimate is in; the first one before the start. */
    public Stage stage(EffectEstimate estimate) {
        return stage(estimate.information());
    }

    private Stage stage(double information) {
        double fraction = information / plannedInformation;
        for (Stage stage : stages) {
            if (fraction <= stage.upTo()) {
                return stage;
            }
        }
        throw new IllegalStateException("the last stage is endless");
    }

    /**
     * Confidence interval of the effect, unbounded before the start. The intervals of all looks hold together with probability 1 - alpha.
     */
    public Interval interval(EffectEstimate estimate) {
        if (!hasStarted(estimate)) {
            return Interval.unbounded(1 - alpha);
        }
        double level = stage(estimate).level();
        if (estimate.nullVariance() instanceof FixedVariance fixed && Double.isInfinite(estimate.degreesOfFreedom())) {
            double half = mixture.criticalZ(1 / fixed.variance(), level) * Math.sqrt(fixed.variance());
            return new Interval(estimate.effect() - half, estimate.effect() + half, 1 - alpha);
        }
        double threshold = -Math.log(level);
        return new Interval(
                EvidenceInversion.lowerEnd(estimate, effect -> logEValue(estimate, effect) - threshold),
                EvidenceInversion.upperEnd(estimate, effect -> logEValue(estimate, effect) - threshold),
                1 - alpha);
    }

    /**
     * How many standard errors an estimate must lie from a value for the interval to leave it out; infinite before the start.
     *
     * @param information information of the estimate, positive
     */
    public double criticalZ(double information) {
        Arguments.positive("information", information);
        return information < startInformation() ? Double.POSITIVE_INFINITY : mixture.criticalZ(information, stage(information).level());
    }

    /** Logarithm of the e-value against a hypothetical true effect. */
    public double logEValue(EffectEstimate estimate, double nullEffect) {
        Deviate deviate = estimate.deviateFrom(nullEffect);
        return mixture.logEValue(deviate.z(), deviate.information());
    }

    /**
     * Always-valid p-value of a hypothetical true effect: the smallest error rate whose interval, with this mixture and these stages,
     * leaves it out. At most alpha exactly when {@link #interval} leaves it out; 1 before the start. Its minimum over all looks so far is
     * a valid p-value too.
     */
    public double pValue(EffectEstimate estimate, double nullEffect) {
        if (!hasStarted(estimate)) {
            return 1;
        }
        double evidence = logEValue(estimate, nullEffect);
        Stage stage = stage(estimate);
        double logProbability = Double.isInfinite(stage.upTo()) ? -evidence
                : HorizonCalibration.continuousCurve(unitMixture(alpha), stage.from(), stage.upTo(), stage.level())
                        .logProbability(evidence);
        return Math.min(1, Math.exp(logProbability - Math.log(stage.share())));
    }

    /** Levels depend on shares of the plan alone: calibrating at a plan of 1 lets all designs of one shape share the work. */
    private static TwoSidedMixture unitMixture(double alpha) {
        return TwoSidedMixture.tunedAt(1, alpha);
    }
}
