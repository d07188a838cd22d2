/** Testing several hypotheses at once: adjusted p-values, many challengers against one champion, shared error rates. */
package dev.gauntlet.stats.multiplicity;
