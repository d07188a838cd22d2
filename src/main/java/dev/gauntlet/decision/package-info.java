/** The rule table: assessments of the evidence in, one decision out. Pure; the same inputs give the same decision. */
package dev.gauntlet.decision;
