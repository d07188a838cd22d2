package dev.gauntlet.stats;

/**
 * Variances of the two arms' weighted mean rates, for independent trials.
 *
 * @param challenger variance of the challenger's weighted mean
 * @param champion variance of the champion's weighted mean
 */
record ArmVariances(double challenger, double champion) {

    /** Variance of challenger - ratio champion. */
    double ofContrast(double ratio) {
        return challenger + ratio * (ratio * champion);
    }

    /** Both variances multiplied by a factor. */
    ArmVariances times(double factor) {
        return new ArmVariances(factor * challenger, factor * champion);
    }
}
