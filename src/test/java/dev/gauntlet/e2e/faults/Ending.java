package dev.gauntlet.e2e.faults;

/** What becomes of an experiment under a fault, once the fault is over. */
enum Ending {
    /** It holds while the fault lasts, and then goes on where it was. */
    HOLDS("holds, then goes on"),
    /** Nothing that a client or reader would notice. */
    GOES_ON("goes on"),
    /** The route is brought back, the time in between is left out, and it goes on. */
    REPAIRED("route repaired, goes on"),
    /** The change is refused and told, and it goes on. */
    REFUSED("change refused, goes on"),
    /** It holds, or ends with everybody on the champion. */
    SAFE("holds or rolls back"),
    /** It ends with everybody on the champion. */
    CHAMPION("ends, champion serves"),
    /** The resource goes and the champion serves everybody. */
    GONE("gone, champion serves"),
    /** The resource goes, or stays, and the winner goes on serving. */
    WINNER("winner serves on"),
    /** It goes on waiting, or starts because the one before it was rolled back. */
    TURN("waits on, or its turn comes"),
    /** It goes on waiting. */
    WAITS("waits on"),
    /** The resource goes, and the route is left to whoever holds it. */
    LEAVES("gone, route untouched");

    private final String words;

    Ending(String words) {
        this.words = words;
    }

    /** As it stands in the table. */
    String words() {
        return words;
    }
}
