package dev.gauntlet.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Simulated runs of a score process S(I) ~ N(effect I, I) with exact increments on a grid of information, watched by several
 * stopping rules at once.
 */
final class ScoreProcessRuns {

    private final double[] information;
    private final int runs;
    /** Look of the first exit by rule and run; the number of looks when there was none. */
    private final int[][] exits;
    private final boolean[][] upwards;

    private ScoreProcessRuns(double[] information, int runs, int rules) {
        this.information = information;
        this.runs = runs;
        this.exits = new int[rules][runs];
        this.upwards = new boolean[rules][runs];
        for (int[] exit : exits) {
            Arrays.fill(exit, information.length);
        }
    }

    /** Bounds of z at the looks of the grid, infinite where a rule does not look. */
    record Rule(double[] lower, double[] upper) {

        static Rule symmetric(double[] upper) {
            return new Rule(Arrays.stream(upper).map(z -> -z).toArray(), upper);
        }

        static Rule symmetric(double[] information, DoubleUnaryOperator bound) {
            return symmetric(Arrays.stream(information).map(bound).toArray());
        }

        static Rule upper(double[] information, DoubleUnaryOperator bound) {
            return upper(Arrays.stream(information).map(bound).toArray());
        }

        static Rule upper(double[] upper) {
            double[] lower = new double[upper.length];
            Arrays.fill(lower, Double.NEGATIVE_INFINITY);
            return new Rule(lower, upper);
        }
    }

    /** Equal steps to the end. */
    static double[] evenly(double end, int looks) {
        return IntStream.rangeClosed(1, looks).mapToDouble(k -> end * k / looks).toArray();
    }

    /** Equal steps from the first look to the last. */
    static double[] evenly(double start, double end, int looks) {
        return IntStream.range(0, looks).mapToDouble(k -> start + (end - start) * k / (looks - 1)).toArray();
    }

    static ScoreProcessRuns simulate(double[] information, double effect, int runs, long seed, Rule... rules) {
        int looks = information.length;
        ScoreProcessRuns result = new ScoreProcessRuns(information, runs, rules.length);
        double[] drifts = new double[looks];
        double[] steps = new double[looks];
        double[][] lower = new double[rules.length][looks];
        double[][] upper = new double[rules.length][looks];
        for (int k = 0; k < looks; k++) {
            double growth = information[k] - (k == 0 ? 0 : information[k - 1]);
            drifts[k] = effect * growth;
            steps[k] = Math.sqrt(growth);
            for (int rule = 0; rule < rules.length; rule++) {
                lower[rule][k] = rules[rule].lower()[k] * Math.sqrt(information[k]);
                upper[rule][k] = rules[rule].upper()[k] * Math.sqrt(information[k]);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < runs; run++) {
            int watching = rules.length;
            double score = 0;
            for (int k = 0; k < looks && watching > 0; k++) {
                score += drifts[k] + steps[k] * random.nextGaussian();
                for (int rule = 0; rule < rules.length; rule++) {
                    if ((score >= upper[rule][k] || score <= lower[rule][k]) && result.exits[rule][run] == looks) {
                        result.exits[rule][run] = k;
                        result.upwards[rule][run] = score >= upper[rule][k];
                        watching--;
                    }
                }
            }
        }
        return result;
    }

    /** What a rule had done by the last look at or before the horizon, where the run ends otherwise. */
    Outcome outcome(int rule, double horizon) {
        int end = 0;
        while (end < information.length && information[end] <= horizon * (1 + 1e-9)) {
            end++;
        }
        double[] sizes = new double[runs];
        int above = 0;
        int below = 0;
        for (int run = 0; run < runs; run++) {
            int exit = exits[rule][run];
            sizes[run] = information[Math.min(exit, end - 1)];
            if (exit < end) {
                above += upwards[rule][run] ? 1 : 0;
                below += upwards[rule][run] ? 0 : 1;
            }
        }
        return new Outcome(runs, above, below, sizes);
    }

    /** Counts of exits and the information at the end of each run. */
    record Outcome(int runs, int above, int below, double[] sizes) {

        int stopped() {
            return above + below;
        }

        double mean() {
            return Arrays.stream(sizes).average().orElseThrow();
        }

        double variance() {
            double mean = mean();
            return Arrays.stream(sizes).map(size -> (size - mean) * (size - mean)).sum() / (runs - 1);
        }

        int notAbove(double size) {
            return (int) Arrays.stream(sizes).filter(s -> s <= size + 1e-9).count();
        }

        int below(double size) {
            return (int) Arrays.stream(sizes).filter(s -> s < size - 1e-9).count();
        }
    }
}
