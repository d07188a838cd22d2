/** Posterior probabilities, credible intervals and expected losses under stated priors; a report, not a stopping rule. */
package dev.gauntlet.stats.bayesian;
