package dev.gauntlet.evidence;

import dev.gauntlet.evidence.prometheus.Selector;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A metric as it is counted.
 *
 * @param name the metric's name, unique in its experiment
 * @param source the series from which it is computed
 * @param hardLimit the absolute limit that is judged window by window, if there is one; on the share, mean, ratio, rate or
 *        quantile
 * @param maturation how long after a request its label or outcome may still arrive, not negative. A counter that grows when the
 *        label arrives tells at time t of requests made since t - maturation; so what it grows by in the first stretch of this
 *        length after a change of the weights, which may be of requests made under the old ones, is filed under no epoch, and
 *        what arrives after an epoch's end neither
 */
public record MetricSpec(String name, MetricSource source, Optional<HardLimit> hardLimit, Duration maturation) {

    /** Refuses missing parts and a hard limit that cannot be judged. */
    public MetricSpec {
        if (maturation.isNegative()) {
            throw new IllegalArgumentException("the maturation of metric " + name + " must not be negative but is " + maturation);
        }
        Objects.requireNonNull(name);
        Objects.requireNonNull(source);
        Objects.requireNonNull(hardLimit);
        if (hardLimit.isPresent() && source instanceof MetricSource.Buckets buckets) {
            if (buckets.quantile().isEmpty()) {
                throw new IllegalArgumentException("metric " + name + " is about a distribution, which has no hard limit");
            }
            if (hardLimit.get().maximum().isPresent() && hardLimit.get().minimum().isPresent()) {
                throw new IllegalArgumentException("the hard limit of metric " + name
                        + ", a quantile, must be a maximum or a minimum, not both");
            }
        }
    }

    /**
     * A metric whose observations are complete at once.
     *
     * @param name the metric's name
     * @param source the series from which it is computed
     * @param hardLimit the absolute limit, if there is one
     */
    public MetricSpec(String name, MetricSource source, Optional<HardLimit> hardLimit) {
        this(name, source, hardLimit, Duration.ZERO);
    }

    /** Where one of the metric's counters is kept for a variant. */
    Arm arm(Selector counter, String variant) {
        return new Arm(counter, variant, maturation);
    }

    /**
     * A share of counted events.
     *
     * @param name the metric's name
     * @param numerator the counter of successes
     * @param denominator the counter of trials
     * @param hardLimit the absolute limit, if there is one
     */
    public static MetricSpec proportion(String name, Selector numerator, Selector denominator, Optional<HardLimit> hardLimit) {
        return new MetricSpec(name, new MetricSource.Proportion(numerator, denominator), hardLimit);
    }

    /**
     * The limit on what a {@link LimitWindow} adds up. For a quantile p this is a share: the quantile lies above a maximum if
     * more than 1 - p of all values do, and below a minimum if more than p of all values do.
     */
    Optional<HardLimit> windowLimit() {
        if (!(source instanceof MetricSource.Buckets buckets) || hardLimit.isEmpty()) {
            return hardLimit;
        }
        BigDecimal quantile = buckets.quantile().orElseThrow();
        BigDecimal share = hardLimit.get().maximum().isPresent() ? BigDecimal.ONE.subtract(quantile) : quantile;
        return Optional.of(new HardLimit(OptionalDouble.of(share.doubleValue()), OptionalDouble.empty(),
                hardLimit.get().minimumSamples()));
    }
}
