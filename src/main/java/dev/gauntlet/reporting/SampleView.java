package dev.gauntlet.reporting;

import java.util.Map;

/**
 * Samples of the primary metric by variant.
 *
 * @param counted samples that count in the analysis, by variant
 * @param observedPercent shares in percent during the running epoch, by variant; empty before the first sample
 */
public record SampleView(Map<String, Long> counted, Map<String, String> observedPercent) {

    /** Nothing counted yet. */
    public static final SampleView NONE = new SampleView(Map.of(), Map.of());
}
