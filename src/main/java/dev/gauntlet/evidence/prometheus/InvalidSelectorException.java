package dev.gauntlet.evidence.prometheus;

/** A text that is no plain instant vector selector; the message names the place and the remedy. */
public class InvalidSelectorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong with the selector.
     *
     * @param message what stands where, and what to write instead
     */
    public InvalidSelectorException(String message) {
        super(message);
    }
}
