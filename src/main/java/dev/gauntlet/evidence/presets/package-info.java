/** Which series tell the well-known signals of well-known sources, and what a preset in a manifest stands for. */
package dev.gauntlet.evidence.presets;
