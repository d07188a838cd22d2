package dev.gauntlet.decision;

/**
 * The Bayesian view of an effect, oriented so that better is better. It states a degree of belief under its prior, not how often
 * such a decision is wrong.
 *
 * @param probabilityBetter probability that the challenger is better
 * @param probabilityBeyondPractical probability that it is better by more than the practical effect
 * @param expectedLoss what is lost on average by choosing the challenger if it is worse, on the scale that decides
 * @param lower lower end of the credible interval of the effect, on the scale that decides
 * @param upper its upper end
 */
public record Posterior(double probabilityBetter, double probabilityBeyondPractical, double expectedLoss, double lower, double upper) {
}
