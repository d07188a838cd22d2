package dev.gauntlet.routing.foreign;

/** Whether what carries the traffic works by the route as it is written. */
public sealed interface Acceptance {

    /** It does, or it does not tell and nothing speaks against it. */
    record Accepted() implements Acceptance {
    }

    /**
     * It does not yet, or it refuses; nobody may believe in the weights.
     *
     * @param message why, in the words of its status, with the remedy where one is known
     */
    record NotYet(String message) implements Acceptance {
    }

    /** It does. */
    static Acceptance accepted() {
        return new Accepted();
    }
}
