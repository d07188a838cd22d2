package dev.gauntlet.decision;

import java.time.Duration;
import java.util.List;

/**
 * Whether the evidence can be trusted right now.
 *
 * @param problems what is wrong, most important first; empty when all is well
 * @param unhealthyFor how long data have been missing; zero when all is well
 */
public record DataHealth(List<Problem> problems, Duration unhealthyFor) {

    /** All metrics are read. */
    public static final DataHealth HEALTHY = new DataHealth(List.of(), Duration.ZERO);

    /** Copies the list. */
    public DataHealth {
        problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean healthy() {
        return problems.isEmpty();
    }

    /**
     * One thing wrong with the data.
     *
     * @param reason stable reason name
     * @param message one sentence with metric, variant and remedy
     */
    public record Problem(String reason, String message) {
    }
}
