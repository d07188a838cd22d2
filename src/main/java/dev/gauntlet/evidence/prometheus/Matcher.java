package dev.gauntlet.evidence.prometheus;

import java.util.Comparator;
import java.util.Objects;

/**
 * One label matcher of a PromQL vector selector.
 *
 * @param label the label name
 * @param operator how the label is compared
 * @param value the unescaped value or RE2 pattern (always anchored by Prometheus)
 */
public record Matcher(String label, Operator operator, String value) implements Comparable<Matcher> {
    private static final Comparator<Matcher> ORDER =
            Comparator.comparing(Matcher::label).thenComparing(Matcher::operator).thenComparing(Matcher::value);

    /** The four comparison operators of PromQL. */
    public enum Operator {
        /** Equal. */
        EQUAL("="),
        /** Not equal. */
        NOT_EQUAL("!="),
        /** Matches the anchored pattern. */
        MATCHES("=~"),
        /** Does not match the anchored pattern. */
        NOT_MATCHES("!~");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /** The operator as PromQL writes it. */
        public String symbol() {
            return symbol;
        }
    }

    /** Refuses missing parts. */
    public Matcher {
        Objects.requireNonNull(label);
        Objects.requireNonNull(operator);
        Objects.requireNonNull(value);
    }

    /** The matcher in PromQL, its value quoted and escaped. */
    public String toPromQl() {
        return label + operator.symbol() + quote(value);
    }

    @Override
    public int compareTo(Matcher other) {
        return ORDER.compare(this, other);
    }

    /**
     * A PromQL string literal.
     *
     * @param text any text
     * @return the text in double quotes with backslash, quote and control characters escaped
     */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        quoted.append(String.format("\\x%02x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /**
     * An RE2 pattern that matches exactly the given text.
     *
     * @param text any text
     * @return the text with RE2's meta characters escaped
     */
    public static String escapePattern(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
