package dev.gauntlet.decision;

/**
 * Whether the observed shares of the variants agree with the weights that were in force.
 *
 * @param mismatch whether they differ, at the error rate of the spec, by more than matters
 * @param pValue always-valid p-value of no difference
 * @param message the shares in words
 */
public record SampleRatio(boolean mismatch, double pValue, String message) {

    /** Nothing observed yet. */
    public static final SampleRatio UNKNOWN = new SampleRatio(false, 1, "no traffic observed yet");
}
