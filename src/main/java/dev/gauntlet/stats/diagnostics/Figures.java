package dev.gauntlet.stats.diagnostics;

import java.util.Locale;

/** Numbers as they appear in sentences. */
final class Figures {

    private static final double SMALLEST_P_VALUE = 1e-16;

    private Figures() {
    }

    /** Three significant digits. */
    static String number(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
    }

    /** As a percentage. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }

    /** "p = 0.0312", or "p < 1e-16". */
    static String pValue(double p) {
        return p < SMALLEST_P_VALUE ? "p < 1e-16" : "p = " + (p >= 0.9995 ? "1" : number(p));
    }
}
