package dev.gauntlet.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table of measured figures, printed as Markdown in one piece. */
public final class MarkdownTable {

    private final String title;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    public MarkdownTable(String title, String... columns) {
        this.title = title;
        lines.add("| " + String.join(" | ", columns) + " |");
        lines.add("|" + "---|".repeat(columns.length));
    }

    public void row(String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    public void print() {
        System.out.println("\n" + title + "\n\n" + String.join("\n", lines) + "\n");
    }

    /** A share as a percentage with one decimal place, or two below one percent. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
    }

    public static String percent(int count, int runs) {
        return percent((double) count / runs);
    }

    public static String size(double plans) {
        return String.format(Locale.ROOT, "%.2f", plans);
    }
}
