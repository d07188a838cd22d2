package dev.gauntlet.decision;

import dev.gauntlet.stats.groupsequential.Look;
import dev.gauntlet.stats.groupsequential.LookOutcome;

/**
 * A planned look and what it said. It is kept, because what was seen at a look must not be seen again with other data.
 *
 * @param look what the next look needs to know of it
 * @param effect the estimate at the look, on the scale that decides
 * @param lower lower end of the repeated confidence interval, possibly negative infinity
 * @param upper its upper end, possibly positive infinity
 * @param pValue repeated p-value
 * @param verdict whether the test goes on
 */
public record TakenLook(Look look, double effect, double lower, double upper, double pValue, LookOutcome.Verdict verdict) {
}
