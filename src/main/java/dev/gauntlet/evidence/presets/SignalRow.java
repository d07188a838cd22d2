package dev.gauntlet.evidence.presets;

import dev.gauntlet.api.v1alpha1.Preset;

/**
 * One line of the table of presets.
 *
 * @param source what exports the series
 * @param signal what they tell
 * @param series the series
 * @param caveat what a user has to know of them; may be empty
 */
record SignalRow(Preset.Source source, Preset.Signal signal, SignalSeries series, String caveat) {
}
