/** Statistics of values that are kept in buckets: quantiles, ranks and distributions. Pure. */
package dev.gauntlet.stats.histogram;
