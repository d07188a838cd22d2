package dev.gauntlet.demo;

import java.util.Set;

/**
 * What tells one model server from another besides its model, so that every type of metric has something to measure. An image
 * costs work by its lit pixels (those above 0), as in a model that skips empty ones: the same images make the same
 * work in every server.
 *
 * @param microsPerPixel how long the server takes for each lit pixel besides its own computing, in microseconds
 * @param microdollarsPerPixel the price of each lit pixel, in millionths of a dollar
 * @param sharpness how much surer of its answers the model is made, see {@link Classifier#sharpened}; the answers stay
 * @param memoryBytes how much memory the model is said to hold
 * @param tellsConfidence whether answers tell how sure the model is, besides the digit
 */
record ServingTraits(long microsPerPixel, long microdollarsPerPixel, double sharpness, long memoryBytes, boolean tellsConfidence) {

    /** The flags that {@link #of} reads. */
    static final Set<String> FLAGS = Set.of("micros-per-pixel", "microdollars-per-pixel", "sharpness", "memory-mebibytes",
            "tell-confidence");

    /** Refuses what no server can have. */
    ServingTraits {
        require(microsPerPixel >= 0, "micros-per-pixel", microsPerPixel);
        require(microdollarsPerPixel >= 0, "microdollars-per-pixel", microdollarsPerPixel);
        require(sharpness > 0 && sharpness <= 100, "sharpness", sharpness);
        require(memoryBytes >= 0, "memory-mebibytes", memoryBytes);
    }

    /**
     * Reads the traits from command-line flags; each has a default.
     *
     * @throws IllegalArgumentException if a flag is malformed or out of range
     */
    static ServingTraits of(Flags flags) {
        return new ServingTraits(
                flags.number("micros-per-pixel", 0),
                flags.number("microdollars-per-pixel", 10),
                flags.decimal("sharpness", 1),
                flags.number("memory-mebibytes", 256) << 20,
                flags.on("tell-confidence"));
    }

    private static void require(boolean holds, String flag, Number value) {
        if (!holds) {
            throw new IllegalArgumentException("--%s=%s is out of range".formatted(flag, value));
        }
    }
}
