package dev.gauntlet.comparator.compare;

/** What a model answered to one request. */
public sealed interface Answer {

    /** How long it took, in seconds. */
    double seconds();

    /**
     * An HTTP answer that was read to its end, or to where reading was given up.
     *
     * @param status the HTTP status
     * @param contentType value of the header, empty without one
     * @param contentEncoding value of the header, empty without one
     * @param body its bytes; not to be changed
     * @param complete whether these are all bytes; false when the body was longer than may be read
     * @param seconds how long it took
     */
    record Read(int status, String contentType, String contentEncoding, byte[] body, boolean complete, double seconds)
            implements Answer {
    }

    /**
     * No answer.
     *
     * @param failure what happened instead
     * @param seconds how long it took
     */
    record Missing(Failure failure, double seconds) implements Answer {
    }
}
