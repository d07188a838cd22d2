/**
 * What an answer predicts and how two answers differ: pure functions on values, without input or output, threads or clocks.
 */
package dev.gauntlet.comparator.compare;
