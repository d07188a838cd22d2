package dev.gauntlet.evidence.prometheus;

/**
 * One stored sample.
 *
 * @param timestampMillis the scrape's time, milliseconds since the epoch, on the clock of the scraper
 * @param value the scraped value; may be NaN or infinite
 */
public record Sample(long timestampMillis, double value) {
}
