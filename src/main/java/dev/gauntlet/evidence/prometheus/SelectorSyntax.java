package dev.gauntlet.evidence.prometheus;

import java.util.ArrayList;
import java.util.List;

/**
 * Parser of instant vector selectors: {@code metric}, <code>metric{a="b",c=~"d.*"}</code>,
 * <code>{__name__="metric",a="b"}</code> or, for several metrics whose growth is added up, <code>{__name__=~"one|other"}</code>.
 * Functions, operators, ranges, offsets, {@code @} and comments are refused, because
 * exact counts need the stored samples of one counter. Grammar: Prometheus documentation, "Time series selectors".
 */
public final class SelectorSyntax {
    private static final int LONGEST = 4096;
    private static final String NAME_LABEL = "__name__";
    private static final String METRIC_NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";

    private final String text;
    private int position;

    private SelectorSyntax(String text) {
        this.text = text;
    }

    /**
     * Parses a selector.
     *
     * @param text what the user wrote
     * @return its canonical form
     * @throws InvalidSelectorException if it is anything but a plain instant vector selector
     */
    public static Selector parse(String text) {
        if (text == null || text.isBlank()) {
            throw new InvalidSelectorException(
                    "the selector is empty: write a metric name, for instance http_requests_total{app=\"shop\"}");
        }
        if (text.length() > LONGEST) {
            throw new InvalidSelectorException("the selector has " + text.length() + " characters; at most " + LONGEST + " are allowed");
        }
        return new SelectorSyntax(text).selector();
    }

    private Selector selector() {
        skipSpace();
        String metric = peek() == '{' ? null : name(true, "a metric name");
        skipSpace();
        List<Matcher> matchers = peek() == '{' ? matchers() : List.of();
        skipSpace();
        if (position < text.length()) {
            throw unexpected();
        }
        return withNames(metric, matchers);
    }

    private Selector withNames(String metric, List<Matcher> matchers) {
        List<Matcher> others = new ArrayList<>();
        List<String> names = metric == null ? List.of() : List.of(metric);
        for (Matcher matcher : matchers) {
            if (!matcher.label().equals(NAME_LABEL)) {
                others.add(matcher);
            } else if (!names.isEmpty() || matcher.value().isEmpty() || matcher.operator() != Matcher.Operator.EQUAL
                    && matcher.operator() != Matcher.Operator.MATCHES) {
                throw new InvalidSelectorException("the selector must name exactly one metric, or several one by one: " + text);
            } else {
                names = matcher.operator() == Matcher.Operator.EQUAL ? List.of(matcher.value()) : alternatives(matcher.value());
            }
        }
        if (names.isEmpty()) {
            throw new InvalidSelectorException("the selector names no metric: put its name before the braces in " + text);
        }
        for (String name : names) {
            if (!name.matches(METRIC_NAME)) {
                throw new InvalidSelectorException("'" + name + "' is not a metric name (" + METRIC_NAME + ")");
            }
        }
        return new Selector(names, others);
    }

    /** Names are listed, because a pattern could come to match a counter that nobody thought of. */
    private List<String> alternatives(String pattern) {
        List<String> names = List.of(pattern.split("\\|", -1));
        if (!names.stream().allMatch(name -> name.matches(METRIC_NAME))) {
            throw new InvalidSelectorException("the selector must name exactly one metric, or list names as in "
                    + "{__name__=~\"requests|requests_total\"}: " + text);
        }
        return names;
    }

    private List<Matcher> matchers() {
        position++;
        List<Matcher> matchers = new ArrayList<>();
        skipSpace();
        while (peek() != '}') {
            String label = name(false, "a label name");
            skipSpace();
            Matcher.Operator operator = operator();
            skipSpace();
            matchers.add(new Matcher(label, operator, string()));
            skipSpace();
            if (peek() == ',') {
                position++;
                skipSpace();
            } else if (peek() != '}') {
                throw expected("',' or '}'");
            }
        }
        position++;
        return matchers;
    }

    private Matcher.Operator operator() {
        for (Matcher.Operator operator : List.of(Matcher.Operator.MATCHES, Matcher.Operator.NOT_MATCHES,
                Matcher.Operator.NOT_EQUAL, Matcher.Operator.EQUAL)) {
            if (text.startsWith(operator.symbol(), position)) {
                position += operator.symbol().length();
                return operator;
            }
        }
        throw expected("one of = != =~ !~");
    }

    private String name(boolean colonAllowed, String what) {
        int start = position;
        while (isNameCharacter(peek(), position > start, colonAllowed)) {
            position++;
        }
        if (start == position) {
            throw expected(what);
        }
        return text.substring(start, position);
    }

    private static boolean isNameCharacter(char c, boolean digitAllowed, boolean colonAllowed) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || colonAllowed && c == ':' || digitAllowed && c >= '0' && c <= '9';
    }

    private String string() {
        char quote = peek();
        if (quote != '"' && quote != '\'' && quote != '`') {
            throw expected("a quoted label value");
        }
        position++;
        StringBuilder value = new StringBuilder();
        while (peek() != quote) {
            char c = peek();
            if (position >= text.length() || c == '\n' && quote != '`') {
                throw new InvalidSelectorException("a label value is not closed in " + text);
            }
            if (c == '\\' && quote != '`') {
                escape(value);
            } else {
                value.append(c);
                position++;
            }
        }
        position++;
        return value.toString();
    }

    private void escape(StringBuilder value) {
        position++;
        char c = peek();
        position++;
        switch (c) {
            case 'a' -> value.append('\u0007');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'v' -> value.append('\u000b');
            case '\\', '"', '\'' -> value.append(c);
            case 'x' -> value.appendCodePoint(hexadecimal(2));
            case 'u' -> value.appendCodePoint(hexadecimal(4));
            case 'U' -> value.appendCodePoint(hexadecimal(8));
            default -> throw new InvalidSelectorException(
                    "'\\" + c + "' at position " + (position - 2) + " is no escape of PromQL; write '\\\\" + c
                            + "' for a backslash in " + text);
        }
    }

    private int hexadecimal(int digits) {
        int end = position + digits;
        if (end > text.length() || !text.substring(position, end).matches("[0-9a-fA-F]+")) {
            throw expected(digits + " hexadecimal digits");
        }
        long code = Long.parseLong(text.substring(position, end), 16);
        // \xNN above 0x7f is a raw byte in PromQL, not a character.
        if (!Character.isValidCodePoint((int) code) || code > Character.MAX_CODE_POINT || digits == 2 && code > 0x7f) {
            throw expected("the code of a character");
        }
        position = end;
        return (int) code;
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : '\0';
    }

    private void skipSpace() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private InvalidSelectorException expected(String what) {
        String found = position < text.length() ? "'" + text.charAt(position) + "'" : "the end";
        return new InvalidSelectorException("expected " + what + " but found " + found + " at position " + position + " of " + text);
    }

    private InvalidSelectorException unexpected() {
        String what = switch (peek()) {
            case '[' -> "a range ('[') is not allowed: Gauntlet chooses the range itself";
            case '(' -> "a function is not allowed: write the raw counter, the increments are computed exactly from it";
            case '#' -> "a comment is not allowed";
            case '@' -> "the @ modifier is not allowed";
            default -> text.startsWith("offset", position)
                    ? "an offset is not allowed"
                    : "'" + peek() + "' is not allowed after the selector: no operators, write one raw counter";
        };
        return new InvalidSelectorException(what + " (position " + position + " of " + text + ")");
    }
}
