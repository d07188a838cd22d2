package dev.gauntlet.stats.histogram;

import dev.gauntlet.stats.EffectScale;
import java.util.List;

/** Which bounds lie within an effect of a bound. */
final class BucketMargin {

    /** Bounds and margins are decimal numbers written by people: 0.8 - 0.7 must count as 0.1. */
    private static final double ROUNDING = 1e-9;

    private final List<Double> bounds;
    private final QuantileTarget target;

    BucketMargin(List<Double> bounds, QuantileTarget target) {
        this.bounds = bounds;
        this.target = target;
    }

    /** The bound of an index; the smallest value for -1. */
    double bound(int index) {
        return index < 0 ? target.smallestValue() : bounds.get(index);
    }

    /** Index of the infinite bound. */
    int last() {
        return bounds.size() - 1;
    }

    /** Index of the largest bound at most the effect above a bound; -1 when even the first is larger or the bound unknown. */
    int largestWithin(int index, double effect) {
        double limit = target.shifted(bound(index), effect);
        int within = -1;
        while (Double.isFinite(limit) && within + 1 < last() && bounds.get(within + 1) - limit <= ROUNDING * Math.abs(limit)) {
            within++;
        }
        return within;
    }

    /** Index of the smallest bound that is at least the effect above a finite bound. */
    int smallestFrom(int index, double effect) {
        double limit = target.shifted(bound(index), effect);
        int from = 0;
        while (from < last() && limit - bounds.get(from) > ROUNDING * Math.abs(limit)) {
            from++;
        }
        return from;
    }

    /** True when even the smallest value is at least the effect above a finite bound. */
    boolean isBelowAllValues(int index, double effect) {
        double limit = target.shifted(bound(index), effect);
        return limit - target.smallestValue() <= ROUNDING * Math.abs(limit);
    }

    /** Smallest margin that the bucket below a bound could resolve; infinite when none. */
    double resolvable(int index) {
        double lower = bound(index - 1);
        double upper = bound(index);
        if (index == last() || target.scale() == EffectScale.ABSOLUTE) {
            return upper - lower;
        }
        if (lower == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return target.higherIsWorse() ? upper / lower - 1 : 1 - lower / upper;
    }

    /** True when the bucket below a bound is no wider than the margin. */
    boolean isResolved(int index) {
        return index < last() && (target.higherIsWorse()
                ? largestWithin(index - 1, target.margin()) >= index
                : index == 0 ? isBelowAllValues(0, -target.margin()) : smallestFrom(index, -target.margin()) <= index - 1);
    }
}
