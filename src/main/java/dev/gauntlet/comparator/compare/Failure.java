package dev.gauntlet.comparator.compare;

/** Why a model gave no prediction that could be looked at. */
public enum Failure {
    /** It could not be reached, or the connection broke before the answer was complete. */
    Connection,
    /** It had not answered completely in time. */
    Timeout,
    /** It answered with a status other than 2xx and 4xx. */
    Status,
    /** It answered with a status 4xx: it takes the request for the sender's mistake. */
    Rejected
}
