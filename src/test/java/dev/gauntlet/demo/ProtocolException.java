package dev.gauntlet.demo;

/** A request that is answered by an HTTP error and the error object of the Open Inference Protocol. */
final class ProtocolException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates the exception.
     *
     * @param status the HTTP status of the answer
     * @param message the text of the error object
     */
    ProtocolException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the HTTP status of the answer. */
    int status() {
        return status;
    }
}
