package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Interval;

/**
 * Two one-sided tests against margins (Schuirmann 1987, J. Pharmacokinet. Biopharm. 15).
 *
 * @param estimate the effect, on the scale of the margins; positive infinity for a lift over a champion at 0
 * @param lowerStatistic distance of the estimate from the lower margin in standard errors, positive above it
 * @param upperStatistic distance of the estimate from the upper margin in standard errors, negative below it
 * @param aboveLower p-value of "the effect is at most the lower margin": non-inferiority when higher is better
 * @param belowUpper p-value of "the effect is at least the upper margin": non-inferiority when lower is better
 * @param interval the effects that are rejected on neither side, each at alpha: level 1 - 2 alpha
 */
public record MarginTest(
        double estimate,
        double lowerStatistic,
        double upperStatistic,
        PValue aboveLower,
        PValue belowUpper,
        Interval interval) {

    /** P-value of equivalence: the larger of the two, since both must reject (Berger 1982). */
    public PValue equivalence() {
        return aboveLower.max(belowUpper);
    }

    /** Tests with normal statistics. */
    static MarginTest normal(double estimate, double lowerZ, double upperZ, Interval interval) {
        return new MarginTest(estimate, lowerZ, upperZ, PValue.aboveNormal(lowerZ), PValue.belowNormal(upperZ), interval);
    }
}
