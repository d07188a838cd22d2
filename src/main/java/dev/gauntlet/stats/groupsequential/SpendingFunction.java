package dev.gauntlet.stats.groupsequential;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.StandardNormal;

/**
 * How much of an error probability may be spent by the time that a share of the information (or of another clock that is
 * fixed beforehand) has passed (Lan, DeMets 1983). A symmetric two-sided test at alpha spends its function at alpha/2 in each
 * tail. Beta is spent for futility in the same way (Pampallona, Tsiatis, Kim 2001).
 */
public sealed interface SpendingFunction {

    /**
     * Error probability spent so far.
     *
     * @param error the whole error probability of one tail, strictly between 0 and 1
     * @param fraction share of the clock that has passed, at least 0; above 1 counts as 1
     * @return 0 at the start, {@code error} at the end, never falling in between
     * @throws IllegalArgumentException when an argument is out of range
     */
    default double spent(double error, double fraction) {
        Arguments.between("error", error, 0, 1);
        if (Arguments.nonNegative("fraction", fraction) >= 1) {
            return error;
        }
        return fraction == 0 ? 0 : Math.min(error, spentInside(error, fraction));
    }

    /**
     * The formula of the family.
     *
     * @param error strictly between 0 and 1
     * @param fraction strictly between 0 and 1
     */
    double spentInside(double error, double fraction);

    /**
     * The O'Brien-Fleming type of Lan and DeMets: {@code 2 - 2 Phi(z_{1-error/2} / sqrt t)}. Very little early, nearly all
     * at the end.
     */
    record OBrienFleming() implements SpendingFunction {

        @Override
        public double spentInside(double error, double fraction) {
            return 2 * StandardNormal.survival(StandardNormal.upperQuantile(error / 2) / Math.sqrt(fraction));
        }
    }

    /** The Pocock type of Lan and DeMets: {@code error ln(1 + (e-1) t)}. About the same bound at every look. */
    record Pocock() implements SpendingFunction {

        @Override
        public double spentInside(double error, double fraction) {
            return error * Math.log1p((Math.E - 1) * fraction);
        }
    }

    /**
     * The power family {@code error t^exponent} (Kim, DeMets 1987).
     *
     * @param exponent positive; 1 spends evenly, 3 is close to the O'Brien-Fleming type
     */
    record Power(double exponent) implements SpendingFunction {

        /**
         * @throws IllegalArgumentException when the exponent is not positive and finite
         */
        public Power {
            Arguments.positive("exponent", exponent);
        }

        @Override
        public double spentInside(double error, double fraction) {
            return error * Math.pow(fraction, exponent);
        }
    }

    /**
     * The gamma family {@code error (1 - exp(-g t)) / (1 - exp(-g))}, linear at g = 0 (Hwang, Shih, DeCani 1990).
     *
     * @param shape g, finite; -4 is close to the O'Brien-Fleming type, 1 to the Pocock type
     */
    record HwangShihDeCani(double shape) implements SpendingFunction {

        /**
         * @throws IllegalArgumentException when the shape is not finite
         */
        public HwangShihDeCani {
            Arguments.finite("shape", shape);
        }

        @Override
        public double spentInside(double error, double fraction) {
            if (shape == 0) {
                return error * fraction;
            }
            // With exponents below 0 alone neither sign of the shape overflows.
            double steepness = Math.abs(shape);
            double share = Math.expm1(-steepness * fraction) / Math.expm1(-steepness);
            return error * (shape > 0 ? share : share * Math.exp(-steepness * (1 - fraction)));
        }
    }
}
