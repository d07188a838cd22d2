package dev.gauntlet.stats;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * Level of a normal mixture for a watch that ends: the threshold 1/level is crossed between the start and the end of the horizon with
 * exactly the wanted probability when the hypothesis holds. An endless watch needs level = alpha; a closed horizon allows about twice
 * that, which is what makes continuous looking affordable.
 */
public final class HorizonCalibration {

    /** Looks that stand for a continuous watch: 50, 100 and 200 agree to 1e-4 in the level. */
    static final int LOOKS = 50;
    /** Siegmund 1985: a walk overshoots its bound by 0.5826 standard deviations of a step, so looks at a bound moved in by that equal a
     * continuous watch. */
    private static final double OVERSHOOT = 0.5826;
    private static final int REMEMBERED = 1024;
    /** Distances of the curve's nodes from the anchor, in log level; the curve is nearly straight far out. */
    private static final double[] BEYOND_ANCHOR = {1.5, 3, 6, 12, 24};
    private static final int NODES_BEFORE_ANCHOR = 6;

    private static final Map<Horizon, Double> LEVELS = Remembered.atMost(REMEMBERED);
    private static final Map<Horizon, CrossingCurve> CURVES = Remembered.atMost(REMEMBERED);

    private HorizonCalibration() {
    }

    /** A watch, with the crossing probability or the level that it is asked for. */
    private record Horizon(NormalMixture mixture, double start, double end, double probabilityOrLevel) {
    }

    /**
     * Level for watching continuously from {@code start} to {@code end}. Takes some tens of milliseconds the first time, is remembered
     * after that.
     *
     * @param mixture the mixture
     * @param start information at the first look, positive
     * @param end information at the last look, above {@code start}
     * @param alpha wanted crossing probability, strictly between 0 and 0.5
     */
    public static double continuousLevel(NormalMixture mixture, double start, double end, double alpha) {
        double[] information = logSpaced(start, end, LOOKS);
        Arguments.between("alpha", alpha, 0, 0.5);
        return LEVELS.computeIfAbsent(new Horizon(mixture, start, end, alpha),
                key -> level(mixture, information, continuityShifts(information), alpha));
    }

    /** The same with another number of looks to stand for continuity. */
    static double continuousLevel(NormalMixture mixture, double start, double end, int looks, double alpha) {
        double[] information = logSpaced(start, end, looks);
        return level(mixture, information, continuityShifts(information), alpha);
    }

    /**
     * Level for looking exactly at the given information values.
     *
     * @param mixture the mixture
     * @param information information at the looks, positive and strictly increasing
     * @param alpha wanted crossing probability, strictly between 0 and 0.5
     */
    public static double levelAtLooks(NormalMixture mixture, double[] information, double alpha) {
        Arguments.between("alpha", alpha, 0, 0.5);
        return level(mixture, information, new double[information.length], alpha);
    }

    /**
     * Probability that the threshold {@code 1/level} is crossed between {@code start} and {@code end} under continuous watching.
     *
     * @param mixture the mixture
     * @param start information at the first look, positive
     * @param end information at the last look, above {@code start}
     * @param level positive
     */
    public static double continuousCrossing(NormalMixture mixture, double start, double end, double level) {
        double[] information = logSpaced(start, end, LOOKS);
        return crossing(mixture, information, continuityShifts(information), level);
    }

    /**
     * Crossing probability as a function of the level, exact at {@code anchorLevel} and never too small elsewhere. Takes some tenths of a
     * second the first time, is remembered after that.
     *
     * @param mixture the mixture
     * @param start information at the first look, positive
     * @param end information at the last look, above {@code start}
     * @param anchorLevel level at which decisions are made, positive and below 1
     */
    static CrossingCurve continuousCurve(TwoSidedMixture mixture, double start, double end, double anchorLevel) {
        return CURVES.computeIfAbsent(new Horizon(mixture, start, end, anchorLevel), key -> {
            double anchor = -Math.log(anchorLevel);
            // Where the bound of the first look reaches 0 every path crosses.
            double certain = -0.5 * Math.log1p(start / mixture.rho());
            SortedMap<Double, Double> nodes = new TreeMap<>();
            nodes.put(certain, 0.0);
            for (int k = 1; k <= NODES_BEFORE_ANCHOR; k++) {
                double node = k == NODES_BEFORE_ANCHOR
                        ? anchor : certain + k * (anchor - certain) / NODES_BEFORE_ANCHOR;
                nodes.put(node, Math.log(continuousCrossing(mixture, start, end, Math.exp(-node))));
            }
            for (double distance : BEYOND_ANCHOR) {
                double node = anchor + distance;
                nodes.put(node, Math.log(continuousCrossing(mixture, start, end, Math.exp(-node))));
            }
            return new CrossingCurve(nodes);
        });
    }

    private static double level(NormalMixture mixture, double[] information, double[] shifts, double alpha) {
        // On the logarithmic scale the crossing probability is nearly a straight line.
        double low = Math.log(alpha);
        double high = low + 1;
        while (crossing(mixture, information, shifts, Math.exp(high)) < alpha) {
            low = high;
            high += 1;
        }
        double root = new BrentSolver(1e-12, 1e-12, 1e-12).findRoot(
                logLevel -> Math.log(crossing(mixture, information, shifts, Math.exp(logLevel)) / alpha), low, high);
        return Math.exp(root);
    }

    private static double crossing(NormalMixture mixture, double[] information, double[] shifts, double level) {
        double[] upper = new double[information.length];
        double[] lower = new double[information.length];
        for (int k = 0; k < information.length; k++) {
            double bound = mixture.criticalZ(information[k], level) - shifts[k];
            boolean twoSided = mixture instanceof TwoSidedMixture;
            if (twoSided && bound <= 0) {
                return 1;
            }
            upper[k] = bound;
            lower[k] = twoSided ? -bound : Double.NEGATIVE_INFINITY;
        }
        return BoundaryRecursion.exits(information, lower, upper, 0).total();
    }

    private static double[] logSpaced(double start, double end, int looks) {
        Arguments.positive("start", start);
        Arguments.finite("end", end);
        if (!(end > start)) {
            throw new IllegalArgumentException("end must lie above the start " + start + " but is " + end);
        }
        double[] information = new double[looks];
        for (int k = 0; k < looks; k++) {
            information[k] = start * Math.pow(end / start, k / (looks - 1.0));
        }
        return information;
    }

    private static double[] continuityShifts(double[] information) {
        double[] shifts = new double[information.length];
        for (int k = 1; k < information.length; k++) {
            shifts[k] = OVERSHOOT * Math.sqrt((information[k] - information[k - 1]) / information[k]);
        }
        return shifts;
    }
}
