package dev.gauntlet.routing;

/**
 * What happens to a request without the key of its unit. Neither kind enters the analysis: the champion's would be no random sample,
 * and units drawn per request differ from the sticky ones that the analysis is about.
 */
public enum MissingKeyPolicy {
    /** The champion serves it; it is counted under the source {@code unassigned}. */
    CHAMPION,
    /** A variant is drawn for this request alone; it is counted under the source {@code random}. */
    RANDOM
}
