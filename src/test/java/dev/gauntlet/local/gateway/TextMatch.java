package dev.gauntlet.local.gateway;

import java.util.Objects;

/**
 * A condition on a text.
 *
 * @param kind how the value is compared
 * @param value what it is compared with; for {@link Kind#PRESENT} of no meaning
 */
record TextMatch(Kind kind, String value) {

    /** How a value is compared. */
    enum Kind {
        /** The same text. */
        EXACT,
        /** The text starts so. */
        PREFIX,
        /** The path starts with these whole elements: {@code /a} is a prefix of {@code /a/b}, not of {@code /ab}. */
        PATH_PREFIX,
        /** The whole text matches the regular expression. */
        REGEX,
        /** There is a text. */
        PRESENT
    }

    TextMatch {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(value, "value");
    }

    static TextMatch exactly(String value) {
        return new TextMatch(Kind.EXACT, value);
    }

    /** Whether a text, null if there is none, fulfils the condition. */
    boolean matches(String text) {
        return text != null && switch (kind) {
            case EXACT -> text.equals(value);
            case PREFIX -> text.startsWith(value);
            case PATH_PREFIX -> startsWithElements(text, value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            case REGEX -> text.matches(value);
            case PRESENT -> true;
        };
    }

    private static boolean startsWithElements(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
