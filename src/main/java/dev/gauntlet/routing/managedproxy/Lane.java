package dev.gauntlet.routing.managedproxy;

/**
 * A stretch of positions that belongs to one variant.
 *
 * @param variant name of the variant
 * @param lower first position, 0 to 2^32 - 1
 * @param upper first position behind the lane, above {@code lower}, at most 2^32
 */
public record Lane(String variant, long lower, long upper) {
}
