package dev.gauntlet.evidence;

/** Bytes that are no ledger of a version that is understood. */
public class InvalidLedgerException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong with the bytes.
     *
     * @param message what was expected or found
     * @param cause the failure behind it, or null
     */
    public InvalidLedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
