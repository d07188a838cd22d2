package dev.gauntlet.stats;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Paths of a score process S(I) ~ N(effect I, I) with independent increments that have stayed within their boundaries at all
 * looks so far: their density at the last look, on composite Gauss-Legendre nodes. One step of the recursion of Armitage,
 * McPherson and Rowe 1969 (Jennison, Turnbull 2000, chapter 19) with s^2 = I_k - I_{k-1} and drift_k = effect s^2 is
 * <pre>
 * f_k(y)  = integral f_{k-1}(x) phi((y - x - drift_k)/s)/s dx
 * above_k = integral f_{k-1}(x) Q((b_k - x - drift_k)/s) dx
 * </pre>
 * Immutable. Exit probabilities are right to about 1e-14, under a zero effect also relative to probabilities far below that.
 */
public final class SurvivingPaths {

    private static final int NODES_PER_PANEL = 16;
    /**
     * In standard deviations of the nearest increment; 16 nodes integrate two Gaussian kernels of that width to 1e-14, up
     * to 3 too.
     */
    private static final double PANEL_WIDTH = 2;
    /** Beyond this many standard deviations the normal density is below 1e-18. */
    private static final double NEGLIGIBLE = 9;
    /**
     * No double probability lies further out; a boundary up to here is taken seriously because tiny errors may be spent
     * there.
     */
    private static final double FARTHEST = 40;
    private static final int MOST_PANELS = 5000;
    private static final int MAX_NEWTON_STEPS = 100;
    private static final double NEWTON_ACCURACY = 1e-14;

    private static final double[] POINTS = new double[NODES_PER_PANEL];
    private static final double[] WEIGHTS = new double[NODES_PER_PANEL];

    static {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES_PER_PANEL);
        for (int i = 0; i < NODES_PER_PANEL; i++) {
            POINTS[i] = rule.getPoint(i);
            WEIGHTS[i] = rule.getWeight(i);
        }
    }

    private final double effect;
    private final double information;
    /** Scores, ascending. */
    private final double[] points;
    /** Probability mass that each point stands for. */
    private final double[] masses;

    private SurvivingPaths(double effect, double information, double[] points, double[] masses) {
        this.effect = effect;
        this.information = information;
        this.points = points;
        this.masses = masses;
    }

    /**
     * All paths, before the first look.
     *
     * @param effect the true effect, finite
     */
    public static SurvivingPaths start(double effect) {
        return new SurvivingPaths(Arguments.finite("effect", effect), 0, new double[] {0}, new double[] {1});
    }

    /**
     * Probability of having stayed inside so far and having a z above the bound at the next look.
     *
     * @param nextInformation information at the next look, above that of the last one
     * @param upperZ bound of z = S/sqrt(I), may be infinite
     */
    public double above(double nextInformation, double upperZ) {
        return tail(nextInformation, upperZ, 1);
    }

    /**
     * Probability of having stayed inside so far and having a z below the bound at the next look.
     *
     * @param nextInformation information at the next look, above that of the last one
     * @param lowerZ bound of z = S/sqrt(I), may be infinite
     */
    public double below(double nextInformation, double lowerZ) {
        return tail(nextInformation, -lowerZ, -1);
    }

    /**
     * The bound of z that is exceeded at the next look, by paths inside so far, with the given probability.
     *
     * @param nextInformation information at the next look, above that of the last one
     * @param probability in [0, 1]
     * @return positive infinity for a probability below the normal doubles, negative infinity for a probability that the
     *     paths inside do not have
     */
    public double upperBound(double nextInformation, double probability) {
        return bound(nextInformation, Arguments.probability("probability", probability), 1);
    }

    /**
     * The bound of z that z stays below at the next look, for paths inside so far, with the given probability.
     *
     * @param nextInformation information at the next look, above that of the last one
     * @param probability in [0, 1]
     * @return negative infinity for a probability below the normal doubles, positive infinity for a probability that the
     *     paths inside do not have
     */
    public double lowerBound(double nextInformation, double probability) {
        return -bound(nextInformation, Arguments.probability("probability", probability), -1);
    }

    /**
     * The paths that are within the bounds at the next look too.
     *
     * @param nextInformation information at the next look, above that of the last one
     * @param lowerZ lower bound of z, possibly negative infinity
     * @param upperZ upper bound of z, possibly positive infinity, not below the lower one
     * @param informationAfter information at the look after the next one, which decides how fine the nodes must be
     * @throws IllegalArgumentException when the information does not grow, or grows by less than about a millionth
     */
    public SurvivingPaths within(double nextInformation, double lowerZ, double upperZ, double informationAfter) {
        double step = step(nextInformation);
        if (!(Arguments.finite("information", informationAfter) > nextInformation)) {
            throw growth(informationAfter, nextInformation);
        }
        if (!(lowerZ <= upperZ)) {
            throw new IllegalArgumentException("lower must not exceed upper but they are " + lowerZ + " and " + upperZ);
        }
        double deviation = Math.sqrt(nextInformation);
        double mean = effect * deviation;
        double low = Math.max(lowerZ, mean - (Double.isInfinite(lowerZ) ? NEGLIGIBLE : FARTHEST)) * deviation;
        double high = Math.min(upperZ, mean + (Double.isInfinite(upperZ) ? NEGLIGIBLE : FARTHEST)) * deviation;
        double panelWidth = PANEL_WIDTH * Math.min(step, Math.sqrt(informationAfter - nextInformation));
        double needed = high > low ? Math.ceil((high - low) / panelWidth) : 0;
        if (needed > MOST_PANELS) {
            throw growth(informationAfter, nextInformation);
        }
        return propagate(nextInformation, step, low, high, (int) needed);
    }

    private SurvivingPaths propagate(double nextInformation, double step, double low, double high, int panels) {
        double half = panels == 0 ? 0 : 0.5 * (high - low) / panels;
        double[] nextPoints = new double[panels * NODES_PER_PANEL];
        double[] nextMasses = new double[nextPoints.length];
        double scale = half / (step * Math.sqrt(2 * Math.PI));
        double drift = effect * (nextInformation - information);
        // A path that ends in y came along a Brownian bridge from 0, whatever the effect: only its surroundings matter.
        double share = information / nextInformation;
        double reach = NEGLIGIBLE * step * Math.sqrt(share);
        int from = 0;
        for (int panel = 0; panel < panels; panel++) {
            double centre = low + (2 * panel + 1) * half;
            for (int node = 0; node < NODES_PER_PANEL; node++) {
                double y = centre + half * POINTS[node];
                while (from < points.length && points[from] < share * y - reach) {
                    from++;
                }
                int index = panel * NODES_PER_PANEL + node;
                nextPoints[index] = y;
                nextMasses[index] = WEIGHTS[node] * scale * transition(from, share * y + reach, y - drift, step);
            }
        }
        return new SurvivingPaths(effect, nextInformation, nextPoints, nextMasses);
    }

    private double transition(int from, double last, double y, double step) {
        double sum = 0;
        double scale = Math.sqrt(0.5) / step;
        for (int i = from; i < points.length && points[i] <= last; i++) {
            double distance = (y - points[i]) * scale;
            sum += masses[i] * Math.exp(-distance * distance);
        }
        return sum;
    }

    /** The upper tail of the process, for direction -1 of its mirror image. */
    private double tail(double nextInformation, double bound, int direction) {
        double step = step(nextInformation);
        double distance = bound * Math.sqrt(nextInformation) - direction * effect * (nextInformation - information);
        if (Double.isNaN(distance)) {
            throw new IllegalArgumentException("the bound of z must be a number but is " + bound);
        }
        double sum = 0;
        if (distance < Double.POSITIVE_INFINITY) {
            for (int i = 0; i < points.length; i++) {
                sum += masses[i] * StandardNormal.survival((distance - direction * points[i]) / step);
            }
        }
        return sum;
    }

    private double bound(double nextInformation, double probability, int direction) {
        if (probability < Double.MIN_NORMAL) {
            return Double.POSITIVE_INFINITY;
        }
        if (tail(nextInformation, Double.NEGATIVE_INFINITY, direction) <= probability) {
            return Double.NEGATIVE_INFINITY;
        }
        double step = step(nextInformation);
        double deviation = Math.sqrt(nextInformation);
        double drift = direction * effect * (nextInformation - information);
        double farthest = direction > 0 ? points[points.length - 1] : -points[0];
        double quantile = StandardNormal.upperQuantile(probability);
        // Neither ignoring earlier exits nor starting all paths at the farthest point gives a bound too low, and the logarithm of
        // the tail is concave, so Newton descends to the root from there.
        double z = Math.min(direction * effect * deviation + quantile, (farthest + drift + step * quantile) / deviation);
        double tooLow = Double.NEGATIVE_INFINITY;
        for (int newton = 0; newton < MAX_NEWTON_STEPS; newton++) {
            double tail = 0;
            double density = 0;
            for (int i = 0; i < points.length; i++) {
                double distance = (z * deviation - direction * points[i] - drift) / step;
                tail += masses[i] * StandardNormal.survival(distance);
                density += masses[i] * StandardNormal.density(distance);
            }
            if (tail < Double.MIN_NORMAL) {
                // No slope to follow in the underflow.
                z = Double.isInfinite(tooLow) ? z - 1 : 0.5 * (z + tooLow);
                continue;
            }
            tooLow = tail > probability ? z : tooLow;
            double change = Math.log(tail / probability) * tail * step / (density * deviation);
            z += change;
            if (!(Math.abs(change) > NEWTON_ACCURACY * Math.max(1, Math.abs(z)))) {
                break;
            }
        }
        return z;
    }

    private double step(double nextInformation) {
        if (!(Arguments.finite("information", nextInformation) > information)) {
            throw growth(nextInformation, information);
        }
        return Math.sqrt(nextInformation - information);
    }

    private static IllegalArgumentException growth(double next, double before) {
        return new IllegalArgumentException(
                "information must be positive and grow noticeably from look to look but holds " + next + " after " + before);
    }
}
