package dev.gauntlet.evidence;

import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of a scrape target.
 *
 * @param lastScrape its last successful scrape
 * @param processStart when the process that was scraped then had started, if it says so
 */
public record TargetState(Instant lastScrape, Optional<Instant> processStart) {
}
