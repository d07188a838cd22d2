package dev.gauntlet.reporting;

/** Keeps sentences in status so short that status stays within its budget. */
final class Abridged {

    private static final int LIMIT = 512;
    private static final String DOTS = "...";

    private Abridged() {
    }

    /** A sentence, or its first characters and dots when it has more than 512. */
    static String sentence(String full) {
        return full.length() <= LIMIT ? full : full.substring(0, LIMIT - DOTS.length()) + DOTS;
    }
}
