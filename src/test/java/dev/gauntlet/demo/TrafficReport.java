package dev.gauntlet.demo;

import java.time.Duration;
import java.util.SortedMap;

/**
 * What a {@link TrafficGenerator} has sent and got so far.
 *
 * @param sent requests begun; {@code ok + failed} of them have ended
 * @param ok requests answered with a 2xx status
 * @param failed requests answered with another status or not at all
 * @param statuses answers by HTTP status
 * @param unanswered failed requests without any answer: refused, reset, timed out, or not sent because too many were
 *     under way
 * @param connections connections opened for requests
 * @param labelled labels that some server has counted
 * @param p50 median latency of the answered requests, from the moment each was due, so that delay in sending counts
 * @param p99 99th percentile of the same
 */
public record TrafficReport(
        long sent,
        long ok,
        long failed,
        SortedMap<Integer, Long> statuses,
        long unanswered,
        long connections,
        long labelled,
        Duration p50,
        Duration p99) {}
