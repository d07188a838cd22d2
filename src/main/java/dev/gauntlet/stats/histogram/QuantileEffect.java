package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.Interval;
import java.util.OptionalDouble;

/**
 * What is known about a quantile of the challenger against the champion's. Everything but the two interpolated values holds for
 * the true quantiles without any assumption about the values inside a bucket.
 *
 * @param challenger bucket bounds between which the challenger's quantile lies (above the lower, not above the upper)
 * @param champion the same for the champion; both ranges hold together, at all looks, with the confidence of {@code effect}
 * @param effect range of the effect on the scale of the target
 * @param pNonInferior always-valid p-value of "the challenger is worse by more than the margin": small when it is not inferior
 * @param pHarm always-valid p-value of "the challenger is worse by no more than the tolerance": small when it does harm
 * @param nonInferior true when {@code pNonInferior} is at most its error rate
 * @param harmful true when {@code pHarm} is at most its error rate
 * @param challengerValues number of values of the challenger
 * @param championValues number of values of the champion
 * @param interpolatedChallenger quantile interpolated inside its bucket, for display only
 * @param interpolatedChampion the same for the champion
 */
public record QuantileEffect(
        Interval challenger,
        Interval champion,
        Interval effect,
        double pNonInferior,
        double pHarm,
        boolean nonInferior,
        boolean harmful,
        long challengerValues,
        long championValues,
        OptionalDouble interpolatedChallenger,
        OptionalDouble interpolatedChampion) {
}
