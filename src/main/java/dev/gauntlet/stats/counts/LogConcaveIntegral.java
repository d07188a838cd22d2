package dev.gauntlet.stats.counts;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Integral of a tilted likelihood over a normal law of the tilt. The integrand is log-concave with a curvature of at least that
 * of the law, so it has one mode and falls off at least as fast as a normal density; Gauss-Legendre panels between the points
 * where it has fallen by a factor of e^-45 hold all of it that double precision can see.
 */
final class LogConcaveIntegral {

    private static final double DROP = 45;
    private static final int PANELS_PER_SIDE = 3;
    private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(24);
    private static final int MAX_STEPS = 200;

    private LogConcaveIntegral() {
    }

    /** Logarithm of the mean of the splits' likelihood ratio over tilts N(0, tau^2). */
    static double underNormalPrior(List<EventSplit> splits, double tau) {
        double precision = 1 / (tau * tau);
        DoubleUnaryOperator logDensity = tilt -> logRatio(splits, tilt) - 0.5 * tilt * tilt * precision;
        double mode = mode(splits, precision);
        double information = precision;
        for (EventSplit split : splits) {
            information += split.information(mode);
        }
        double peak = logDensity.applyAsDouble(mode);
        double first = Math.sqrt(2 * DROP / information);
        double integral = side(logDensity, peak, mode, first) + side(logDensity, peak, mode, -first);
        return peak + Math.log(integral) - Math.log(tau) - 0.5 * Math.log(2 * Math.PI);
    }

    private static double side(DoubleUnaryOperator logDensity, double peak, double mode, double first) {
        double width = first;
        while (logDensity.applyAsDouble(mode + width) > peak - DROP) {
            width *= 1.5;
        }
        double half = Math.abs(width) / (2 * PANELS_PER_SIDE);
        double sum = 0;
        for (int panel = 0; panel < PANELS_PER_SIDE; panel++) {
            double middle = mode + width * (2 * panel + 1) / (2 * PANELS_PER_SIDE);
            for (int i = 0; i < RULE.getNumberOfPoints(); i++) {
                sum += half * RULE.getWeight(i) * Math.exp(logDensity.applyAsDouble(middle + half * RULE.getPoint(i)) - peak);
            }
        }
        return sum;
    }

    /** Newton's method on the decreasing derivative, kept inside a shrinking bracket. */
    private static double mode(List<EventSplit> splits, double precision) {
        double atZero = slope(splits, precision, 0);
        double low = Math.min(0, atZero / precision);
        double high = Math.max(0, atZero / precision);
        double tilt = 0;
        for (int step = 0; step < MAX_STEPS && high > low; step++) {
            double slope = slope(splits, precision, tilt);
            if (slope > 0) {
                low = tilt;
            } else {
                high = tilt;
            }
            double information = precision;
            for (EventSplit split : splits) {
                information += split.information(tilt);
            }
            double next = tilt + slope / information;
            if (Math.abs(next - tilt) * Math.sqrt(information) < 1e-8) {
                return tilt;
            }
            tilt = next > low && next < high ? next : 0.5 * (low + high);
        }
        return tilt;
    }

    private static double slope(List<EventSplit> splits, double precision, double tilt) {
        double slope = -tilt * precision;
        for (EventSplit split : splits) {
            slope += split.score(tilt);
        }
        return slope;
    }

    private static double logRatio(List<EventSplit> splits, double tilt) {
        Tilt tilted = Tilt.of(tilt);
        double sum = 0;
        for (EventSplit split : splits) {
            sum += split.logRatio(tilted);
        }
        return sum;
    }
}
