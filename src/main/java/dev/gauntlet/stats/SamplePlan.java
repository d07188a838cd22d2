package dev.gauntlet.stats;

/**
 * What a fixed-sample test would need; a sequential design may stop much earlier and must be allowed to run longer.
 *
 * @param information reciprocal variance of the effect, on the scale of the effect
 * @param championTrials trials of the champion, not rounded
 * @param challengerTrials trials of the challenger, not rounded
 */
public record SamplePlan(double information, double championTrials, double challengerTrials) {

    /** Trials of both arms together, rounded up. */
    public long totalTrials() {
        return (long) Math.ceil(championTrials + challengerTrials);
    }

    /** The same mix of trials with another amount of information. */
    public SamplePlan times(double factor) {
        Arguments.positive("factor", factor);
        return new SamplePlan(factor * information, factor * championTrials, factor * challengerTrials);
    }

    /** The longest run that a calibrated superiority design declares: {@link SequentialDesign#HORIZON_FRACTION} of this plan. */
    public SamplePlan longestRun() {
        return times(SequentialDesign.HORIZON_FRACTION);
    }
}
