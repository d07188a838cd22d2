/**
 * The {@code ModelExperiment} resource: types, defaults, validation, condition types, reasons and phases.
 *
 * <p>Enum constants carry the exact names used in manifests and status, because they are the user-facing contract.
 * Numbers that need exact decimal places are strings, as usual in Kubernetes APIs. Every record applies the same
 * defaults as the schema, so that a value is never silently absent on API servers that lack a default.
 */
package dev.gauntlet.api.v1alpha1;
