package dev.gauntlet.stats.counts;

import dev.gauntlet.stats.Arguments;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A mixing law over tilts: finitely many alternatives, each an amount by which the log odds that an event is the challenger's
 * differ from the hypothesis. The likelihood ratio of every alternative against the hypothesis is an e-process, and so is their
 * weighted mean.
 */
public final class TiltMixture {

    private static final double MASS_ROUNDING = 1e-9;

    /** Where the rate mixture is densest: a doubled rate. */
    private static final double CENTRE = Math.log(2);
    private static final double STEP = 1.35;
    private static final double SPREAD = 0.6;
    private static final double SMALLEST = 1e-5;
    private static final double LARGEST = 3.5;

    private static final TiltMixture RATE_INCREASE = rateGrid();
    private static final TiltMixture RATE_DECREASE = RATE_INCREASE.mirrored();

    private final Tilt[] tilts;
    private final double[] logWeights;

    private TiltMixture(double[] tilts, double[] logWeights) {
        this.tilts = Arrays.stream(tilts).mapToObj(Tilt::of).toArray(Tilt[]::new);
        this.logWeights = logWeights;
    }

    /**
     * A mixture of given tilts.
     *
     * @param tilts log odds ratios, finite, at least one
     * @param weights their probabilities: as many, not negative, adding up to 1
     * @throws IllegalArgumentException naming the argument that is not so
     */
    public static TiltMixture of(double[] tilts, double[] weights) {
        if (tilts.length == 0 || weights.length != tilts.length) {
            throw new IllegalArgumentException("weights must be as many as the tilts, at least 1, but are "
                    + weights.length + " for " + tilts.length);
        }
        double mass = 0;
        for (int k = 0; k < tilts.length; k++) {
            Arguments.finite("tilts", tilts[k]);
            mass += Arguments.nonNegative("weights", weights[k]);
        }
        if (Math.abs(mass - 1) > MASS_ROUNDING) {
            throw new IllegalArgumentException("weights must add up to 1 but make " + mass);
        }
        return new TiltMixture(tilts, Arrays.stream(weights).map(Math::log).toArray());
    }

    /**
     * The mixture for "the challenger's rate is higher", for rates whose ratio is unknown. The log rate ratios form a geometric
     * grid from 0.00001 to 3.5 with step 1.35, so that no ratio in between is missed by more than 16 percent of its logarithm,
     * which costs at most 3 percent of the growth of the evidence. The weights follow a Cauchy law in the logarithm of the log
     * ratio, centred at a doubled rate with scale 0.6: doubled to fivefold rates are found fast, and tiny differences are still
     * found as counts grow.
     */
    public static TiltMixture rateIncrease() {
        return RATE_INCREASE;
    }

    /** The mirror image of {@link #rateIncrease()}: densest at a halved rate. */
    public static TiltMixture rateDecrease() {
        return RATE_DECREASE;
    }

    /**
     * The part of the mixture on one side of the hypothesis, its weights scaled to add up to 1.
     *
     * @param sign positive for the tilts above 0, negative for those below
     * @throws IllegalArgumentException when no weight lies on that side
     */
    public TiltMixture side(int sign) {
        double[] kept = new double[tilts.length];
        double[] mass = new double[tilts.length];
        int count = 0;
        for (int k = 0; k < tilts.length; k++) {
            if (tilts[k].value() * sign > 0) {
                kept[count] = tilts[k].value();
                mass[count++] = Math.exp(logWeights[k]);
            }
        }
        double total = Arrays.stream(mass).sum();
        if (!(total > 0)) {
            throw new IllegalArgumentException("sign " + sign + " has no tilt of positive weight on its side");
        }
        return new TiltMixture(Arrays.copyOf(kept, count),
                Arrays.stream(mass, 0, count).map(weight -> Math.log(weight / total)).toArray());
    }

    /** The mixture with every tilt's sign reversed. */
    public TiltMixture mirrored() {
        return new TiltMixture(Arrays.stream(tilts).mapToDouble(tilt -> -tilt.value()).toArray(), logWeights);
    }

    /** The tilts, in the order given. */
    double[] tilts() {
        return Arrays.stream(tilts).mapToDouble(Tilt::value).toArray();
    }

    /**
     * Logarithm of the weighted mean of likelihood ratios.
     *
     * @param logRatio log likelihood ratio of a tilt against the hypothesis
     */
    double logMean(ToDoubleFunction<Tilt> logRatio) {
        double[] logRatios = new double[tilts.length];
        for (int k = 0; k < tilts.length; k++) {
            logRatios[k] = logRatio.applyAsDouble(tilts[k]);
        }
        return logMean(logRatios);
    }

    /**
     * Logarithm of the weighted mean of likelihood ratios.
     *
     * @param logRatios log likelihood ratio of each tilt against the hypothesis, in the order of the tilts
     */
    double logMean(double[] logRatios) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logRatios.length; k++) {
            largest = Math.max(largest, logWeights[k] + logRatios[k]);
        }
        double sum = 0;
        for (int k = 0; k < logRatios.length; k++) {
            sum += Math.exp(logWeights[k] + logRatios[k] - largest);
        }
        return largest + Math.log(sum);
    }

    private static TiltMixture rateGrid() {
        int below = (int) Math.floor(Math.log(CENTRE / SMALLEST) / Math.log(STEP));
        int above = (int) Math.floor(Math.log(LARGEST / CENTRE) / Math.log(STEP));
        double[] tilts = new double[below + above + 1];
        double[] weights = new double[tilts.length];
        double total = 0;
        for (int k = 0; k < tilts.length; k++) {
            double distance = (k - below) * Math.log(STEP);
            tilts[k] = CENTRE * Math.exp(distance);
            weights[k] = 1 / (1 + distance / SPREAD * (distance / SPREAD));
            total += weights[k];
        }
        double mass = total;
        return new TiltMixture(tilts, Arrays.stream(weights).map(weight -> Math.log(weight / mass)).toArray());
    }
}
