package dev.gauntlet.local.gateway;

/** Counts of what a gateway sent, in the series of some system. */
interface TrafficMetrics {

    /** Counts a request. */
    void answered(Exchange exchange);

    /** Counts a request whose client went away before it was answered; its status means nothing. */
    void abandoned(Exchange exchange);

    /** Counts a copy of one. */
    void mirrored(Exchange exchange);

    /** All series in the Prometheus text format 0.0.4. */
    String exposition();
}
