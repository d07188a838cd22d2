/**
 * Splits the traffic of an InferenceService by the fields that KServe has for it: one for each of its deployment modes. Two
 * InferenceServices behind one HTTPRoute need none of this: there the provider GatewayAPI splits between their Services.
 */
package dev.gauntlet.routing.kserve;
