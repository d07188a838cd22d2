package dev.gauntlet.evidence.prometheus;

/** Why a query gave no usable samples. The {@link #reason() reason} is a stable name for conditions and metrics. */
public enum FailureReason {
    /** 400: the store refuses the query's text or parameters. */
    BAD_QUERY("BadQuery", false),
    /** 422: the store could not execute the query. */
    EXECUTION_FAILED("ExecutionFailed", false),
    /** 422: the query would load more samples than the store allows; a shorter range may do. */
    TOO_MANY_SAMPLES("TooManySamples", false),
    /** The answer is larger than the connection's limit; a shorter range may do. */
    RESPONSE_TOO_LARGE("ResponseTooLarge", false),
    /** 503 or 422 with a deadline message, or no answer in time. */
    QUERY_TIMEOUT("QueryTimeout", true),
    /** 401 or 403, or the credentials could not be read. */
    UNAUTHORIZED("Unauthorized", false),
    /** 429. */
    RATE_LIMITED("RateLimited", true),
    /** No connection, or a 5xx answer. */
    UNAVAILABLE("Unavailable", true),
    /** 200 with warnings: data of some part of the store is missing. */
    PARTIAL_RESPONSE("PartialResponse", false),
    /** 200, but not the JSON of a range vector. */
    MALFORMED_ANSWER("MalformedAnswer", false),
    /** The answer holds the same series twice. */
    DUPLICATE_SERIES("DuplicateSeries", false),
    /** Any other status, for instance a redirect or 404: the URL does not lead to a Prometheus API. */
    UNEXPECTED_STATUS("UnexpectedStatus", false);

    private final String reason;
    private final boolean retryable;

    FailureReason(String reason, boolean retryable) {
        this.reason = reason;
        this.retryable = retryable;
    }

    /** The stable CamelCase name. */
    public String reason() {
        return reason;
    }

    /** Whether the same query may succeed a moment later. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether a shorter range may succeed. */
    public boolean shorterRangeMayHelp() {
        return this == TOO_MANY_SAMPLES || this == RESPONSE_TOO_LARGE;
    }
}
