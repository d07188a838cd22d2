package dev.gauntlet.stats.fixed;

import dev.gauntlet.stats.Satterthwaite;

/**
 * The contrast M1 - ratio M0 of two means with unequal variances.
 *
 * @param estimate the contrast
 * @param standardError its standard error
 * @param degreesOfFreedom Satterthwaite's degrees of freedom; infinite when nothing varies
 */
record WelchContrast(double estimate, double standardError, double degreesOfFreedom) {

    static WelchContrast of(SampleMoments challenger, SampleMoments champion, double ratio) {
        Satterthwaite variance = new Satterthwaite()
                .add(challenger.ofMean(), challenger.size() - 1)
                .add(ratio * ratio * champion.ofMean(), champion.size() - 1);
        return new WelchContrast(
                challenger.mean() - ratio * champion.mean(), Math.sqrt(variance.sum()), variance.degreesOfFreedom());
    }

    /** The studentised contrast; 0 when there is neither distance nor variance. */
    double t() {
        return estimate == 0 ? 0 : estimate / standardError;
    }
}
