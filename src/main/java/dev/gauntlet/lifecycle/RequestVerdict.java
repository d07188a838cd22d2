package dev.gauntlet.lifecycle;

/** What becomes of an annotation that asks for something. */
public sealed interface RequestVerdict {

    /** It has its effect now. */
    record Accepted() implements RequestVerdict {
    }

    /**
     * It has no effect, and whoever wrote it is told why.
     *
     * @param message why, and what to do instead
     */
    record Refused(String message) implements RequestVerdict {
    }

    /** It was answered before and only has to be removed. */
    record Answered() implements RequestVerdict {
    }

    /** It cannot be answered yet and stays where it is. */
    record Kept() implements RequestVerdict {
    }
}
