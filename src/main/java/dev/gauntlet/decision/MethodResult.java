package dev.gauntlet.decision;

import java.util.Optional;

/**
 * What a method of analysis makes of an effect.
 *
 * @param absolute interval of the difference; empty without an estimate
 * @param relative interval of the lift; empty without an estimate
 * @param pValue p-value of no difference, 1 where there is none
 * @param claims what is claimed, harm left out
 * @param reason why nothing is claimed yet; else empty
 */
record MethodResult(Optional<EffectInterval> absolute, Optional<EffectInterval> relative, double pValue, Claims claims, String reason) {
}
