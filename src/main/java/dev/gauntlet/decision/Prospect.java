package dev.gauntlet.decision;

import java.util.OptionalDouble;

/**
 * How a challenger does by the primary metric, and where that may lead.
 *
 * @param challenger its name
 * @param metric the primary metric
 * @param advantage estimated effect on the scale that decides, positive when the challenger is better; empty without an estimate
 * @param conditionalPower probability that the policy's claim about this metric is proven at the end of one more extension if the trend so
 *     far is the truth; empty without an extension, without an estimate, and where no look is left
 */
public record Prospect(String challenger, String metric, OptionalDouble advantage, OptionalDouble conditionalPower) {
}
