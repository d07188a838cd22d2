/**
 * All that Gauntlet reads of users' workloads, and the little it does to them: noticing that a model was changed, giving the champion the
 * winner's model, and scaling a replaced champion down.
 */
package dev.gauntlet.operator.workload;
