package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Arguments;

/** What the margin tests share. */
final class OneSided {

    private OneSided() {
    }

    /** Level of the two-sided interval that leaves out alpha on each side. */
    static double level(double alpha) {
        return 1 - 2 * Arguments.between("alpha", alpha, 0, 0.5);
    }

    /** Distance in standard errors; 0 when there is neither distance nor variance, infinite when there is no variance. */
    static double deviate(double distance, double variance) {
        return distance == 0 ? 0 : distance / Math.sqrt(variance);
    }

    /** Refuses margins that no difference of rates can have. */
    static void requirePossible(Margins margins) {
        if (margins.lower() < -1 || margins.upper() > 1) {
            throw new IllegalArgumentException(
                    "margins must lie in [-1, 1] but are " + margins.lower() + " and " + margins.upper());
        }
    }
}
