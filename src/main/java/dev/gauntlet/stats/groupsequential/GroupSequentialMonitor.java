package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Alternative;
import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Deviate;
import dev.gauntlet.stats.EffectEstimate;
import dev.gauntlet.stats.EvidenceInversion;
import dev.gauntlet.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A group-sequential test under way: its plan and the looks so far. Alpha is spent on a clock that is fixed beforehand, while
 * the bounds follow from the information that has really come in (Lan, DeMets 1983, 1989); the last look spends the rest.
 * Immutable, without a clock of its own: a restart with the same plan and looks continues where it was. Without its looks a
 * test cannot be continued.
 *
 * @param plan what was fixed beforehand
 * @param looks looks taken, oldest first
 */
public record GroupSequentialMonitor(GroupSequentialPlan plan, List<Look> looks) {

    /**
     * Share by which the information must grow for a look to say anything new; less also costs the recursion very fine
     * nodes.
     */
    static final double LEAST_GROWTH = 1e-3;
    /** Planned looks are due also when rounding puts the clock a hair before them. */
    private static final double CLOCK_TOLERANCE = 1e-9;

    /**
     * @throws IllegalArgumentException when fraction, information or spending of the looks do not grow, or looks follow the
     *     last one
     */
    public GroupSequentialMonitor {
        Objects.requireNonNull(plan, "plan");
        looks = List.copyOf(looks);
        for (int k = 1; k < looks.size(); k++) {
            Look before = looks.get(k - 1);
            Look look = looks.get(k);
            if (!(look.fraction() > before.fraction() && look.information() > before.information()
                    && look.spent() >= before.spent() && look.futilitySpent() >= before.futilitySpent())) {
                throw new IllegalArgumentException("looks must grow in fraction, information and spending but "
                        + look + " follows " + before);
            }
        }
    }

    /** A test before its first look. */
    public static GroupSequentialMonitor of(GroupSequentialPlan plan) {
        return new GroupSequentialMonitor(plan, List.of());
    }

    /** The same test with one more look. */
    public GroupSequentialMonitor with(Look look) {
        List<Look> longer = new ArrayList<>(looks);
        longer.add(look);
        return new GroupSequentialMonitor(plan, longer);
    }

    /** The last look taken, if any. */
    public Optional<Look> lastLook() {
        return looks.isEmpty() ? Optional.empty() : Optional.of(looks.get(looks.size() - 1));
    }

    /** Whether the test goes on after its last look; {@code CONTINUE} before the first. */
    public LookOutcome.Verdict verdict() {
        return lastLook().map(this::verdict).orElse(LookOutcome.Verdict.CONTINUE);
    }

    /**
     * Takes the next look when one is due; some milliseconds after 20 looks, some tens of milliseconds after 100.
     *
     * @param estimate the effect as estimated now
     * @param fraction share of the clock that has passed, at least 0, 1 or more for the last look; see {@link ScheduleClock}
     * @return the look with what it says, or why none was taken
     * @throws IllegalArgumentException when the fraction is negative or not finite
     */
    public LookOutcome next(EffectEstimate estimate, double fraction) {
        Arguments.nonNegative("fraction", fraction);
        LookOutcome.Verdict verdict = verdict();
        boolean overruled = verdict == LookOutcome.Verdict.FUTILE && plan.futility().filter(FutilityRule::binding).isEmpty();
        if (verdict != LookOutcome.Verdict.CONTINUE && !overruled) {
            return new LookOutcome.Skipped(LookOutcome.Reason.STOPPED);
        }
        double clock = fraction >= 1 - CLOCK_TOLERANCE ? 1 : fraction;
        if (passed(clock) <= lastLook().map(look -> passed(look.fraction())).orElse(0L)) {
            return new LookOutcome.Skipped(LookOutcome.Reason.NOT_DUE);
        }
        Deviate deviate = estimate.deviateFrom(plan.nullEffect());
        double needed = lastLook().map(look -> look.information() * (1 + LEAST_GROWTH)).orElse(0.0);
        if (deviate.information() < needed && clock < 1) {
            return new LookOutcome.Skipped(LookOutcome.Reason.NO_NEW_INFORMATION);
        }
        Look look = look(clock, Math.max(needed, deviate.information()), plan.orientation() * deviate.z());
        return new LookOutcome.Taken(look, interval(estimate, look.bound()), verdict(look));
    }

    /**
     * Repeated p-value of the null effect at the last look: the smallest alpha at which that look would have rejected, at
     * most alpha exactly when it did. Valid at whichever look the test stops, so it may be corrected for several tests. Empty
     * before the first look; takes some ten times as long as a look.
     */
    public OptionalDouble pValue() {
        return looks.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(new RepeatedPValue(plan, looks).value());
    }

    /**
     * Inference at the last look by the stage-wise ordering; meant for a test that has stopped. Empty before the first look.
     * Non-binding futility is left out, so that the error rates hold whether or not it was obeyed. Takes some 30 times as
     * long as one recursion.
     */
    public Optional<Conclusion> conclusion() {
        if (looks.isEmpty()) {
            return Optional.empty();
        }
        int last = looks.size() - 1;
        double[] lower = new double[last];
        double[] upper = new double[last];
        for (int k = 0; k < last; k++) {
            upper[k] = looks.get(k).bound();
            lower[k] = lowerStop(looks.get(k));
        }
        StageWiseInference inference = new StageWiseInference(
                looks.stream().mapToDouble(Look::information).toArray(), lower, upper, looks.get(last).z());
        int orientation = plan.orientation();
        double estimate = plan.nullEffect() + orientation * inference.medianUnbiasedEstimate();
        if (!plan.twoSided()) {
            double end = plan.nullEffect() + orientation * inference.lowerBound(plan.alpha());
            return Optional.of(new Conclusion(inference.pUpper(0), estimate, orientation > 0
                    ? new Interval(end, Double.POSITIVE_INFINITY, 1 - plan.alpha())
                    : new Interval(Double.NEGATIVE_INFINITY, end, 1 - plan.alpha())));
        }
        Interval interval = inference.interval(1 - plan.alpha());
        double low = plan.nullEffect() + (orientation > 0 ? interval.lower() : -interval.upper());
        double high = plan.nullEffect() + (orientation > 0 ? interval.upper() : -interval.lower());
        return Optional.of(new Conclusion(inference.pTwoSided(0), estimate, new Interval(low, high, interval.level())));
    }

    private Look look(double fraction, double information, double z) {
        double spent = Math.max(plan.spending().spent(plan.tail(), fraction), lastLook().map(Look::spent).orElse(0.0));
        double futilitySpent = plan.futility().map(rule -> rule.spending().spent(rule.beta(), fraction)).orElse(0.0);
        ErrorSpending.Bounds bounds = spendingSoFar(information).next(
                information,
                spent - lastLook().map(Look::spent).orElse(0.0),
                Math.max(0, futilitySpent - lastLook().map(Look::futilitySpent).orElse(0.0)));
        double bound = Math.max(-Look.NEVER, Math.min(Look.NEVER, bounds.upper()));
        return new Look(fraction, information, z, spent, bound, futilitySpent,
                Math.min(bound, Math.max(-Look.NEVER, bounds.futility())));
    }

    private ErrorSpending spendingSoFar(double nextInformation) {
        ErrorSpending spending = plan.futility()
                .map(rule -> ErrorSpending.start(plan.twoSided(), rule.binding(), plan.targetDistance(rule)))
                .orElseGet(() -> ErrorSpending.start(plan.twoSided()));
        for (int k = 0; k < looks.size(); k++) {
            Look look = looks.get(k);
            spending = spending.passed(
                    look.information(),
                    new ErrorSpending.Bounds(look.bound(), look.futilityBound()),
                    k + 1 < looks.size() ? looks.get(k + 1).information() : nextInformation);
        }
        return spending;
    }

    private LookOutcome.Verdict verdict(Look look) {
        if (look.z() >= look.bound() || plan.twoSided() && look.z() <= -look.bound()) {
            return LookOutcome.Verdict.REJECT;
        }
        if (look.endsTheClock()) {
            return LookOutcome.Verdict.END;
        }
        return plan.futility().isPresent() && look.z() <= look.futilityBound()
                ? LookOutcome.Verdict.FUTILE
                : LookOutcome.Verdict.CONTINUE;
    }

    private double lowerStop(Look look) {
        if (plan.twoSided()) {
            return -look.bound();
        }
        return plan.futility().filter(FutilityRule::binding).isPresent() ? look.futilityBound() : Double.NEGATIVE_INFINITY;
    }

    /** The effects whose deviate from the estimate does not reach the bound. */
    private Interval interval(EffectEstimate estimate, double bound) {
        double level = 1 - plan.alpha();
        double lower = plan.alternative() == Alternative.LESS
                ? Double.NEGATIVE_INFINITY
                : EvidenceInversion.lowerEnd(estimate, effect -> estimate.deviateFrom(effect).z() - bound);
        double upper = plan.alternative() == Alternative.GREATER
                ? Double.POSITIVE_INFINITY
                : EvidenceInversion.upperEnd(estimate, effect -> -estimate.deviateFrom(effect).z() - bound);
        return new Interval(lower, upper, level);
    }

    /** Number of planned looks that the clock has passed. */
    private long passed(double fraction) {
        return (long) Math.floor(fraction * plan.looks() + CLOCK_TOLERANCE * plan.looks());
    }
}
