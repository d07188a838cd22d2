package dev.gauntlet.lifecycle;

import dev.gauntlet.lifecycle.TransitionTable.Row;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The transition table for people: a line for every event, a column for every situation. */
public final class TransitionMarkdown {

    private TransitionMarkdown() {
    }

    /** The table in Markdown. */
    public static String render() {
        String head = "| event | " + Stream.of(Situation.values()).map(Enum::name).collect(Collectors.joining(" | ")) + " |";
        String rule = "|---|" + "---|".repeat(Situation.values().length);
        return Stream.concat(Stream.of(head, rule), Stream.of(LifecycleEvent.values()).map(TransitionMarkdown::line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(LifecycleEvent event) {
        return "| " + event + " | " + Stream.of(Situation.values()).map(from -> cell(from, TransitionTable.row(from, event)))
                .collect(Collectors.joining(" | ")) + " |";
    }

    private static String cell(Situation from, Row row) {
        return switch (row.move()) {
            case Impossible -> "";
            case Stay -> "stays";
            default -> row.to().stream().sorted().map(to -> to == from ? "same" : to.name()).collect(Collectors.joining(", "));
        };
    }
}
