/** Tests of counts that stay exact at any look: rates of rare events, traffic splits and binary outcomes in blocks. */
package dev.gauntlet.stats.counts;
