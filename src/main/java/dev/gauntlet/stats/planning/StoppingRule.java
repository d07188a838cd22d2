package dev.gauntlet.stats.planning;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.SequentialDesign;

/**
 * How much longer than one look at a fixed sample a way of looking must be allowed to run for the same power, and how long it
 * runs on average. The figures hold for a power of 0.8 at error rates of about 0.05.
 *
 * @param longestRun information of the longest run over that of a fixed sample of the same power, at least 1
 * @param meanRun mean information at the planned effect over that of the fixed sample, positive, at most {@code longestRun}
 */
public record StoppingRule(double longestRun, double meanRun) {

    /** One look at the planned sample. */
    public static final StoppingRule FIXED = new StoppingRule(1, 1);

    /** O'Brien-Fleming type spending with 100 looks. */
    public static final StoppingRule OBRIEN_FLEMING = new StoppingRule(1.055, 0.77);

    /** Two-sided normal mixture calibrated to a declared horizon of 1.35 plans, 1000 looks a plan. */
    public static final StoppingRule CALIBRATED = new StoppingRule(1.35, 0.77);

    /**
     * Two-sided normal mixture calibrated to its horizon and watched without pause, as {@link SequentialDesign#superiority} does; simulated
     * and integrated at 1000 looks a plan.
     */
    public static final StoppingRule CALIBRATED_WITHOUT_PAUSE = new StoppingRule(SequentialDesign.HORIZON_FRACTION, 0.79);

    /** Two-sided normal mixture without a horizon. */
    public static final StoppingRule OPEN = new StoppingRule(1.64, 0.98);

    /** One-sided normal mixture without a horizon, as {@link SequentialDesign#nonInferiority} does. */
    public static final StoppingRule OPEN_ONE_SIDED = new StoppingRule(SequentialDesign.OPEN_RUN_FRACTION, 1.03);

    /**
     * @throws IllegalArgumentException naming the number that is out of range
     */
    public StoppingRule {
        if (!(Arguments.finite("longestRun", longestRun) >= 1)) {
            throw new IllegalArgumentException("longestRun must be at least 1 but is " + longestRun);
        }
        if (!(Arguments.positive("meanRun", meanRun) <= longestRun)) {
            throw new IllegalArgumentException("meanRun must not exceed the longest run " + longestRun + " but is " + meanRun);
        }
    }

    /**
     * A group-sequential design.
     *
     * @param inflation its largest information over that of a fixed sample of the same power, at least 1
     * @param meanRun its mean information at the planned effect over that of the fixed sample
     */
    public static StoppingRule groupSequential(double inflation, double meanRun) {
        return new StoppingRule(inflation, meanRun);
    }
}
