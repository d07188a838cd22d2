package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;
import java.util.List;
import java.util.Optional;

/**
 * Whether the effect changes over the run: weighted least squares on time with variances taken as known, and the halves of the
 * run against each other. Users who try the new for its own sake make an effect fade (novelty), users who must get used to it
 * make it grow (primacy).
 *
 * @param intercept fitted effect at time 0
 * @param slope fitted change of the effect per unit of time
 * @param slopeStandardError its standard error
 * @param residualQ {@code sum (effect - fit)^2/variance}
 * @param residualDegreesOfFreedom of residualQ: number of effects minus 2
 * @param firstHalf effects of the first half of the list (rounded down) combined
 * @param secondHalf the others combined
 * @param lastThird effects of the last third of the list (rounded up) combined
 * @param overall all effects combined
 */
public record EffectTrend(double intercept, double slope, double slopeStandardError, double residualQ,
        int residualDegreesOfFreedom, CombinedEffect firstHalf, CombinedEffect secondHalf, CombinedEffect lastThird,
        CombinedEffect overall) {

    /** Usual probability of a false alarm, tested once a day. */
    public static final double ALPHA = 0.01;

    /**
     * From effects in order of time.
     *
     * @return empty with fewer than two effects
     * @throws IllegalArgumentException when a time does not lie after the one before
     */
    public static Optional<EffectTrend> of(List<TimedEffect> effects) {
        for (int i = 1; i < effects.size(); i++) {
            if (!(effects.get(i).time() > effects.get(i - 1).time())) {
                throw new IllegalArgumentException("time must increase but is " + effects.get(i).time() + " after "
                        + effects.get(i - 1).time());
            }
        }
        int count = effects.size();
        if (count < 2) {
            return Optional.empty();
        }
        CombinedEffect overall = CombinedEffect.of(effects);
        double meanTime = 0;
        for (TimedEffect e : effects) {
            meanTime += e.time() * (overall.variance() / e.variance());
        }
        double squares = 0;
        double products = 0;
        for (TimedEffect e : effects) {
            double time = e.time() - meanTime;
            squares += time / e.variance() * time;
            products += time / e.variance() * (e.effect() - overall.effect());
        }
        double slope = products / squares;
        double residual = 0;
        for (TimedEffect e : effects) {
            double deviation = e.effect() - overall.effect() - slope * (e.time() - meanTime);
            residual += deviation / e.variance() * deviation;
        }
        return Optional.of(new EffectTrend(overall.effect() - slope * meanTime, slope, 1 / Math.sqrt(squares),
                residual, count - 2,
                CombinedEffect.of(effects.subList(0, count / 2)),
                CombinedEffect.of(effects.subList(count / 2, count)),
                CombinedEffect.of(effects.subList(count - (count + 2) / 3, count)),
                overall));
    }

    /** Slope over its standard error. */
    public double slopeZ() {
        return slope / slopeStandardError;
    }

    /** Two-sided p-value of "the slope is 0". */
    public double slopePValue() {
        return CombinedEffect.twoSided(slopeZ());
    }

    /** P-value of "a straight line fits"; 1 when two effects leave nothing to test. */
    public double residualPValue() {
        return CombinedEffect.chiSquareTail(residualQ, residualDegreesOfFreedom);
    }

    /** Second half minus first half, over its standard error. */
    public double halvesZ() {
        return secondHalf.deviateFrom(firstHalf);
    }

    /** Two-sided p-value of "both halves have the same effect". */
    public double halvesPValue() {
        return CombinedEffect.twoSided(halvesZ());
    }

    /** True when the effect moves away from 0. */
    private boolean isGrowing() {
        return slope * firstHalf.effect() > 0;
    }

    /**
     * True when the effect fades and the last third of the run no longer supports it: its upper confidence limit lies below the
     * practical effect. A superior challenger is then not one that can be relied on.
     *
     * @param alpha level of the test for a trend, strictly between 0 and 1; the limit is one-sided at the same level
     * @param practicalEffect smallest effect worth having, at least 0, in the direction that is better
     * @param higherIsBetter whether the metric should be high
     */
    public boolean refutesSuperiority(double alpha, double practicalEffect, boolean higherIsBetter) {
        Arguments.between("alpha", alpha, 0, 1);
        Arguments.nonNegative("practicalEffect", practicalEffect);
        double sign = higherIsBetter ? 1 : -1;
        double upper = sign * lastThird.effect() + StandardNormal.upperQuantile(alpha) * lastThird.standardError();
        return slopePValue() < alpha && sign * slope < 0 && upper < practicalEffect;
    }

    /**
     * The check in words; flagged when the slope is significant.
     *
     * @param alpha probability of a false alarm, strictly between 0 and 1 (see {@link #ALPHA})
     */
    public Diagnostic diagnostic(double alpha) {
        boolean flagged = slopePValue() < Arguments.between("alpha", alpha, 0, 1);
        String halves = "from " + Figures.number(firstHalf.effect()) + " in the first half of the run to "
                + Figures.number(secondHalf.effect()) + " in the second (" + Figures.pValue(slopePValue()) + " for a trend)";
        String sentence = flagged
                ? "The effect changed " + halves + (isGrowing()
                        ? ": it is still growing, so the run understates what it will be."
                        : ": it is fading, as the novelty of a change does, so the run overstates what will last.")
                : "The effect went " + halves + ", which chance explains.";
        return new Diagnostic(Diagnostic.Name.NOVELTY, flagged, sentence);
    }
}
