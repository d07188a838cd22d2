/**
 * A whole installation on this machine: control plane, node, Prometheus, the packaged operator under its own role, and the
 * demonstration models. The quick start and the end-to-end tests share it.
 */
package dev.gauntlet.stage;
