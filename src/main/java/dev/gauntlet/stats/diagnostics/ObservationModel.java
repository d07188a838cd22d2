package dev.gauntlet.stats.diagnostics;

import dev.gauntlet.stats.ArmSums;
import dev.gauntlet.stats.TwoArmSums;
import java.util.OptionalDouble;

/** How much one observation varies when observations are independent, as far as the sums of an arm tell. */
public enum ObservationModel {

    /** Successes over trials: {@code p(1-p)}. */
    PROPORTION {
        @Override
        OptionalDouble varianceOf(ArmSums sums) {
            double rate = sums.ratio();
            if (rate < 0 || rate > 1) {
                throw new IllegalArgumentException(
                        "numerator must lie between 0 and the denominator of a proportion but the rate is " + rate);
            }
            return OptionalDouble.of(rate * (1 - rate));
        }
    },

    /** Values with their squares: {@code Q/n - mean^2}; unknown without squares. */
    MEAN {
        @Override
        OptionalDouble varianceOf(ArmSums sums) {
            if (sums.sumOfSquares().isEmpty()) {
                return OptionalDouble.empty();
            }
            double squares = sums.sumOfSquares().getAsDouble() - sums.ratio() * sums.numerator();
            return OptionalDouble.of(Math.max(0, squares / sums.denominator()));
        }
    },

    /** Events over exposure: the rate itself (Poisson). */
    EVENT_RATE {
        @Override
        OptionalDouble varianceOf(ArmSums sums) {
            if (sums.numerator() < 0) {
                throw new IllegalArgumentException("numerator must not be negative for an event rate but is " + sums.numerator());
            }
            return OptionalDouble.of(sums.ratio());
        }
    },

    /** Ratios of sums over units: unknown from an arm's sums; blocks or clusters tell. */
    RATIO {
        @Override
        OptionalDouble varianceOf(ArmSums sums) {
            return OptionalDouble.empty();
        }
    };

    /**
     * Variance of one observation of an arm.
     *
     * @param sums not empty
     * @return at least 0; empty when the sums do not tell
     * @throws IllegalArgumentException when the sums are impossible for this kind of metric
     */
    abstract OptionalDouble varianceOf(ArmSums sums);

    /**
     * Variance of the difference of both arms with an observation's variance taken from both together, as if they did not
     * differ: unlike the arms' own it is not 0 where one arm saw no event, and it does not depend on the effect.
     *
     * @return positive; empty when the sums do not tell or nothing varied
     */
    OptionalDouble pooledVariance(TwoArmSums sums) {
        OptionalDouble one = varianceOf(sums.challenger().plus(sums.champion()));
        if (one.isEmpty() || !(one.getAsDouble() > 0)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(one.getAsDouble() * (1 / sums.challenger().denominator() + 1 / sums.champion().denominator()));
    }

    /**
     * Variance of the difference of both arms, each with its own observations' variance.
     *
     * @return at least 0; empty when the sums do not tell
     */
    OptionalDouble ownVariance(TwoArmSums sums) {
        OptionalDouble challenger = varianceOf(sums.challenger());
        OptionalDouble champion = varianceOf(sums.champion());
        return challenger.isEmpty() || champion.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(challenger.getAsDouble() / sums.challenger().denominator()
                        + champion.getAsDouble() / sums.champion().denominator());
    }
}
