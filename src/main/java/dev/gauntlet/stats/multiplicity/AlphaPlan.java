package dev.gauntlet.stats.multiplicity;

import dev.gauntlet.stats.Arguments;
import dev.gauntlet.stats.Planning;
import dev.gauntlet.stats.StandardNormal;
import java.util.Objects;

/**
 * How the error rates of an experiment are shared out to its tests, and what that does to their power.
 *
 * <p>Success metrics: any of them, for any challenger, may lead to a promotion, so their tests share alpha by the correction.
 * Guardrails: all must pass, so each promotion test keeps the full alpha (intersection-union test, Berger 1982) and the power
 * is what needs care (Schultzberg, Ankargren, Franberg, arXiv 2402.11609). Harm: any test may roll back, so they share their
 * alpha evenly.
 *
 * @param alpha probability of promoting any challenger that is no better, strictly between 0 and 0.5
 * @param deteriorationAlpha probability of rolling back any challenger that is no worse, strictly between 0 and 0.5
 * @param challengers number K of challengers that were started with, at least 1; one that was dropped keeps its share
 * @param successMetrics number S of success metrics, not negative
 * @param guardrails number G of guardrails, not negative
 * @param shadow whether the guardrails are tested for harm once more, on copies of requests before traffic is split
 * @param correction how success metrics and challengers share alpha
 */
public record AlphaPlan(double alpha, double deteriorationAlpha, int challengers, int successMetrics, int guardrails,
        boolean shadow, Correction correction) {

    /** How several tests share an error rate. */
    public enum Correction {

        /** Each test errs at the full rate. */
        NONE,

        /** Each test errs at an even share; the probability of any false rejection is controlled. */
        BONFERRONI,

        /** Holm: shares of those that were rejected pass on to the others; same guarantee, never less power. */
        HOLM,

        /** Benjamini-Hochberg: controls the expected share of false rejections; single false promotions are more frequent. */
        BENJAMINI_HOCHBERG
    }

    /**
     * @throws IllegalArgumentException naming the argument that is out of range
     */
    public AlphaPlan {
        Arguments.between("alpha", alpha, 0, 0.5);
        Arguments.between("deteriorationAlpha", deteriorationAlpha, 0, 0.5);
        if (challengers < 1) {
            throw new IllegalArgumentException("challengers must be at least 1 but is " + challengers);
        }
        Arguments.nonNegative("successMetrics", (long) successMetrics);
        Arguments.nonNegative("guardrails", (long) guardrails);
        Objects.requireNonNull(correction, "correction");
    }

    /** Number of tests that share alpha: S K, at least 1. */
    public int superiorityTests() {
        return Math.max(1, Math.multiplyExact(successMetrics, challengers));
    }

    /** Two-sided rate at which a test of a success metric rejects whatever the others say: what a plan may count on. */
    public double superiority() {
        return superiorityAt(1);
    }

    /**
     * Two-sided rate that the p-value at a place in the ascending order is held against.
     *
     * @param rank from 1 for the smallest p-value to {@link #superiorityTests}
     */
    public double superiorityAt(int rank) {
        int tests = superiorityTests();
        if (rank < 1 || rank > tests) {
            throw new IllegalArgumentException("rank must lie between 1 and " + tests + " but is " + rank);
        }
        return switch (correction) {
            case NONE -> alpha;
            case BONFERRONI -> alpha / tests;
            case HOLM -> alpha / (tests - rank + 1);
            case BENJAMINI_HOCHBERG -> alpha * rank / tests;
        };
    }

    /** One-sided rate of each guardrail's promotion test: alpha. */
    public double nonInferiority() {
        return alpha;
    }

    /**
     * One-sided rate of each success metric's non-inferiority test where that is what promotes: all metrics of a challenger have to pass,
     * which costs nothing; that any challenger may win does, unless nothing is to be corrected.
     */
    public double nonInferiorityOfSuccess() {
        return correction == Correction.NONE ? alpha : alpha / challengers;
    }

    /**
     * One-sided rate of each harm test: {@code deteriorationAlpha / (K (S + G))}, with a shadow {@code deteriorationAlpha / (K (S + 2 G))}.
     */
    public double deterioration() {
        int tests = Math.addExact(successMetrics, Math.multiplyExact(shadow ? 2 : 1, guardrails));
        return deteriorationAlpha / ((double) challengers * Math.max(1, tests));
    }

    /**
     * Power that is left to a test of a success metric in the sample that would give it a power of 1 - beta at the full alpha.
     *
     * @param beta strictly between 0 and 1 - alpha/2
     */
    public double superiorityPower(double beta) {
        return StandardNormal.cdf(Planning.detectableDeviate(alpha, 2, beta) - StandardNormal.upperQuantile(superiority() / 2));
    }

    /** Factor on the sample that gives a test of a success metric its power of 1 - beta back; at least 1. */
    public double superioritySampleFactor(double beta) {
        return Planning.information(superiority(), 2, beta, 1) / Planning.information(alpha, 2, beta, 1);
    }

    /**
     * Accepted miss of each test when a challenger that is better by the planned effect and no worse in any guardrail is to be
     * promoted with probability 1 - beta: an even share over one success metric and all guardrails.
     *
     * @param beta strictly between 0 and 1
     */
    public double betaOfEach(double beta) {
        return Arguments.between("beta", beta, 0, 1) / (1.0 + guardrails);
    }
}
